import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/config/index.ts';
import type { RunEvent, RunResult } from '../../../src/run/index.ts';
import { type RunOptions, runProject } from '../harness.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));

const project = `
name: run
version: "1.0"
profile: run
on-run-start: create table if not exists told (what varchar)
`;
const profile = 'run:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: build.duckdb, threads: 4}\n';

/** A microbatch model of the first nine days of 2024, which fails for the days in the variable `bad`. */
const days = (config = '', rest = ''): string => `
{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', batch_size='day',
    begin='2024-01-01', pre_hook="insert into told values ('before')", post_hook="insert into told values ('after')" ${config}) }}
select cast('{{ model.batch.event_time_start[:10] }}' as date) as day
{% if model.batch.id in var('bad', []) %} where no_such_column {% endif %} ${rest}
`;
const nineDays: JsonObject = { EVENT_TIME_START: '2024-01-01', EVENT_TIME_END: '2024-01-10' };

function write(model: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bk-batches-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ 'dbt_project.yml': project, 'profiles.yml': profile, 'models/days.sql': model })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

interface DaysRun {
  readonly result: RunResult;
  /** As many batches as were under way at once. */
  readonly most: number;
  /** Labels of batches in the order in which they began. */
  readonly begun: readonly string[];
}

async function runDays(folder: string, options: RunOptions = {}): Promise<DaysRun> {
  const begun: string[] = [];
  let [open, most] = [0, 0];
  const onEvent = (event: RunEvent): void => {
    if (event.kind === 'batch-finished') open--;
    if (event.kind !== 'batch-started') return;
    begun.push(event.label);
    most = Math.max(most, ++open);
  };
  const { results } = await runProject(folder, { flags: nineDays, ...options, onEvent });
  return { result: results.find(({ unique_id: id }) => id === 'model.run.days')!, most, begun };
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

const startsOf = (batches: Json, name: string): readonly string[] =>
  ((batches as JsonObject)[name] as [string, string][]).map(([start]) => start.slice(8, 10));

describe('batches of a microbatch model', () => {
  it('run side by side between the first and the last one, hooks once', async () => {
    const folder = write(days());
    const { begun, most, result } = await runDays(folder);
    expect(result).toMatchObject({ status: 'success', message: 'SUCCESS', failures: 0, compiled: false });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    expect([begun[0], begun.at(-1)]).toEqual(['2024-01-01', '2024-01-09']);
    expect(result.timing.map(({ name }) => name)).toEqual(['compile', 'execute']);
    expect(startsOf(result.batch_results, 'successful')).toEqual(['01', '02', '03', '04', '05', '06', '07', '08', '09']);
    expect(await query(folder, 'select count(*), count(distinct day) from days')).toEqual([['9', '9']]);
    expect(await query(folder, 'select what, count(*) from told group by what order by what')).toEqual([
      ['after', '1'],
      ['before', '1'],
    ]);
  });

  it.each([
    ['there is one thread', days(), { threads: 1 }],
    ['the model says so', days(', concurrent_batches=false'), {}],
    ['its code looks at its own table', days('', '{% if execute %}-- {{ this }}{% endif %}'), {}],
  ])('run one after another where %s', async (_, model, options) => {
    const { begun, most, result } = await runDays(write(model), options);
    expect(result.status).toBe('success');
    expect(most).toBe(1);
    expect(begun).toEqual([...begun].sort());
  });

  it('run side by side where the model says so, whatever its code looks at', async () => {
    const { most } = await runDays(write(days(', concurrent_batches=true', '{% if execute %}-- {{ this }}{% endif %}')));
    expect(most).toBeGreaterThan(1);
  });

  it('go on after one that failed in the middle, and the last one still comes last', async () => {
    const folder = write(days());
    const { begun, result } = await runDays(folder, { vars: { bad: ['20240104', '20240109'] } });
    expect(result).toMatchObject({ status: 'partial success', message: 'PARTIAL SUCCESS (7/9)' });
    expect(startsOf(result.batch_results, 'failed')).toEqual(['04', '09']);
    expect(begun.at(-1)).toBe('2024-01-09');
    expect(await query(folder, 'select count(*) from days')).toEqual([['7']]);
  });

  it('do not begin without the first one, also where the table stands', async () => {
    const folder = write(days());
    await runDays(folder);
    const { begun, result } = await runDays(folder, { vars: { bad: ['20240101'] } });
    expect(begun).toEqual(['2024-01-01']);
    expect(result.status).toBe('error');
    expect(result.message).toContain('no_such_column');
    expect(startsOf(result.batch_results, 'failed')).toHaveLength(9);
    expect(await query(folder, 'select count(*) from days')).toEqual([['9']]);
  });

  it('that a cancellation left out count as failed', async () => {
    const folder = write(days('', "{% if execute and model.batch.id > '20240102' %} where (select count(*) from range(1000000000) a(i), range(1000) b(j) where hash(i * j) = 3) = 0{% endif %}"));
    const controller = new AbortController();
    const { results } = await runProject(folder, {
      flags: nineDays,
      signal: controller.signal,
      threads: 1,
      onEvent: (event) => {
        if (event.kind === 'batch-started' && event.label === '2024-01-03') setTimeout(() => controller.abort(), 50);
      },
    });
    const result = results.find(({ unique_id: id }) => id === 'model.run.days')!;
    expect(startsOf(result.batch_results, 'successful')).toEqual(['01', '02']);
    expect(startsOf(result.batch_results, 'failed')).toHaveLength(7);
  });
});
