import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDeltaTable } from '../../src/delta-entry.ts';
import { logNames, readCommitActions, rowTexts, useWorkshop } from './harness.ts';
import { samples } from './samples.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const workshop = useWorkshop();
const python = process.env['BK_DELTA_RS_PYTHON'];

/** What delta-rs said of a sample, and the log it read. */
interface Recorded {
  readonly log: unknown;
  readonly answer: Answer;
}

interface Answer {
  readonly version: number;
  readonly schema: readonly { readonly name: string }[];
  readonly rows: readonly string[];
  readonly [key: string]: unknown;
}

describe('tables that delta-rs wrote', () => {
  const names = readdirSync(here('fixtures')).filter((name) => !name.endsWith('.json'));
  it.each(names)('%s: the same rows, whatever the time zone', async (name) => {
    const expected = JSON.parse(readFileSync(here(`fixtures/${name}.json`), 'utf8')) as string[];
    await workshop.connection.run("set TimeZone = 'America/New_York'");
    const select = await openDeltaTable(here(`fixtures/${name}`), workshop.connection).select();
    await workshop.connection.run(`create table copied as ${select}`);
    expect(await rowTexts(workshop, 'from copied')).toEqual(expected);
  });
});

describe('tables that are written here', () => {
  it.each(Object.keys(samples))('%s: delta-rs read this log, and the same rows', async (name) => {
    await samples[name]!(workshop.steadyTable(name));
    const recordedPath = here(`answers/${name}.json`);
    const log = readLog(join(workshop.folder, name));
    if (process.env['UPDATE'] && python) {
      const recorded: Recorded = { log, answer: askDeltaRs(python, join(workshop.folder, name)) };
      writeFileSync(recordedPath, `${JSON.stringify(recorded, null, 1)}\n`);
    }
    const recorded = JSON.parse(readFileSync(recordedPath, 'utf8')) as Recorded;
    expect(log).toEqual(recorded.log);
    const table = workshop.table(name);
    const { version, schema } = await table.snapshot();
    expect(version).toBe(recorded.answer.version);
    expect(schema).toEqual(recorded.answer.schema);
    expect(await rowTexts(workshop, await table.select())).toEqual(recorded.answer.rows);
  });

  it.skipIf(python === undefined)(
    python === undefined
      ? 'delta-rs reads all of them now (set BK_DELTA_RS_PYTHON to a Python with deltalake and duckdb)'
      : 'delta-rs reads all of them now',
    async () => {
      for (const [name, make] of Object.entries(samples)) {
        await make(workshop.steadyTable(name));
        const { answer } = JSON.parse(readFileSync(here(`answers/${name}.json`), 'utf8')) as Recorded;
        expect(askDeltaRs(python!, join(workshop.folder, name))).toEqual(answer);
      }
    },
  );
});

function askDeltaRs(program: string, table: string): Answer {
  const script = here('verify_with_delta_rs.py');
  const text = execFileSync(program, ['-B', script, table], { encoding: 'utf8' });
  return Object.values(JSON.parse(text) as Record<string, Answer>)[0]!;
}

/** The commits' actions without what a version of DuckDB decides: how many bytes a file takes. */
function readLog(table: string): unknown {
  const versions = logNames(table).flatMap((name) => /^(\d{20})\.json$/.exec(name)?.[1] ?? []);
  return versions.map((version) =>
    readCommitActions(table, Number(version))
      .map(({ add, remove, commitInfo, ...rest }) => ({
        ...rest,
        ...(add && { add: { ...add, size: undefined } }),
        ...(remove && { remove: { ...remove, size: undefined } }),
        ...(commitInfo && { commitInfo: { ...commitInfo, operationMetrics: undefined } }),
      }))
      .map((action) => JSON.parse(JSON.stringify(action)) as object)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  );
}
