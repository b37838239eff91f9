import { expect, it } from 'vitest';

type Row = readonly (string | null)[];
const module = new URL('cluster/compare.mjs', import.meta.url).href;
const { compareRows } = (await import(module)) as {
  compareRows(ours: readonly Row[], theirs: readonly Row[], isDouble: readonly boolean[]): string[];
};

const isDouble = [false, true];

it('takes rows for the same whose numbers were only added in another order', () => {
  expect(compareRows([['a', '0.30000000000000004']], [['a', '3.0E-1']], isDouble)).toEqual([]);
  expect(compareRows([[null, null]], [[null, null]], isDouble)).toEqual([]);
});

it('tells of values, of nulls and of rows that only one engine has', () => {
  expect(compareRows([['a', '1']], [['b', '1']], isDouble)).toHaveLength(1);
  expect(compareRows([['a', '1']], [['a', '1.001']], isDouble)).toHaveLength(1);
  expect(compareRows([['a', '0']], [['a', null]], isDouble)).toHaveLength(1);
  expect(
    compareRows(
      [
        ['a', '1'],
        ['b', '1'],
      ],
      [['a', '1']],
      isDouble,
    ),
  ).toEqual(['DuckDB ["b","1"] Trino has no more']);
});
