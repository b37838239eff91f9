import type { DuckDBConnection, DuckDBMapValue, DuckDBValue } from '@duckdb/node-api';
import type { SqlRunner } from '../../delta/index.ts';

/** SQL on a connection of `@duckdb/node-api`, with plain values in the rows: maps as Map, text and numbers as they are. */
export function duckDbSqlRunner(connection: DuckDBConnection): SqlRunner {
  return {
    async run(sql) {
      await connection.run(sql);
    },
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql);
      const names = reader.columnNames();
      return reader
        .getRows()
        .map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, toPlain(value)])));
    },
  };
}

function toPlain(value: DuckDBValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { entries } = value as Partial<DuckDBMapValue>;
  if (Array.isArray(entries))
    return new Map(entries.map(({ key, value: item }) => [toPlain(key), toPlain(item)]));
  return String(value);
}
