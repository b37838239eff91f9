import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  readSnapshot,
  type RewrittenSql,
  rewriteDeltaScans,
  scanChoice,
  scanSql,
  type VersionChoice,
} from '../../delta/index.ts';
import { localDeltaStorage } from '../../node/delta-storage.ts';
import { duckDbSqlRunner } from './sql-runner.ts';

/**
 * Lets SQL read Delta tables by `delta_scan('path')`, without DuckDB's extension. A table is resolved once, so that all
 * nodes of a build see the same version of it, whoever writes meanwhile.
 */
export class DeltaScans {
  readonly #folder: string;
  readonly #selects = new Map<string, Promise<string>>();

  /** @param folder What relative paths start from. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  rewrite(sql: string, connection: DuckDBConnection): Promise<RewrittenSql> {
    return rewriteDeltaScans(sql, (call) => {
      const key = JSON.stringify([call.path, call.version, call.timestamp]);
      let select = this.#selects.get(key);
      if (!select) this.#selects.set(key, (select = this.#select(call.path, scanChoice(call), connection)));
      return select;
    });
  }

  async #select(path: string, choice: VersionChoice, connection: DuckDBConnection): Promise<string> {
    const local = path.replace(/^file:\/\/(localhost)?/, '');
    const storage = localDeltaStorage(resolve(this.#folder, local).replaceAll('\\', '/'));
    const sql = duckDbSqlRunner(connection);
    return scanSql(await readSnapshot(storage, sql, choice), storage, sql);
  }
}
