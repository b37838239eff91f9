import { seedColumnRenamed, seedInvalid } from '../diagnostics/catalogue/run.ts';
import type { Diagnostic, Span } from '../diagnostics/index.ts';

export interface SeedHeader {
  readonly columns: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const byteOrderMark = '\uFEFF';

/**
 * The column names of a CSV file, those that are missing or stand twice named as dbt names them, with a warning. Names
 * that differ in letter case alone are refused: the database takes them for one.
 *
 * @param start The file's text, or as much from its beginning as holds the header.
 */
export function readSeedHeader(start: string, delimiter: string, file: string): SeedHeader {
  const text = start.startsWith(byteOrderMark) ? start.slice(1) : start;
  const at: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 + firstLine(text).length };
  const names = readRecord(text, delimiter);
  if (names.length === 1 && names[0] === '') {
    return {
      columns: [],
      diagnostics: [seedInvalid('its first line, which names the columns, is empty', at)],
    };
  }
  const columns = uniqueNames(names);
  const renamed = columns.flatMap((name, index) =>
    name === names[index] ? [] : [seedColumnRenamed(index + 1, names[index]!, name, at)],
  );
  return { columns, diagnostics: [...renamed, ...clashesOf(columns, at)] };
}

/** A column without a name gets the letter of its place, a name that was there before a number: `id_2`. */
function uniqueNames(names: readonly string[]): string[] {
  const unique = new Set<string>();
  names.forEach((given, index) => {
    const letter = String.fromCharCode(97 + (index % 26)).repeat(Math.floor(index / 26) + 1);
    const name = given === '' ? letter : given;
    let candidate = name;
    for (let number = 2; unique.has(candidate); number++) candidate = `${name}_${number}`;
    unique.add(candidate);
  });
  return [...unique];
}

function clashesOf(columns: readonly string[], at: Span): Diagnostic[] {
  const seen = new Map<string, number>();
  return columns.flatMap((name, index) => {
    const former = seen.get(name.toLowerCase());
    if (former === undefined) {
      seen.set(name.toLowerCase(), index);
      return [];
    }
    const problem = `the columns ${former + 1} and ${index + 1} are both named "${name}" to the database`;
    return [seedInvalid(problem, at, 'Rename one of them')];
  });
}

const firstLine = (text: string): string => /^[^\r\n]*/.exec(text)![0];

/** The fields of a CSV text's first record; a field in quotes may hold delimiters, line breaks and doubled quotes. */
function readRecord(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      at++;
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
        if (text[at] === '"') at++;
        field += text[at++];
      }
      at++;
    }
    while (at < text.length && !text.startsWith(delimiter, at) && text[at] !== '\n' && text[at] !== '\r')
      field += text[at++];
    fields.push(field);
    if (!text.startsWith(delimiter, at) || at >= text.length) return fields;
    at += delimiter.length;
  }
}
