/** What is asked of DuckDB's module by itself; a module of its own, since loading it takes a good part of start-up. */
export { DuckDBInstance, listValue } from '@duckdb/node-api';
