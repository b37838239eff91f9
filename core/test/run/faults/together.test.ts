import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../src/adapter/index.ts';
import type { RunEvent } from '../../../src/run/index.ts';
import { type RunOptions, runProject } from '../harness.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));

const project = 'name: run\nversion: "1.0"\nprofile: run\n';
const profile = 'run:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: build.duckdb, threads: 4}\n';

function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bk-together-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ 'dbt_project.yml': project, 'profiles.yml': profile, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const table = (sql: string): string => `{{ config(materialized='table') }}\n${sql}`;
const endless = 'select count(*) as n from range(1000000000) a(i), range(1000) b(j) where hash(i * j) = 3';

async function statusesOf(folder: string, options: RunOptions = {}): Promise<Record<string, string>> {
  const { results } = await runProject(folder, options);
  return Object.fromEntries(results.map(({ unique_id: id, status }) => [id.split('.').at(-1)!, status]));
}

async function query(folder: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(folder, 'build.duckdb'));
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('a cancelled run', () => {
  it('interrupts what runs, keeps the former table, skips the rest and returns results', async () => {
    const folder = write({
      'models/quick.sql': table('select 1 as id'),
      'models/slow.sql': table("select 1 as id {% if var('slow', false) %} from (" + endless + ') as never{% endif %}'),
      'models/below.sql': table("select * from {{ ref('slow') }}"),
    });
    expect(await statusesOf(folder)).toEqual({ quick: 'success', slow: 'success', below: 'success' });
    const controller = new AbortController();
    const events: RunEvent[] = [];
    const statuses = await statusesOf(folder, {
      vars: { slow: true },
      signal: controller.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'node-started' && event.subject.name === 'slow') setTimeout(() => controller.abort(), 50);
      },
    });
    expect(statuses).toEqual({ quick: 'success', slow: 'skipped', below: 'skipped' });
    expect(events.map(({ kind }) => kind)).toContain('cancelling');
    expect(await query(folder, 'select * from slow')).toEqual([[1]]);
  }, 20_000);
});

describe('fail-fast', () => {
  it('ends what runs at the first failure', async () => {
    const folder = write({
      'models/broken.sql': table('select no_such_column'),
      'models/slow.sql': table(endless),
      'models/later.sql': table("select * from {{ ref('slow') }}"),
    });
    const statuses = await statusesOf(folder, { failFast: true });
    expect(statuses).toEqual({ broken: 'error', slow: 'skipped', later: 'skipped' });
  }, 20_000);
});

describe('on_error: continue', () => {
  it('lets what is below go on with the former table', async () => {
    const folder = write({
      'models/shaky.sql': `{{ config(materialized='table', on_error='continue') }} select {{ var('column', 1) }} as id`,
      'models/below.sql': table("select id + 1 as next from {{ ref('shaky') }}"),
    });
    await statusesOf(folder);
    expect(await statusesOf(folder, { vars: { column: 'missing' } })).toEqual({ shaky: 'error', below: 'success' });
    expect(await query(folder, 'select next from below')).toEqual([[2]]);
  });
});

describe('what a former run left', () => {
  it('is dropped at the start, and said so', async () => {
    const folder = write({ 'models/m.sql': table('select 1 as id'), 'models/n__dbt_tmp.sql': table('select 2 as id'), 'models/n.sql': 'select 1 as id' });
    await statusesOf(folder);
    await query(folder, 'create table m__dbt_backup as select 1; create view m__dbt_tmp as select 1');
    const { events } = await runProject(folder);
    const said = events.flatMap((event) => (event.kind === 'warning' ? [event.diagnostic.message] : []));
    expect(said).toHaveLength(2);
    expect(await query(folder, "select table_name from information_schema.tables order by 1")).toEqual([['m'], ['n'], ['n__dbt_tmp']]);
  });
});

/** The first statements that build a table meet a conflict. */
const withConflicts = (count: number): RunOptions => ({
  onAdapter: (adapter) => {
    const acquire = adapter.acquire.bind(adapter);
    let left = count;
    adapter.acquire = async (name) => {
      const connection = await acquire(name);
      const execute = connection.execute.bind(connection);
      connection.execute = (sql, options) => {
        if (!/create (or replace )?table/.test(sql) || left-- <= 0) return execute(sql, options);
        return Promise.reject(new DatabaseError(`Transaction conflict ${count - left}`, { kind: 'conflict', sql }));
      };
      return connection;
    };
  },
});

describe('write-write conflicts', () => {
  it('are tried again, and the first error is the one shown when they do not pass', async () => {
    const folder = write({ 'models/m.sql': table('select 1 as id') });
    const retried = await runProject(folder, withConflicts(2));
    expect(retried.results[0]?.status).toBe('success');
    expect(retried.events.filter(({ kind }) => kind === 'node-retried')).toHaveLength(2);
    const { results } = await runProject(folder, withConflicts(100));
    expect(results[0]).toMatchObject({ status: 'error', message: expect.stringContaining('Transaction conflict 1') as string });
  });
});

describe('twenty runs in one process', () => {
  it('do not disturb each other', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => {
      const folder = write({
        'seeds/s.csv': `id,run\n1,${index}\n`,
        'models/a.sql': table("select run, {{ var('n') }} as n from {{ ref('s') }}"),
        'models/b.sql': `select * from {{ ref('a') }} where run = ${index}`,
        'tests/t.sql': "select * from {{ ref('b') }} where n != {{ var('n') }}",
      });
      return { folder, index };
    });
    await Promise.all(
      runs.map(async ({ folder, index }) => {
        const statuses = await statusesOf(folder, { vars: { n: index }, threads: 2 });
        expect(statuses).toEqual({ s: 'success', a: 'success', b: 'success', t: 'pass' });
      }),
    );
    for (const { folder, index } of runs) expect(await query(folder, 'select run, n from b')).toEqual([[index, index]]);
  }, 180_000);
});

describe('an error in SQL', () => {
  it('is told at the author’s line, be it a macro’s, though a statement is around it', async () => {
    const folder = write({
      'macros/m.sql': '{% macro pick(name) %}\n  {{ name }}\n{% endmacro %}',
      'models/m.sql': table("select 1 as id,\n  {{ pick('no_such_column') }}\nfrom range(3) t(i)"),
    });
    const { events } = await runProject(folder);
    const [finished] = events.flatMap((event) => (event.kind === 'node-finished' ? [event] : []));
    expect(finished?.diagnostics).toEqual([
      expect.objectContaining({ code: 'DATABASE_ERROR', at: expect.objectContaining({ file: 'macros/m.sql', line: 2 }) as unknown }),
    ]);
  });
});
