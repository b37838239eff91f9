import { describe, expect, it } from 'vitest';
import { utcTime } from '../compile/index.ts';
import { batchId, type BatchOptions, type BatchSize, planBatches } from './batches.ts';

const at = (text: string): number => Date.parse(`${text}Z`);
const defaults: BatchOptions = {
  size: 'day',
  isIncremental: false,
  beginMs: at('2024-02-27T05:00'),
  lookback: 1,
  nowMs: at('2024-03-01T16:06'),
};
const idsOf = (options: Partial<BatchOptions>): string[] => {
  const all = { ...defaults, ...options };
  return planBatches(all).map((batch) => batchId(batch, all.size));
};

describe('planBatches', () => {
  it('builds everything from the beginning the first time, leap day included', () => {
    expect(idsOf({})).toEqual(['20240227', '20240228', '20240229', '20240301']);
    expect(planBatches(defaults).at(-1)).toEqual({
      startMs: at('2024-03-01T00:00'),
      endMs: at('2024-03-02T00:00'),
    });
  });

  it('looks back from the current batch where the table stands', () => {
    expect(idsOf({ isIncremental: true })).toEqual(['20240229', '20240301']);
    expect(idsOf({ isIncremental: true, lookback: 0 })).toEqual(['20240301']);
    expect(idsOf({ isIncremental: true, nowMs: at('2024-03-01T00:00') })).toEqual(['20240228', '20240229']);
  });

  it('takes the bounds that are asked for', () => {
    const bounds = { startMs: at('2024-01-30T12:00'), endMs: at('2024-02-01T00:00') };
    expect(idsOf(bounds)).toEqual(['20240130', '20240131']);
    expect(idsOf({ ...bounds, isIncremental: true })).toEqual(['20240130', '20240131']);
  });

  it.each<[BatchSize, string[]]>([
    ['hour', ['20240301T14', '20240301T15', '20240301T16']],
    ['month', ['202401', '202402', '202403']],
    ['year', ['2022', '2023', '2024']],
  ])('steps by %s', (size, ids) => {
    expect(idsOf({ size, isIncremental: true, lookback: 2 })).toEqual(ids);
  });

  it('has one batch even where the end is not after the beginning', () => {
    expect(idsOf({ beginMs: at('2024-06-01T00:00') })).toEqual(['20240601']);
  });

  it('writes bounds as dbt does', () => {
    expect(utcTime(at('2024-09-17T16:00'))).toBe('2024-09-17 16:00:00+00:00');
  });
});
