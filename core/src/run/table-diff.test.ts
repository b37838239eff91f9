import { describe, expect, it } from 'vitest';
import { diffTables } from './table-diff.ts';

const numbered = (mark: string): string[][] => Array.from({ length: 5000 }, (_, i) => [`${mark}${i}`]);

describe('diffTables', () => {
  it('has nothing to say about the same rows in another order', () => {
    expect(diffTables(['id'], [['1'], ['2'], ['2']], [['2'], ['1'], ['2']])).toBeUndefined();
    expect(diffTables(['id'], [], [])).toBeUndefined();
  });

  it('shows changed, missing and surplus rows as dbt does', () => {
    const expected = [
      ['1', 'x'],
      ['2', 'b'],
      ['4', 'd'],
      ['5', 'e'],
      ['7', 'g'],
      ['9', null],
    ];
    const actual = [
      ['1', "it's"],
      ['2', 'b'],
      ['3', 'c'],
      ['5', 'e'],
      ['7', null],
    ];
    expect(diffTables(['id', 'name'], expected, actual)).toBe(
      [
        '@@ ,id,name',
        "→  ,1 ,x→it's",
        '   ,2 ,b',
        '+++,3 ,c',
        '---,4 ,d',
        '   ,5 ,e',
        '→  ,7 ,g→NULL',
        '---,9 ,NULL',
      ].join('\n'),
    );
  });

  it('counts how often a row stands there', () => {
    expect(diffTables(['id'], [['1'], ['1']], [['1']])).toBe('@@ ,id\n   ,1\n---,1');
  });

  it('leaves out rows far from a change, and orders numbers as numbers', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [String(i), 'a']);
    expect(diffTables(['id', 'name'], rows, rows.toSpliced(10, 1, ['10', 'b']))).toBe(
      ['@@ ,id ,name', '...,...,...', '   ,9  ,a', '→  ,10 ,a→b', '   ,11 ,a'].join('\n'),
    );
  });

  it('lists thousands of different rows without comparing each to each', () => {
    expect(diffTables(['id'], numbered('a'), numbered('b'))!.split('\n')).toHaveLength(10_001);
  });
});
