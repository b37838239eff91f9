import { randomUUID } from 'node:crypto';
import { open, link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DeltaStorage, StoredFile } from '../delta/index.ts';

/** A folder of the local file system. */
export function localDeltaStorage(root: string): DeltaStorage {
  const at = (path: string): string => (path.startsWith('/') ? path : join(root, path));
  return {
    root,
    async read(path) {
      return unlessMissing(readFile(at(path)));
    },
    async list(folder) {
      const names = (await unlessMissing(readdir(at(folder)))) ?? [];
      const files = await Promise.all(
        names.map(async (name): Promise<StoredFile | undefined> => {
          const stats = await unlessMissing(stat(join(at(folder), name)));
          return stats?.isFile() ? { name, sizeBytes: stats.size, modifiedMs: stats.mtimeMs } : undefined;
        }),
      );
      return files.filter((file) => file !== undefined);
    },
    async putIfAbsent(path, contents) {
      const beside = await writeBeside(at(path), contents);
      try {
        // A link fails when the name is taken; a rename would replace another writer's commit in silence.
        await link(beside, at(path));
        await syncFolder(dirname(at(path)));
        return 'created';
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'exists';
        throw error;
      } finally {
        await rm(beside, { force: true });
      }
    },
    async put(path, contents) {
      const beside = await writeBeside(at(path), contents);
      await rename(beside, at(path));
      await syncFolder(dirname(at(path)));
    },
    async rename(from, to) {
      await rename(at(from), at(to));
      await syncFolder(dirname(at(to)));
    },
    async remove(path) {
      await rm(at(path), { force: true });
    },
    async sync(paths) {
      for (const path of paths) await syncFile(at(path));
      for (const folder of new Set(paths.map((path) => dirname(at(path))))) await syncFolder(folder);
    },
    async makeFolder(path) {
      await mkdir(at(path), { recursive: true });
    },
    async exists(path) {
      return (await unlessMissing(stat(at(path)))) !== undefined;
    },
  };
}

/** Writes and syncs a file under a name that nobody reads, in the same folder. */
async function writeBeside(path: string, contents: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
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

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
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
