import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/config/index.ts';

/** `case.yml` of a case: a project that is built step by step, and what to look at after each. */
export interface Case {
  readonly description: string;
  readonly steps: readonly Step[];
  /** Relations to compare, `schema.name`. */
  readonly relations?: readonly string[];
  /** Columns whose values depend on the time of the run: times become their rank, ids only count as equal or not. */
  readonly volatile?: readonly string[];
  /** No dbt behaves like this: the answer recorded is our own. */
  readonly isOwn?: boolean;
  /** Its SQL is such that a Trino cluster gives the same: `npm run test:cluster` runs it there. */
  readonly trino?: boolean;
}

export interface Step {
  readonly vars?: JsonObject;
  readonly full_refresh?: boolean;
  readonly store_failures?: boolean;
  readonly event_time_start?: string;
  readonly event_time_end?: string;
  /** Files to write before the step; null removes one. */
  readonly write?: Readonly<Record<string, string>>;
}

/** What a step left: how each node ended, and what is in the relations. */
export interface Outcome {
  readonly statuses: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, string | null>>;
  readonly relations: Readonly<Record<string, RelationContent | null>>;
}

export interface RelationContent {
  readonly type: 'table' | 'view';
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export const readCase = (folder: string): Case => parse(readFileSync(join(folder, 'case.yml'), 'utf8')) as Case;

/** A copy of a case's project that a test may write to; removed by `done`. */
export function copyProject(folder: string): { readonly project: string; readonly done: () => void } {
  const project = mkdtempSync(join(tmpdir(), 'bk-run-'));
  cpSync(join(folder, 'project'), project, { recursive: true });
  return { project, done: () => rmSync(project, { recursive: true, force: true, maxRetries: 5 }) };
}

export function applyFiles(project: string, step: Step): void {
  for (const [path, text] of Object.entries(step.write ?? {})) writeFileSync(join(project, path), text);
}

/** The relations' content as text, rows in the order of their text. */
export async function readRelations(
  database: string,
  names: readonly string[],
  volatile: readonly string[],
): Promise<Outcome['relations']> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  const rowsOf = async (sql: string): Promise<(string | null)[][]> =>
    (await connection.runAndReadAll(sql)).getRowsJson() as (string | null)[][];
  const relations: Record<string, RelationContent | null> = {};
  try {
    for (const name of names) {
      const [schema, table] = name.split('.');
      const found = await rowsOf(
        `select table_type from information_schema.tables where table_schema = '${schema}' and table_name = '${table}'`,
      );
      if (found.length === 0) {
        relations[name] = null;
        continue;
      }
      const columns = (await rowsOf(`select column_name, column_type from (describe ${name})`)) as [string, string][];
      const rows = await rowsOf(`select ${columns.map(([column]) => `"${column.replaceAll('"', '""')}"::varchar`).join(', ')} from ${name}`);
      const type = found[0]?.[0] === 'VIEW' ? 'view' : 'table';
      relations[name] = { type, columns, rows: maskRows(columns, rows, volatile).toSorted(byText) };
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return relations;
}

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\d /.test(value);
const isOpen = (value: string): boolean => value.startsWith('9999');

/** Hides what differs from run to run: a time is told by its rank among its table's, an id not at all. */
function maskRows(
  columns: readonly (readonly [string, string])[],
  rows: readonly (readonly (string | null)[])[],
  volatile: readonly string[],
): (string | null)[][] {
  const isVolatile = (index: number): boolean => volatile.includes(columns.at(index)?.[0] ?? '');
  const times = new Set<string>(
    rows.flatMap((row) =>
      row.filter(
        (value, i): value is string => isVolatile(i) && value !== null && isTime(value) && !isOpen(value),
      ),
    ),
  );
  const ranks = new Map([...times].toSorted((a, b) => a.localeCompare(b)).map((time, index) => [time, `time ${index + 1}`]));
  return rows.map((row) =>
    row.map((value, i) => {
      if (!isVolatile(i) || value === null || isOpen(value)) return value;
      return ranks.get(value) ?? 'id';
    }),
  );
}

const byText = (a: readonly (string | null)[], b: readonly (string | null)[]): number =>
  JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
