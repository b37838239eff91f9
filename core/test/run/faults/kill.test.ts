import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const core = fileURLToPath(new URL('../../..', import.meta.url));
/** Inside of the package, so that the child finds its modules. */
const program = join(core, 'dist', 'test', `kill-${process.pid}.mjs`);
/** `KILLS=1000` kills at every statement. */
const kills = Number(process.env['KILLS'] ?? 5);
const rows = 5000;
const many = 400_000;

let parent: string;
let built: string;
let statements: number;

interface Surroundings {
  readonly point?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

interface Ended {
  readonly isDone: boolean;
  readonly sent: number;
  readonly statuses: readonly (readonly [id: string, status: string, message: string | null])[];
}

beforeAll(() => {
  buildSync({
    entryPoints: [join(here, 'child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    define: { 'import.meta.url': JSON.stringify(new URL('../../parse/workspace.ts', import.meta.url).href) },
  });
  parent = mkdtempSync(join(tmpdir(), 'bk-kill-'));
  built = join(parent, 'built');
  cpSync(join(here, 'project'), built, { recursive: true });
  writeSeed(built, 1);
  expect(build(built, 1).isDone).toBe(true);
  const trial = join(parent, 'trial');
  cpSync(built, trial, { recursive: true });
  writeSeed(trial, 2);
  ({ sent: statements } = build(trial, 2));
}, 180_000);

afterAll(() => {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
  rmSync(program, { force: true });
});

const step = (): number => Math.max(1, Math.floor(statements / kills));

describe('a process killed in the middle of a build', () => {
  it('leaves every relation old or new, and the next build goes on from there', async () => {
    expect(statements).toBeGreaterThan(30);
    for (let at = 1; at <= statements; at += step()) await killAt(`statement ${at}`, String(at));
  }, 600_000);

  it('does so while a statement runs', async () => {
    for (let at = 2; at <= statements; at += step()) await killAt(`1 ms after statement ${at}`, String(at), '1');
  }, 600_000);
});

describe('a full disk in the middle of a build', () => {
  it.runIf(process.platform === 'linux')(
    'fails the nodes that write, and leaves their relations as they were',
    async () => {
      const folder = copyBuilt('full');
      const env = { ...process.env, ROWS: String(many) };
      const limited = ['-c', 'ulimit -f 2500; exec "$0" "$@"', process.execPath, program, folder, '2'];
      const { status, stdout } = spawnSync('bash', limited, { env, encoding: 'utf8' });
      expect(status).toBe(0);
      const failed = (JSON.parse(stdout) as Ended).statuses.filter(([, ended]) => ended === 'error');
      expect(failed.length).toBeGreaterThan(0);
      for (const [id, , message] of failed) expect(message, id).toMatch(/Could not write|No space|IO Error|File too large/);
      await expectWhole(folder, 'full disk', [rows, many]);
      writeSeed(folder, 3);
      expect(build(folder, 3, { env }).statuses.filter(([, ended]) => ended !== 'success')).toEqual([]);
      expect(await expectWhole(folder, 'after the full disk', [many])).toEqual([3]);
    },
    120_000,
  );
});

async function killAt(name: string, ...point: string[]): Promise<void> {
  const folder = copyBuilt(name.replaceAll(' ', '-'));
  build(folder, 2, { point });
  await expectWhole(folder, name, [rows]);
  const { statuses } = build(folder, 2);
  expect(statuses.filter(([, status]) => status !== 'success'), `the build after the one killed at ${name}`).toEqual([]);
  expect(await expectWhole(folder, `after ${name}`, [rows]), `versions after ${name}`).toEqual([2]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function copyBuilt(name: string): string {
  const folder = join(parent, name);
  cpSync(built, folder, { recursive: true });
  writeSeed(folder, 2);
  return folder;
}

const writeSeed = (folder: string, version: number): void =>
  writeFileSync(join(folder, 'seeds', 'loaded.csv'), `version,id\n${version},1\n${version},2\n`);

function build(folder: string, version: number, { point = [], env = process.env }: Surroundings = {}): Ended {
  const done = spawnSync(process.execPath, [program, folder, String(version), ...point], { env, encoding: 'utf8' });
  // On Windows a killed process has no signal, but ends with 1.
  const wasKilled = done.signal === 'SIGKILL' || (process.platform === 'win32' && done.stderr === '');
  if (done.status !== 0 && !wasKilled) throw new Error(done.stderr);
  return done.status === 0
    ? { isDone: true, ...(JSON.parse(done.stdout) as Omit<Ended, 'isDone'>) }
    : { isDone: false, sent: 0, statuses: [] };
}

/** Every relation holds all rows of one version; gives the versions there are. */
async function expectWhole(folder: string, when: string, counts: readonly number[]): Promise<number[]> {
  const instance = await DuckDBInstance.create(join(folder, 'build.duckdb'));
  const connection = await instance.connect();
  const read = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRowsJson();
  const versions = new Set<number>();
  try {
    for (const name of ['plain', 'keyed', 'kind', 'adds', 'merges', 'loaded', 'history']) {
      const where = name === 'history' ? 'where dbt_valid_to is null' : '';
      const [row] = await read(`select count(*), count(distinct id), min(version), max(version) from ${name} ${where}`);
      const [count, ids, least, greatest] = (row ?? []).map(Number);
      expect(name === 'loaded' ? [2] : counts, `${name}, ${when}: rows`).toContain(count);
      expect(ids, `${name}, ${when}: keys`).toBe(count);
      expect(greatest, `${name}, ${when}: versions`).toBe(least);
      versions.add(least ?? NaN);
    }
    const [history] = await read(
      `select count(*) from (select id, sum(1) filter (dbt_valid_to is null) as open, count(*) as all_versions from history group by id) where open != 1`,
    );
    expect(Number(history?.[0]), `history, ${when}: keys without exactly one current version`).toBe(0);
    const left = await read(`select table_name from duckdb_tables() where table_name like '%\\_\\_dbt\\_%' escape '\\'`);
    expect(left, `left over, ${when}`).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return [...versions];
}
