// Runs SQL on a database file, in a process of its own: the floor under what bk-build does with the same rows.
// usage: node core/bench/sql.mjs DATABASE STATEMENT…
import { DuckDBInstance } from '@duckdb/node-api';

const [database, ...statements] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
for (const statement of statements) await connection.run(statement);
connection.closeSync();
instance.closeSync();
