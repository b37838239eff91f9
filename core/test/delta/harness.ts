import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect } from 'vitest';
import { duckDbSqlRunner } from '../../src/adapters/duckdb/sql-runner.ts';
import { DeltaTable, openDeltaTable } from '../../src/delta-entry.ts';
import type { Action, DeltaEffects, DeltaStorage } from '../../src/delta/index.ts';
import { UserError } from '../../src/diagnostics/index.ts';
import { localDeltaStorage } from '../../src/node/delta-storage.ts';

export interface Workshop {
  /** An empty folder that goes away after the test. */
  readonly folder: string;
  readonly connection: DuckDBConnection;
  /** A table in the folder. */
  table(name?: string): DeltaTable;
  /** The same with a clock and numbers that are always the same. */
  steadyTable(name: string): DeltaTable;
  tableOn(storage: DeltaStorage): DeltaTable;
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

/** A folder and a database for each test of a file. */
export function useWorkshop(): Workshop {
  let folder = '';
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'delta-'));
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterEach(() => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    get folder() {
      return folder;
    },
    get connection() {
      return connection;
    },
    table: (name = 'orders') => openDeltaTable(join(folder, name), connection),
    steadyTable: (name) =>
      new DeltaTable(localDeltaStorage(join(folder, name)), duckDbSqlRunner(connection), steadyEffects()),
    tableOn: (storage) => new DeltaTable(storage, duckDbSqlRunner(connection), steadyEffects()),
    rows: async (sql) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
  };
}

/** A clock that starts in 2024 and goes on by a second, and numbers that count. */
export function steadyEffects(): DeltaEffects {
  let time = Date.parse('2024-01-01T00:00:00Z');
  let count = 0;
  return {
    now: () => (time += 1000),
    uuid: () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}`,
  };
}

/** Rows as JSON texts, sorted; the same as verify_with_delta_rs.py makes of what delta-rs reads. */
export async function rowTexts({ connection }: Workshop, sql: string): Promise<string[]> {
  await connection.run("set TimeZone = 'UTC'");
  const reader = await connection.runAndReadAll(`select to_json(t)::varchar from (${sql}) as t`);
  return reader
    .getRows()
    .map(([text]) => String(text))
    .toSorted(byCodePoint);
}

/** Python's order of texts. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The code of the diagnostic that a promise ends with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return (await faultOf(promise)).code;
}

export async function faultOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).diagnostics[0]!;
}

export function commitPath(table: string, version: number): string {
  return join(table, '_delta_log', `${String(version).padStart(20, '0')}.json`);
}

/** A commit's actions, by hand. */
export function writeCommit(table: string, version: number, actions: readonly object[]): void {
  const text = actions.map((action) => JSON.stringify(action)).join('\n');
  writeFileSync(commitPath(table, version), `${text}\n`);
}

export function readCommitActions(table: string, version: number): Action[] {
  return readFileSync(commitPath(table, version), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Action);
}

/** Names in a table's log. */
export function logNames(table: string): string[] {
  return readdirSync(join(table, '_delta_log')).toSorted();
}
