import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testAdapter } from './adapter.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bk-crash-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');

/** Swaps a table of a thousand equal rows for the next one, for ever, and says so after each commit. */
const swapper = `
const { DuckDBInstance } = require(${JSON.stringify(driver)});
const main = async () => {
  const connection = await (await DuckDBInstance.create(process.argv[1])).connect();
  for (let version = 1; ; version++) {
    await connection.run('begin');
    await connection.run('create or replace table next as select ' + version + ' as version from range(1000)');
    await connection.run('insert into next select ' + version + ' from range(1000)');
    await connection.run('drop table if exists target');
    await connection.run('alter table next rename to target');
    await connection.run('commit');
    console.log(version);
  }
};
main();
`;

/** Runs until it has said as much, then is killed some milliseconds later; gives the last version it committed. */
async function killed(path: string, afterMs: number): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['-e', swapper, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const started = new Promise<void>((ready) =>
    child.stdout!.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('\n')) ready();
    }),
  );
  await started;
  await new Promise((wake) => setTimeout(wake, afterMs));
  child.kill('SIGKILL');
  await new Promise((gone) => child.once('close', gone));
  return Number(output.trim().split('\n').at(-1));
}

it.each([0, 3, 7, 13, 29, 57, 111])('a table is whole after a kill, %i ms after a commit', async (afterMs) => {
  const path = join(folder, `kill-${afterMs}.duckdb`);
  const committed = await killed(path, afterMs);
  const adapter = testAdapter(path);
  const connection = await adapter.acquire('look');
  const { table } = await connection.execute('select count(*), min(version), max(version) from target', { fetch: true });
  const [count, least, most] = table.toMatrix()[0]! as number[];
  expect(count).toBe(2000);
  expect(least).toBe(most);
  expect(most).toBeGreaterThanOrEqual(committed);
  expect(most).toBeLessThanOrEqual(committed + 1);
  const left = await connection.execute("from duckdb_tables() where table_name <> 'target'", { fetch: true });
  expect(left.table.rowCount).toBe(0);
  await connection.execute('create or replace table target as select 1 as version');
  await adapter.close();
  expect(existsSync(`${path}.wal`)).toBe(false);
});

// A device that is always full stands in for a disk; it is Linux's.
it.runIf(existsSync('/dev/full'))('a full disk fails the statement and nothing else', async () => {
  const adapter = testAdapter(join(folder, 'full.duckdb'));
  const connection = await adapter.acquire('write');
  await connection.execute('create table kept as select 1 as a');
  const failed = connection.execute("copy (select * from range(1000000)) to '/dev/full' (format csv)");
  await expect(failed).rejects.toMatchObject({ kind: 'resource', message: expect.stringContaining('No space left on device') as string });
  expect((await connection.execute('from kept', { fetch: true })).table.rowCount).toBe(1);
  await adapter.close();
});

it('what does not fit the memory goes to disk, until that is full too', async () => {
  const settings = { memory_limit: '100MB', temp_directory: join(folder, 'spill'), preserve_insertion_order: false };
  const large = 'select count(*)::int as n from (select distinct range * 7 % 6000011 as id, repeat(range::varchar, 5) as t from range(3000000))';
  const fits = testAdapter(join(folder, 'spilling.duckdb'), { settings });
  const { table } = await (await fits.acquire('write')).execute(large, { fetch: true });
  expect(table.toMatrix()).toEqual([[3_000_000]]);
  await fits.close();

  const full = testAdapter(join(folder, 'full-spill.duckdb'), { settings: { ...settings, max_temp_directory_size: '1MB' } });
  const connection = await full.acquire('write');
  await connection.execute('create table kept as select 1 as a');
  await expect(connection.execute(large)).rejects.toMatchObject({ kind: 'resource', message: expect.stringMatching(/max_temp_directory_size|Out of Memory/i) as string });
  expect((await connection.execute('from kept', { fetch: true })).table.rowCount).toBe(1);
  await full.close();
});

it('a memory limit fails the statement and nothing else', async () => {
  const adapter = testAdapter(join(folder, 'memory.duckdb'), {
    settings: { memory_limit: '50MB', temp_directory: '' },
  });
  const connection = await adapter.acquire('write');
  await connection.execute('create table kept as select 1 as a');
  await connection.begin();
  const failed = connection.execute('create table big as select list(range) as l from range(20000000)');
  await expect(failed).rejects.toMatchObject({ kind: 'resource' });
  await connection.rollback();
  expect((await connection.execute('from kept', { fetch: true })).table.rowCount).toBe(1);
  await adapter.close();
});
