import type { ProjectFile } from '../../project/project.ts';

/** What a file of a project declares. */
export type FileKind =
  | 'macro'
  | 'generic test'
  | 'model'
  | 'snapshot'
  | 'analysis'
  | 'singular test'
  | 'seed'
  | 'function'
  | 'fixture'
  | 'docs'
  | 'properties';

/** A file's kind follows from its ending and from the folder it was found under; undefined when it says nothing. */
export function fileKind(file: ProjectFile): FileKind | undefined {
  const { paths } = file.project;
  const under = (folders: readonly string[]): boolean => folders.includes(file.searchPath);
  switch (extension(file.path)) {
    case 'sql':
      if (under(paths.macros)) return 'macro';
      if (under(paths.models)) return 'model';
      if (under(paths.snapshots)) return 'snapshot';
      if (under(paths.analyses)) return 'analysis';
      if (under(paths.functions)) return 'function';
      return under(paths.tests) ? (testFolderKind(file) ?? 'singular test') : undefined;
    case 'py':
      if (under(paths.models)) return 'model';
      return under(paths.functions) ? 'function' : undefined;
    case 'csv':
      if (under(paths.seeds)) return 'seed';
      return under(paths.tests) && testFolderKind(file) === 'fixture' ? 'fixture' : undefined;
    case 'md':
      return 'docs';
    case 'yml':
    case 'yaml':
      return 'properties';
    default:
      return undefined;
  }
}

function testFolderKind(file: ProjectFile): FileKind | undefined {
  const [first] = relativePath(file).split('/', 1);
  if (first === 'generic') return 'generic test';
  return first === 'fixtures' ? 'fixture' : undefined;
}

/** The file's path below the folder it was found under. */
export function relativePath(file: ProjectFile): string {
  return file.path.startsWith(`${file.searchPath}/`)
    ? file.path.slice(file.searchPath.length + 1)
    : file.path;
}

export const extension = (path: string): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();

/** The path without its ending. */
export const withoutExtension = (path: string): string => path.replace(/\.[^./]*$/, '');

/** The last part of the path, without its ending. */
export const stem = (path: string): string => withoutExtension(path.slice(path.lastIndexOf('/') + 1));

/** The folders of a path. */
export const folders = (path: string): readonly string[] => path.split('/').slice(0, -1);
