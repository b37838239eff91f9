import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckDbSqlRunner } from './adapters/duckdb/sql-runner.ts';
import { DeltaTable } from './delta/index.ts';
import { localDeltaStorage } from './node/delta-storage.ts';

export * from './delta/index.ts';
export { localDeltaStorage } from './node/delta-storage.ts';

/**
 * A Delta table in a folder of this machine, read and written through a DuckDB connection.
 *
 * ```ts
 * const orders = openDeltaTable('data/orders', connection);
 * await orders.write('select * from staged', { mode: 'append' });
 * await connection.run(`create view orders as ${await orders.select()}`);
 * ```
 *
 * @param folder Absolute, or relative to the process's folder; need not exist.
 */
export function openDeltaTable(folder: string, connection: DuckDBConnection): DeltaTable {
  const effects = { now: () => Date.now(), uuid: () => randomUUID() };
  return new DeltaTable(localDeltaStorage(folder), duckDbSqlRunner(connection), effects);
}
