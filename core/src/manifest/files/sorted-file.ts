import type { ProjectFile, Target } from '../../project/project.ts';
import type { FileKind } from './kinds.ts';
import type { ParsedFile } from './parsed-file.ts';
import { type NodeFileKind, readFile } from './read-file.ts';
import type { TemplateReader } from './templates.ts';

/** A file with what it holds. */
export interface SortedFile {
  readonly kind: FileKind;
  readonly file: ProjectFile;
  /** Its name in diagnostics. */
  readonly shown: string;
}

/** Whether a file is read without regard to any other; macros and properties are not. */
export function isReadAlone(kind: FileKind): kind is NodeFileKind {
  return kind !== 'macro' && kind !== 'generic test' && kind !== 'properties';
}

/** What a file says that is read on its own; undefined of one that holds macros or properties. */
export function readNodeFile(
  { file, kind, shown }: SortedFile,
  target: Target,
  templates: TemplateReader,
): ParsedFile | undefined {
  if (!isReadAlone(kind)) return undefined;
  return readFile(kind, file, { target, templates, file: shown });
}
