import { expect, it } from 'vitest';
import { isoMicroseconds, Stopwatch } from './clock.ts';

it('writes moments with six digits', () => {
  expect(isoMicroseconds(0)).toBe('1970-01-01T00:00:00.000000Z');
  expect(isoMicroseconds(1_714_564_800_123.456)).toBe('2024-05-01T12:00:00.123456Z');
  expect(isoMicroseconds(1_714_564_801_000 - 0.0002)).toBe('2024-05-01T12:00:01.000000Z');
});

it('keeps the phases of the last attempt, failed ones too', async () => {
  let now = 1000;
  const watch = new Stopwatch(() => now);
  await watch.phase('compile', () => Promise.resolve());
  watch.restart();
  await watch.phase('compile', () => Promise.resolve((now = 2000)));
  await expect(watch.phase('execute', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(watch.timings).toEqual([
    {
      name: 'compile',
      started_at: '1970-01-01T00:00:01.000000Z',
      completed_at: '1970-01-01T00:00:02.000000Z',
    },
    {
      name: 'execute',
      started_at: '1970-01-01T00:00:02.000000Z',
      completed_at: '1970-01-01T00:00:02.000000Z',
    },
  ]);
  expect(watch.elapsedSeconds).toBe(1);
});
