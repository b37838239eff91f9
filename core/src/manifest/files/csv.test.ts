import { expect, test } from 'vitest';
import { csvRows } from './csv.ts';

test.each([
  ['a,b\n1,2\n', [{ a: '1', b: '2' }]],
  ['a,b\r\n1,\r\n', [{ a: '1', b: '' }]],
  ['a,b\n1\n', [{ a: '1', b: null }]],
  ['a\n"x, ""y""\nz"\n\nlast', [{ a: 'x, "y"\nz' }, { a: 'last' }]],
  ['a,b\n,', [{ a: '', b: '' }]],
  ['a\n"open', [{ a: '"open' }]],
  ['', []],
])('%j', (text, rows) => {
  expect(csvRows(text)).toEqual(rows);
});
