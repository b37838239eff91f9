import type { JsonObject } from '../../config/json.ts';

/**
 * Rows of a CSV text as mappings by the first line's names; every value is a string, and a missing one null.
 * Quotes, doubled quotes and line breaks within quotes are read as Python's csv module reads them; empty lines are no rows.
 */
export function csvRows(text: string): JsonObject[] {
  const [header, ...rows] = csvRecords(text);
  if (!header) return [];
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? null])));
}

const field = /"((?:[^"]|"")*)"([^,\r\n]*)|([^,\r\n]*)/y;

function csvRecords(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    field.lastIndex = at;
    const [whole, quoted, rest, plain] = field.exec(text)!;
    record.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"') + rest!);
    at += whole.length;
    if (text[at] === ',') {
      at++;
      if (at === text.length) record.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}
