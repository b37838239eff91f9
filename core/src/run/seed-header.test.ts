import { describe, expect, it } from 'vitest';
import { readSeedHeader } from './seed-header.ts';

const columnsOf = (text: string, delimiter = ','): readonly string[] =>
  readSeedHeader(text, delimiter, 'seeds/a.csv').columns;
const faultsOf = (text: string): readonly string[] =>
  readSeedHeader(text, ',', 'seeds/a.csv').diagnostics.map(({ message }) => message);

describe('readSeedHeader', () => {
  it('reads names as they stand, with or without quotes', () => {
    expect(columnsOf('id,Name, x \n1,2,3')).toEqual(['id', 'Name', ' x ']);
    expect(columnsOf('"id","a ""b""","c,d"\r\n')).toEqual(['id', 'a "b"', 'c,d']);
    expect(columnsOf('"two\nlines",b\n')).toEqual(['two\nlines', 'b']);
    expect(columnsOf('id')).toEqual(['id']);
  });

  it('skips a byte order mark and takes other delimiters', () => {
    expect(columnsOf('\uFEFFid;name\n', ';')).toEqual(['id', 'name']);
    expect(columnsOf('id\tname\n', '\t')).toEqual(['id', 'name']);
    expect(columnsOf('id||name\n', '||')).toEqual(['id', 'name']);
  });

  it('names what has no name, or one that was there before, as dbt does', () => {
    expect(columnsOf('id,,id,id,\n')).toEqual(['id', 'b', 'id_2', 'id_3', 'e']);
    expect(columnsOf('b,\n')).toEqual(['b', 'b_2']);
    expect(columnsOf(`${','.repeat(26)}\n`).slice(-2)).toEqual(['z', 'aa']);
    expect(faultsOf('id,,id\n')).toEqual([
      'Column 2 of the seed has no name: it is called "b"',
      'Column 3 of the seed is the second with the name "id": it is called "id_2"',
    ]);
  });

  it('refuses names that the database takes for one, and a header without names', () => {
    expect(faultsOf('id,name\n')).toEqual([]);
    expect(faultsOf('id,ID\n')).toEqual([
      'Cannot load the seed: the columns 1 and 2 are both named "ID" to the database',
    ]);
    expect(faultsOf('\n1,2\n')).toEqual([
      'Cannot load the seed: its first line, which names the columns, is empty',
    ]);
    expect(faultsOf('')).toHaveLength(1);
  });
});
