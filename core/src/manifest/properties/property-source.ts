import { type Json, parseYaml } from '../../config/index.ts';
import type { Checked } from '../../diagnostics/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import { isMapping } from '../config/shapes.ts';
import { relativePath } from '../files/kinds.ts';
import type { KeyPath, PropertySource } from './entry.ts';

/** A property file's value, with the places of its parts. */
export function parsePropertyFile(
  file: ProjectFile,
  shown: string,
): Checked<{ readonly source: PropertySource; readonly value: Json }> {
  // dbt reads the file without the white space at its end, so that a text that ends it has no last line end.
  const text = file.text.trimEnd();
  const { value: document, diagnostics } = parseYaml(text, shown);
  const hasWholeFloats = wholeFloat.test(text);
  const source: PropertySource = {
    file: shown,
    path: file.path,
    relativePath: relativePath(file),
    project: file.project,
    checksum: file.checksum,
    span: (path) => document.span(path),
    isFloat: (path) => hasWholeFloats && wholeFloat.test(writtenAt(text, path, source)),
  };
  const value = /['"]$/.test(text) ? document.value : withoutLastLineEnd(document.value);
  return { value: { source, value }, diagnostics };
}

/** The value whose last text, in the order of the file, lost its last line end: the file has none there. */
function withoutLastLineEnd(value: Json): Json {
  if (typeof value === 'string') return value.endsWith('\n') ? value.slice(0, -1) : value;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.length === 0 ? items : items.with(-1, withoutLastLineEnd(items.at(-1)!));
  }
  if (!isMapping(value)) return value;
  const last = Object.keys(value).at(-1);
  return last === undefined ? value : { ...value, [last]: withoutLastLineEnd(value[last]!) };
}

/** A float that is a whole number: its value no longer tells it from an integer. */
const wholeFloat = /(?<![\w.])[-+]?\d+\.0*(?![\w.])|(?<![\w.])[-+]?\d+(\.0*)?[eE][-+]?\d+/;

function writtenAt(text: string, path: KeyPath, source: PropertySource): string {
  const span = source.span(path);
  if (!span || span.line !== span.endLine) return '';
  return text.split('\n', span.line)[span.line - 1]!.slice(span.column - 1, span.endColumn - 1);
}
