import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSegments, type Rfm, segmentNames } from './segments.ts';

const oracle = JSON.parse(readFileSync(new URL('fixtures/clusters.json', import.meta.url), 'utf8')) as {
  recency: number[];
  frequency: number[];
  monetary: number[];
  labels: number[];
};

describe('segments', () => {
  it('are the clusters of scikit-learn: adjusted Rand index of at least 0.95', () => {
    const segments = findSegments(oracle)!.segmentsOf(oracle);
    expect(adjustedRandIndex([...segments], oracle.labels)).toBeGreaterThanOrEqual(0.95);
  });

  it('are named by their centres', () => {
    const segments = findSegments(oracle)!.segmentsOf(oracle);
    const mean = (values: readonly number[], name: (typeof segmentNames)[number]): number => {
      const members = values.filter((_, index) => segmentNames[segments[index]!] === name);
      return members.reduce((sum, value) => sum + value, 0) / members.length;
    };
    expect(segmentNames.toSorted((a, b) => mean(oracle.recency, b) - mean(oracle.recency, a))[0]).toBe(
      'Churned',
    );
    expect(mean(oracle.monetary, 'VIP')).toBeGreaterThan(mean(oracle.monetary, 'Loyal'));
    expect(mean(oracle.frequency, 'Loyal')).toBeGreaterThan(mean(oracle.frequency, 'New'));
  });

  it('are the same for the same customers in any order', () => {
    const order = oracle.labels
      .map((_, index) => index)
      .sort((a, b) => ((a * 7919) % 4001) - ((b * 7919) % 4001));
    const shuffled = pick(oracle, order);
    const straight = findSegments(oracle)!.segmentsOf(oracle);
    const mixed = findSegments(shuffled)!.segmentsOf(shuffled);
    expect([...mixed]).toEqual(order.map((index) => straight[index]));
  });

  it('stay the same while others are looked at: a customer alone is where it was among all', () => {
    const found = findSegments(oracle)!;
    const all = found.segmentsOf(oracle);
    expect([0, 700, 2500, 3999].map((index) => found.segmentsOf(pick(oracle, [index]))[0])).toEqual(
      [0, 700, 2500, 3999].map((index) => all[index]),
    );
  });

  it('need four customers who differ', () => {
    expect(findSegments({ recency: [], frequency: [], monetary: [] })).toBeUndefined();
    expect(findSegments(same(50))).toBeUndefined();
  });

  it('give every customer one of the four names, whatever the numbers', () => {
    const customer = fc.tuple(
      fc.nat(2000),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(customer, { maxLength: 60 }), (customers) => {
        const rfm = {
          recency: customers.map(([recency]) => recency),
          frequency: customers.map(([, frequency]) => frequency),
          monetary: customers.map(([, , monetary]) => monetary),
        };
        const segments = findSegments(rfm)?.segmentsOf(rfm) ?? [];
        expect([...segments].every((segment) => segment < segmentNames.length)).toBe(true);
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});

function pick(rfm: Rfm, order: readonly number[]): Rfm {
  return {
    recency: order.map((index) => rfm.recency[index]!),
    frequency: order.map((index) => rfm.frequency[index]!),
    monetary: order.map((index) => rfm.monetary[index]!),
  };
}

function same(count: number): Rfm {
  const list = (value: number): number[] => Array.from({ length: count }, () => value);
  return { recency: list(3), frequency: list(2), monetary: list(10) };
}

/** @see Hubert and Arabie: Comparing partitions (1985) */
function adjustedRandIndex(a: readonly number[], b: readonly number[]): number {
  const count = (keys: readonly string[]): number[] => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()];
  };
  const pairs = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const both = pairs(count(a.map((label, index) => `${label}/${b[index]}`)));
  const [inA, inB] = [pairs(count(a.map(String))), pairs(count(b.map(String)))];
  const expected = (inA * inB) / pairs([a.length]);
  return (both - expected) / ((inA + inB) / 2 - expected);
}
