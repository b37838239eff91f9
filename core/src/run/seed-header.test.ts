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

  it('refuses names that are missing or stand twice', () => {
    expect(faultsOf('id,name\n')).toEqual([]);
    expect(faultsOf('id,,ID\n')).toEqual([
      'Cannot load the seed: column 2 has no name',
      'Cannot load the seed: the columns 1 and 3 are both named "ID"',
    ]);
    expect(faultsOf('\n1,2\n')).toEqual([
      'Cannot load the seed: its first line, which names the columns, is empty',
    ]);
    expect(faultsOf('')).toHaveLength(1);
  });
});
