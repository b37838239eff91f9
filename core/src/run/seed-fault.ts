import { seedInvalid } from '../diagnostics/catalogue/run.ts';
import type { Diagnostic } from '../diagnostics/index.ts';

const place = /CSV Error on Line: (\d+)/;
const fieldCount = /Expected Number of Columns: (\d+) Found: (\d+)/;

/** What DuckDB finds wrong with a CSV file, at its line; undefined when the message is about something else. */
export function seedFault(message: string, file: string): Diagnostic | undefined {
  const line = Number(place.exec(message)?.[1]);
  if (!line) return undefined;
  const at = { file, line, column: 1, endLine: line, endColumn: 1 };
  const counts = fieldCount.exec(message);
  if (counts) {
    const [, expected, found] = counts;
    const problem = `line ${line} has ${found} fields, but the header has ${expected}`;
    return seedInvalid(problem, at, 'Put a value that holds the delimiter in double quotes');
  }
  if (message.includes('unterminated quote')) {
    return seedInvalid(
      `a value in quotes that begins on line ${line} does not end`,
      at,
      'A quote within quotes is written twice: ""',
    );
  }
  if (message.includes('unicode'))
    return seedInvalid(`line ${line} is not UTF-8`, at, 'Save the file as UTF-8');
  return seedInvalid(message.split('\n').slice(2, 3).join('') || message, at);
}
