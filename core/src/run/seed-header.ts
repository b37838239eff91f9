import { seedInvalid } from '../diagnostics/catalogue/run.ts';
import type { Diagnostic, Span } from '../diagnostics/index.ts';

export interface SeedHeader {
  readonly columns: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const byteOrderMark = '\uFEFF';

/**
 * The column names of a CSV file, which all have to be there and to differ, letter case apart: a database would rename
 * or mix up the others.
 *
 * @param start The file's text, or as much from its beginning as holds the header.
 */
export function readSeedHeader(start: string, delimiter: string, file: string): SeedHeader {
  const text = start.startsWith(byteOrderMark) ? start.slice(1) : start;
  const at: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 + firstLine(text).length };
  const columns = readRecord(text, delimiter);
  if (columns.length === 1 && columns[0] === '') {
    return {
      columns: [],
      diagnostics: [seedInvalid('its first line, which names the columns, is empty', at)],
    };
  }
  return { columns, diagnostics: faultsOf(columns, at) };
}

function faultsOf(columns: readonly string[], at: Span): Diagnostic[] {
  const faults: Diagnostic[] = [];
  const seen = new Map<string, number>();
  columns.forEach((name, index) => {
    const key = name.toLowerCase();
    const former = seen.get(key);
    if (name.trim() === '') {
      faults.push(
        seedInvalid(
          `column ${index + 1} has no name`,
          at,
          'Name it in the first line, or remove its delimiter',
        ),
      );
    } else if (former !== undefined) {
      faults.push(
        seedInvalid(
          `the columns ${former + 1} and ${index + 1} are both named "${name}"`,
          at,
          'Rename one of them',
        ),
      );
    } else {
      seen.set(key, index);
    }
  });
  return faults;
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
