import { DuckDBInstance } from '@duckdb/node-api';
import { query } from './query.mjs';

/** Engines add the same numbers in different orders; more than that is a difference. */
const leastRelativeDifference = 1e-9;

/**
 * Compares a model's table on both engines: columns by name, then every row.
 *
 * @returns how many rows DuckDB has, and a line for each column or row that only one of them has
 */
export async function differences(url, warehouse, { schema, name, relation }) {
  const columns = await query(url, `DESCRIBE ${relation}`);
  const trino = await query(
    url,
    `SELECT ${columns.map(([column, type]) => trinoText(column, type)).join(', ')} FROM ${relation}`,
  );
  const instance = await DuckDBInstance.create(warehouse, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const known = await rowsOf(connection, `SELECT column_name FROM (DESCRIBE ${schema}.${name})`);
    const [ours, theirs] = [known.map(([column]) => column), columns.map(([column]) => column)];
    if (ours.join() !== theirs.join())
      return { rows: 0, different: [`DuckDB's columns: ${ours}`, `Trino's columns: ${theirs}`] };
    const selected = columns.map(([column, type]) => duckDbText(column, type)).join(', ');
    const duckDb = await rowsOf(connection, `SELECT ${selected} FROM ${schema}.${name}`);
    const isDouble = columns.map(([, type]) => type === 'double');
    return {
      rows: duckDb.length,
      different: compareRows(sorted(duckDb, isDouble), sorted(trino, isDouble), isDouble),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What both engines write in the same way: a time has six places. */
function trinoText(column, type) {
  return type.startsWith('timestamp')
    ? `CAST(CAST(${column} AS TIMESTAMP(6)) AS VARCHAR)`
    : `CAST(${column} AS VARCHAR)`;
}

function duckDbText(column, type) {
  return type.startsWith('timestamp')
    ? `STRFTIME(${column}, '%Y-%m-%d %H:%M:%S.%f')`
    : `CAST(${column} AS VARCHAR)`;
}

async function rowsOf(connection, sql) {
  return (await connection.runAndReadAll(sql)).getRows();
}

function sorted(rows, isDouble) {
  const keyed = rows.map((row) => [row.filter((_, index) => !isDouble[index]).join('\u0001'), row]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}

/** Both sorted in the same way. @returns a line for each row that differs */
export function compareRows(ours, theirs, isDouble) {
  const different = [];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const [left, right] = [ours[index], theirs[index]];
    if (left && right && left.every((value, column) => isSame(value, right[column], isDouble[column])))
      continue;
    different.push(
      `DuckDB ${JSON.stringify(left) ?? 'has no more'} Trino ${JSON.stringify(right) ?? 'has no more'}`,
    );
  }
  return different;
}

function isSame(left, right, isDouble) {
  if (!isDouble || left === null || right === null) return left === right;
  const [a, b] = [Number(left), Number(right)];
  return Math.abs(a - b) <= leastRelativeDifference * Math.max(Math.abs(a), Math.abs(b), 1);
}
