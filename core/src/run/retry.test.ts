import { describe, expect, it } from 'vitest';
import { type RetryOptions, withRetries } from './retry.ts';

class Conflict extends Error {}

const worksAtLast = (number: number): Promise<string> =>
  number < 4 ? Promise.reject(new Conflict()) : Promise.resolve('done');
const neverWorks = (number: number): Promise<void> => Promise.reject(new Conflict(`attempt ${number}`));

function options(pauses: number[], signal = new AbortController().signal): RetryOptions {
  return {
    effects: { random: () => 0.5, sleep: (ms) => Promise.resolve(void pauses.push(ms)) },
    signal,
    isRetryable: (error) => error instanceof Conflict,
    onRetry: () => {},
  };
}

describe('withRetries', () => {
  it('tries again, with longer and longer pauses, until it works', async () => {
    const pauses: number[] = [];
    expect(await withRetries(worksAtLast, options(pauses))).toBe('done');
    expect(pauses).toEqual([5, 10, 20]);
  });

  it('gives up in the end with the first error', async () => {
    const pauses: number[] = [];
    await expect(withRetries(neverWorks, options(pauses))).rejects.toThrow('attempt 1');
    expect(pauses).toHaveLength(5);
  });

  it('does not repeat what cannot pass, nor after a cancellation', async () => {
    const pauses: number[] = [];
    await expect(withRetries(() => Promise.reject(new Error('syntax')), options(pauses))).rejects.toThrow(
      'syntax',
    );
    const cancelled = options(pauses, AbortSignal.abort());
    await expect(withRetries(() => Promise.reject(new Conflict('late')), cancelled)).rejects.toThrow('late');
    expect(pauses).toEqual([]);
  });
});
