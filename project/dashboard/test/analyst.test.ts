import { afterAll, describe, expect, it } from 'vitest';
import { ThreadedAnalyst } from '../server/analyst-threads.ts';

const analyst = new ThreadedAnalyst(new URL('../../dist/analyst-worker.js', import.meta.url), 1);
afterAll(() => analyst.close());

/** Customers of a shop that grows with their number, always the same ones. */
function customers(count: number) {
  const list = (of: (row: number) => number) => Float64Array.from({ length: count }, (_, row) => of(row));
  const spread = (row: number, step: number): number => ((row * step) % 9973) / 9973;
  return {
    recency: list((row) => Math.floor(spread(row, 7919) ** 2 * 900)),
    frequency: list((row) => 1 + Math.floor(-8 * Math.log(1 - spread(row, 6101)))),
    monetary: list((row) => Math.round(5000 * spread(row, 3571) ** 3) / 100),
  };
}

describe('segments', () => {
  it('of two million customers are found within the memory of a thread', async () => {
    const reference = customers(2_000_000);
    const answer = await analyst.segments({ reference, earlier: customers(10) });
    expect(answer?.reference).toHaveLength(2_000_000);
    expect(new Set(answer?.reference).size).toBe(4);
    expect(answer?.earlier).toHaveLength(10);
  });
});
