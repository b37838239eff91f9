import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DatabaseError } from '../../adapter/index.ts';
import {
  type DeltaScanCall,
  readSnapshot,
  type RewrittenSql,
  rewriteDeltaScans,
  scanChoice,
  scanSql,
} from '../../delta/index.ts';
import { UserError } from '../../diagnostics/index.ts';
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

  /** @throws DatabaseError at the call whose table cannot be read; its cause says why */
  rewrite(sql: string, connection: DuckDBConnection): Promise<RewrittenSql> {
    return rewriteDeltaScans(sql, (call) =>
      this.#selectOnce(call, connection).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        throw new DatabaseError(error.message, { kind: 'other', sql, offset: call.start, cause: error });
      }),
    );
  }

  /** What could not be read once may be there the next time. */
  #selectOnce(call: DeltaScanCall, connection: DuckDBConnection): Promise<string> {
    const key = JSON.stringify([call.path, call.version, call.timestamp]);
    let select = this.#selects.get(key);
    if (!select) {
      this.#selects.set(key, (select = this.#select(call, connection)));
      select.catch(() => this.#selects.delete(key));
    }
    return select;
  }

  async #select(call: DeltaScanCall, connection: DuckDBConnection): Promise<string> {
    const { path } = call;
    const choice = scanChoice(call);
    const local = path.replace(/^file:\/\/(localhost)?/, '');
    const storage = localDeltaStorage(resolve(this.#folder, local).replaceAll('\\', '/'));
    const sql = duckDbSqlRunner(connection);
    return scanSql(await readSnapshot(storage, sql, choice), storage, sql);
  }
}
