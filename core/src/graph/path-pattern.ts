import { translate } from './wildcard.ts';

/**
 * A pattern over paths with `/`: `*` and `?` stay within a folder's name, `**` is any number of folders, and one at the
 * end stands for folders only. Leading `./` and trailing slashes mean nothing.
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const parts = normalizePath(pattern).split('/');
  let source = '';
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '**') source += isLast ? '(?:[^/]+/)*[^/]*' : '(?:[^/]+/)*';
    else source += translate(part, '[^/]*', '[^/]') + (isLast ? '' : '/');
  }
  const regex = new RegExp(`^${source}$`, 'u');
  return (path) => regex.test(path);
}

/** With `/`, without `.` steps, without a slash at either end. */
export function normalizePath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}

/** The folders above a file, the nearest first; the project's root is not among them. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}
