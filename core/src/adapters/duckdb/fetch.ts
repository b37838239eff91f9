import type { DuckDBResult } from '@duckdb/node-api';
import { type ResultColumn, ResultTable } from '../../adapter/index.ts';
import type { Value } from '../../jinja/index.ts';
import { readingOf } from './values.ts';

/** A result's rows as template values, column by column. */
export async function fetchTable(
  result: DuckDBResult,
  limit = Number.POSITIVE_INFINITY,
): Promise<ResultTable> {
  const columns = result.columnTypes().map((type, index) => ({
    name: result.columnName(index),
    ...readingOf(type),
    values: [] as Value[],
  }));
  for (let count = 0; count < limit;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const rows = Math.min(chunk.rowCount, limit - count);
    columns.forEach(({ read, values }, index) => {
      const vector = chunk.getColumnVector(index);
      for (let row = 0; row < rows; row++) {
        const value = vector.getItem(row);
        values.push(value === null || value === undefined ? null : read(value));
      }
    });
    count += rows;
  }
  return new ResultTable(columns.map(({ name, kind, values }): ResultColumn => ({ name, kind, values })));
}
