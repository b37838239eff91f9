import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileUnreadable, UserError } from '../diagnostics/index.ts';
import type { FileSystem } from '../project/index.ts';

const missing = new Set(['ENOENT', 'ENOTDIR']);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The local file system. Reads are synchronous: for many small files that is the fastest way. */
export const nodeFileSystem: FileSystem = {
  readText(path) {
    const bytes = nodeFileSystem.readBytes(path);
    if (bytes === undefined) return undefined;
    try {
      return utf8.decode(bytes);
    } catch {
      throw new UserError({ ...fileUnreadable(path, 'it is not UTF-8 text'), hint: 'Save it as UTF-8' });
    }
  },

  readBytes(path) {
    try {
      return readFileSync(path);
    } catch (error) {
      return absent(path, error);
    }
  },

  listFiles: (folder) => walk(folder, '', new Set()),

  sizeOf: (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0,

  listNames(folder) {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      return absent(folder, error) ?? [];
    }
  },

  exists: existsSync,
  sha256: (data) => hash('sha256', data),
};

function walk(root: string, below: string, visited: Set<string>): string[] {
  const folder = join(root, below);
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return absent(folder, error) ?? [];
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const isLink = entry.isSymbolicLink();
    if (isLink) {
      const real = realPath(join(root, path));
      if (real === undefined || visited.has(real)) continue;
      visited.add(real);
    }
    const kind = isLink ? statSync(join(root, path), { throwIfNoEntry: false }) : entry;
    if (kind?.isDirectory()) found.push(...walk(root, path, visited));
    else if (kind?.isFile()) found.push(path);
  }
  return found;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Undefined for what is not there; anything else is told to the author. */
function absent(path: string, error: unknown): undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (missing.has(code)) return undefined;
  const problems: Readonly<Record<string, string>> = {
    EACCES: 'permission is denied',
    EISDIR: 'it is a folder',
    EMFILE: 'too many files are open',
    ELOOP: 'its links lead in a circle',
  };
  throw new UserError(fileUnreadable(path, problems[code] ?? message), { cause: error });
}
