import { describe, expect, it } from 'vitest';
import { planSlices } from './slices.ts';

const months = (...orders: number[]) => orders.map((count, index) => ({ monthNumber: index, orders: count }));

describe('slices of the orders', () => {
  it('put small months together, as many as may be held', () => {
    expect(planSlices(months(40, 50, 20, 80), 100)).toEqual([
      { firstMonth: 0, lastMonth: 1, stripe: 0, stripes: 1 },
      { firstMonth: 2, lastMonth: 3, stripe: 0, stripes: 1 },
    ]);
  });

  it('share a large month out by customers, and put nothing to it', () => {
    expect(planSlices(months(10, 250, 10), 100)).toEqual([
      { firstMonth: 0, lastMonth: 0, stripe: 0, stripes: 1 },
      { firstMonth: 1, lastMonth: 1, stripe: 0, stripes: 3 },
      { firstMonth: 1, lastMonth: 1, stripe: 1, stripes: 3 },
      { firstMonth: 1, lastMonth: 1, stripe: 2, stripes: 3 },
      { firstMonth: 2, lastMonth: 2, stripe: 0, stripes: 1 },
    ]);
  });

  it('grow in number with the orders, so that none grows in size', () => {
    const largest = (factor: number): number =>
      Math.max(
        ...planSlices(months(1000 * factor, 3000 * factor), 5000).map(
          ({ firstMonth, lastMonth, stripes }) =>
            ((lastMonth > firstMonth ? 4000 : firstMonth === 0 ? 1000 : 3000) * factor) / stripes,
        ),
      );
    for (const factor of [1, 10, 100, 1000]) expect(largest(factor)).toBeLessThanOrEqual(5000);
  });

  it('are none for no month', () => {
    expect(planSlices([], 100)).toEqual([]);
  });
});
