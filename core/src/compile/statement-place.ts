import type { DatabaseError } from '../adapter/index.ts';
import { originsOf, renderedFile } from '../context/statement-origins.ts';
import { isWholeFile, LineIndex, type Span } from '../diagnostics/index.ts';
import type { ReadSource } from './code-origin.ts';
import { authorsPlace } from './code-origin.ts';

/**
 * The author's place of a statement that a macro or a hook ran and the database refused: where it is written, or else
 * where it is asked for. Undefined when only built-in macros know of it.
 *
 * @param files Where the text of a hook may stand, the likeliest first.
 */
export function statementPlace(
  error: DatabaseError,
  files: readonly string[],
  isBuiltIn: (file: string) => boolean,
  read: ReadSource,
): Span | undefined {
  for (const { at, source, trace } of originsOf(error)) {
    const place =
      source === undefined ? authorsPlace({ at, trace }, isBuiltIn) : placeOfText(source, at, files, read);
    if (place && place.file !== renderedFile && !isWholeFile(place)) return place;
  }
  return undefined;
}

/**
 * Finds the line of a text that a place is on in the files, where it may be indented, in quotes, or broken by YAML: as
 * many of its first words as stand together.
 */
function placeOfText(
  source: string,
  { column, line }: Span,
  files: readonly string[],
  read: ReadSource,
): Span | undefined {
  const written = source.split('\n')[line - 1] ?? '';
  const indentation = written.length - written.trimStart().length;
  const words = written.trim().split(' ');
  const texts = files.flatMap((file) => {
    const text = read(file)?.replaceAll(/\r\n?/g, '\n');
    return text === undefined ? [] : [{ file, text }];
  });
  for (let count = words.length; count >= Math.min(2, words.length); count--) {
    const wanted = words.slice(0, count).join(' ');
    const found = texts.find(({ text }) => wanted !== '' && text.includes(wanted));
    if (!found) continue;
    const start = found.text.indexOf(wanted);
    const from = count === words.length ? start + Math.max(0, column - 1 - indentation) : start;
    return new LineIndex(found.text).span(found.file, from, start + wanted.length);
  }
  return undefined;
}
