import { type Json, parseYaml } from '../../config/index.ts';
import type { Checked } from '../../diagnostics/index.ts';
import type { ProjectFile } from '../../project/project.ts';
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
  return { value: { source, value: document.value }, diagnostics };
}

/** A float that is a whole number: its value no longer tells it from an integer. */
const wholeFloat = /(?<![\w.])[-+]?\d+\.0*(?![\w.])|(?<![\w.])[-+]?\d+(\.0*)?[eE][-+]?\d+/;

function writtenAt(text: string, path: KeyPath, source: PropertySource): string {
  const span = source.span(path);
  if (!span || span.line !== span.endLine) return '';
  return text.split('\n', span.line)[span.line - 1]!.slice(span.column - 1, span.endColumn - 1);
}
