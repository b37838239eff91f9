import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';

export type DuckDb = typeof import('./duckdb-module.ts');

/** DuckDB's module takes a good part of start-up; it is loaded when a database is about to be opened. */
let loading: Promise<DuckDb> | undefined;

export function loadDuckDb(): Promise<DuckDb> {
  return (loading ??= import('./duckdb-module.ts'));
}

/** A use of an instance. */
export interface InstanceUse {
  readonly instance: DuckDBInstance;
  /** Closes the instance when this was its last use. */
  release(): void;
  /** Like `release`, when nothing was done with it: a file that was made for it does not stay. */
  discard(): void;
}

interface Shared {
  readonly instance: Promise<DuckDBInstance>;
  readonly config: string;
  /** Whether the file was made by opening it. */
  readonly isNew: boolean;
  users: number;
}

/**
 * The open files of this process, by their real path. DuckDB's file lock does not keep a process from opening a file
 * twice, and two instances of one file lose data; so all invocations in a process share one.
 */
const openFiles = new Map<string, Shared>();

export function isOpenFile(file: string): boolean {
  return openFiles.has(realPath(file));
}

/** @throws whatever DuckDB says, or an error that says that the file is open with other options */
export async function useFile(
  { DuckDBInstance }: DuckDb,
  file: string,
  config: Readonly<Record<string, string>>,
): Promise<InstanceUse> {
  mkdirSync(dirname(file), { recursive: true });
  const path = realPath(file);
  const wanted = JSON.stringify(config);
  const known = openFiles.get(path);
  const shared = known ?? {
    isNew: !existsSync(path),
    instance: DuckDBInstance.create(path, { ...config }),
    config: wanted,
    users: 0,
  };
  if (shared.config !== wanted) throw new OtherOptions();
  openFiles.set(path, shared);
  shared.users++;
  const release = (): boolean => {
    shared.users--;
    if (shared.users > 0) return false;
    openFiles.delete(path);
    return true;
  };
  try {
    const instance = await shared.instance;
    return {
      instance,
      release() {
        if (release()) instance.closeSync();
      },
      discard() {
        if (!release()) return;
        // While it is open nobody else can have begun to use it.
        if (shared.isNew) removeIfPossible(path);
        instance.closeSync();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** A database of its own, in memory. */
export async function useMemory(
  { DuckDBInstance }: DuckDb,
  path: string,
  config: Readonly<Record<string, string>>,
): Promise<InstanceUse> {
  const instance = await DuckDBInstance.create(path, { ...config });
  const release = (): void => instance.closeSync();
  return { instance, release, discard: release };
}

/** The file is open in this process with other options, which DuckDB cannot change. */
export class OtherOptions extends Error {
  override name = 'OtherOptions';
}

/** Windows removes no file that is open: it then stays, empty. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path);
  } catch {
    // It is a database without anything in it.
  }
}

/** The path without links, also of a file that is yet to be made. */
function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return join(realpathSync.native(dirname(file)), basename(file));
  }
}
