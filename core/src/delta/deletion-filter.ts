import { type AddFile, resolvePath } from './actions.ts';
import { deletedRows } from './deletion-vector.ts';
import { quoteText } from './sql-text.ts';
import type { DeltaStorage } from './storage.ts';

/** SQL that leaves out the deleted rows of some files. */
export interface DeletionFilter {
  readonly files: readonly AddFile[];
  /** What the scan of the files is joined to. */
  readonly join: string;
  /** What must hold of a row after that. */
  readonly condition: string | undefined;
}

/**
 * Filters for files with deletion vectors. Few deleted rows of a file are listed, many are a string of bits, so that the
 * SQL stays small.
 *
 * @param file SQL for the path of a row's file. @param row SQL for its number there.
 */
export async function deletionFilters(
  files: readonly AddFile[],
  file: string,
  row: string,
  storage: DeltaStorage,
): Promise<DeletionFilter[]> {
  const listed: Deleted[] = [];
  const marked: Deleted[] = [];
  const cached = readingOnce(storage);
  for (const add of files) {
    const rows = await deletedRows(add.deletionVector!, cached);
    const ranges = rangesOf(rows);
    const path = quoteText(resolvePath(add.path, storage.root));
    if (isShorterAsBits(rows, ranges))
      marked.push({ add, entry: `(${path}, from_base64('${bitsOf(rows)}')::bit)` });
    else listed.push({ add, entry: `(${path}, ${rangeList(ranges)})` });
  }
  const filters: DeletionFilter[] = [];
  if (listed.length > 0) {
    const table = `(select file, unnest(rows) as row from (values ${entries(listed)}) as v(file, rows))`;
    filters.push({
      files: listed.map(({ add }) => add),
      join: `anti join ${table} as __deleted on __deleted.file = ${file} and __deleted.row = ${row}`,
      condition: undefined,
    });
  }
  if (marked.length > 0) {
    filters.push({
      files: marked.map(({ add }) => add),
      join: `join (values ${entries(marked)}) as __deleted(file, bits) on __deleted.file = ${file}`,
      condition: `case when ${row} < bit_length(__deleted.bits) then get_bit(__deleted.bits, ${row}::integer) = 0 else true end`,
    });
  }
  return filters;
}

interface Deleted {
  readonly add: AddFile;
  readonly entry: string;
}

const entries = (deleted: readonly Deleted[]): string => deleted.map(({ entry }) => entry).join(', ');

/** Many vectors can stand in one file. */
function readingOnce(storage: DeltaStorage): DeltaStorage {
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    ...storage,
    read(path) {
      const reading = known.get(path) ?? storage.read(path);
      known.set(path, reading);
      return reading;
    },
  };
}

/** First row and the one behind the last, of rows that follow each other. */
type Range = readonly [from: number, to: number];

function rangesOf(rows: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    for (end = start + 1; rows[end] === rows[end - 1]! + 1;) end++;
    ranges.push([rows[start]!, rows[end - 1]! + 1]);
  }
  return ranges;
}

/** What a range and a bit take of the SQL, in characters. */
const rangeLength = 20;
const bitLength = 1 / 6;

/** Numbers of bits are 32 bits wide in DuckDB. */
function isShorterAsBits(rows: readonly number[], ranges: readonly Range[]): boolean {
  const last = rows.at(-1) ?? 0;
  return last < 2 ** 31 && ranges.length * rangeLength > 1024 + last * bitLength;
}

/** A list of numbers as SQL. */
function rangeList(ranges: readonly Range[]): string {
  const isSingle = ([from, to]: Range): boolean => to === from + 1;
  const singles = `[${ranges
    .filter(isSingle)
    .map(([from]) => from)
    .join(', ')}]::bigint[]`;
  const runs = ranges.filter((range) => !isSingle(range)).map(([from, to]) => `range(${from}, ${to})`);
  return runs.length === 0 ? singles : `flatten([${[singles, ...runs].join(', ')}])`;
}

/** One bit a row, the first row first, as base 64. */
function bitsOf(rows: readonly number[]): string {
  const bytes = new Uint8Array(((rows.at(-1) ?? 0) >> 3) + 1);
  for (const row of rows) bytes[row >> 3]! |= 0x80 >> (row & 7);
  const parts: string[] = [];
  // A multiple of three bytes is text without a rest.
  for (let from = 0; from < bytes.length; from += 8190)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 8190))));
  return parts.join('');
}
