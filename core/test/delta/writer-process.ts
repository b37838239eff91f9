// Appends batches of rows to a table; several such processes run at once, and are killed, in processes.test.ts.
import { DuckDBInstance } from '@duckdb/node-api';
import { duckDbSqlRunner } from '../../src/adapters/duckdb/sql-runner.ts';
import { DeltaTable } from '../../src/delta-entry.ts';
import { localDeltaStorage } from '../../src/node/delta-storage.ts';
import { changes, observedStorage } from './faulty-storage.ts';

const [folder = '', appId = '', batches = '0', killBefore = '0'] = process.argv.slice(2);
/** Rows of a batch, in four partitions. */
const rows = 40;

const storage = observedStorage(localDeltaStorage(folder), changes, ({ number, moment }) => {
  if (moment === 'before' && number === Number(killBefore)) process.kill(process.pid, 'SIGKILL');
});
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const effects = { now: () => Date.now(), uuid: () => crypto.randomUUID() };
const table = new DeltaTable(storage, duckDbSqlRunner(connection), effects);
const done = (await table.exists()) ? ((await table.snapshot()).transactions.get(appId) ?? 0) : 0;
for (let batch = done + 1; batch <= Number(batches); batch++) {
  const query = `select '${appId}' as writer, ${batch} as batch, i as id, (i % 4)::int as part from range(${rows}) t(i)`;
  await table.write(query, { mode: 'append', partitionBy: ['part'], transaction: { appId, version: batch } });
}
connection.closeSync();
