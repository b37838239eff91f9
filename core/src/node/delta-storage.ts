import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { DeltaStorage } from '../delta/index.ts';

/** A folder of the local file system. @param folder Absolute, or relative to the process's folder. */
export function localDeltaStorage(folder: string): DeltaStorage {
  const root = resolve(folder);
  const at = (path: string): string => (isAbsolute(path) ? path : join(root, path));
  return {
    root: root.replaceAll('\\', '/'),
    read(path) {
      return unlessMissing(readFile(at(path)));
    },
    async list(path) {
      return (await unlessMissing(readdir(at(path)))) ?? [];
    },
    async exists(path) {
      return (await unlessMissing(stat(at(path)))) !== undefined;
    },
    async modifiedMs(path) {
      return (await unlessMissing(stat(at(path))))?.mtimeMs;
    },
    async putIfAbsent(path, contents, modifiedMs) {
      const beside = await writeBeside(at(path), contents);
      try {
        await utimes(beside, modifiedMs / 1000, modifiedMs / 1000);
        // A link fails when the name is taken; a rename would replace another writer's commit in silence.
        await link(beside, at(path));
        await syncFolder(dirname(at(path)));
        return 'created';
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'exists';
        throw error;
      } finally {
        // What cannot be removed is in nobody's way.
        await rm(beside, { force: true }).catch(() => undefined);
      }
    },
    async put(path, contents) {
      const beside = await writeBeside(at(path), contents);
      await moveInto(beside, at(path));
    },
    async rename(from, to) {
      await moveInto(at(from), at(to));
    },
    async remove(path) {
      await rm(at(path), { force: true });
    },
    async sync(paths) {
      const folders = new Set([dirname(root), root]);
      for (const path of paths) {
        for (let above = dirname(at(path)); above.startsWith(root); above = dirname(above))
          folders.add(above);
      }
      await inBatches(paths, (path) => syncFile(at(path)));
      await inBatches([...folders], syncFolder);
    },
    async makeFolder(path) {
      await mkdir(at(path), { recursive: true });
    },
  };
}

/** Writes and syncs a file under a name that nobody reads, in the same folder. */
async function writeBeside(path: string, contents: string): Promise<string> {
  const beside = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(contents, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    return beside;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function moveInto(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
  } catch (error) {
    await rm(from, { force: true });
    throw error;
  }
}

/** Many at a time, yet fewer than a process may have open. */
async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 64)
    await Promise.all(items.slice(from, from + 64).map(work));
}

async function syncFile(path: string): Promise<void> {
  // Windows syncs what may be written only; elsewhere a folder can be opened for reading only.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows cannot sync a folder, and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await syncFile(path);
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
