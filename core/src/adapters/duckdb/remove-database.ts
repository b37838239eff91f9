import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Connection } from '../../adapter/index.ts';
import { isOpenFile, loadDuckDb } from './instances.ts';
import { isLocked, otherKind } from './open-errors.ts';

/**
 * Removes the file of a database that nobody needs any more, and its log. Who has it open for reading goes on with it, as the
 * system keeps an open file (Windows does not let it be removed).
 *
 * @returns whether it was removed. It stays when it is no DuckDB database, is open in this process, is written by another process,
 * or the system does not allow it.
 */
export async function removeDatabase(connection: Connection, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const kind = otherKind(path);
  const isDatabase = kind === undefined || kind === 'it is empty';
  if (!isDatabase || (await isOpenHere(connection, path)) || (await isWritten(path))) return false;
  try {
    await rm(path);
    await rm(`${path}.wal`, { force: true });
    return true;
  } catch {
    return false;
  }
}

async function isOpenHere(connection: Connection, path: string): Promise<boolean> {
  if (isOpenFile(path)) return true;
  const sql = 'select path from duckdb_databases() where path is not null';
  const { table } = await connection.execute(sql, { fetch: true });
  return table.toMatrix().some(([attached]) => resolve(String(attached)) === resolve(path));
}

/** A process that writes a database has locked it. */
async function isWritten(path: string): Promise<boolean> {
  const { DuckDBInstance } = await loadDuckDb();
  try {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    instance.closeSync();
    return false;
  } catch (error) {
    // One that is damaged or half-written cannot be opened either, and is removed.
    return isLocked(error);
  }
}
