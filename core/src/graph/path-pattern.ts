import { matchesSequence, type Step, wildcard } from './wildcard.ts';

/** A pattern over normal paths: `*` and `?` stay within a name, `**` is any number of folders. */
export function pathPattern(pattern: string): (path: string) => boolean {
  const steps = pattern.split('/').map((part): Step<string> => (part === '**' ? 'any' : wildcard(part)));
  return (path) => matchesSequence(steps, path.split('/'));
}

/** Of `models/**` the folder, which stands for all that is below it too; empty where everything is meant. */
export function withoutTrailingStars(pattern: string): string {
  return pattern.replace(/(^|\/)\*\*(\/\*\*)*$/, '');
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
