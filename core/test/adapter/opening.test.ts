import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/adapter/index.ts';
import type { JsonObject } from '../../src/config/json.ts';
import { UserError } from '../../src/diagnostics/index.ts';
import { testAdapter } from './adapter.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bk-opening-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
/** What an author is told, with the folder left out; the same where opening was prepared. */
async function told(path: string, output: JsonObject = {}): Promise<string> {
  const text = await toldBy(path, output, (adapter) => adapter.open());
  const prepared = await toldBy(path, output, async (adapter) => {
    await adapter.prepare();
    await adapter.open();
  });
  expect(prepared).toBe(text);
  return text;
}

async function toldBy(
  path: string,
  output: JsonObject,
  open: (adapter: Adapter) => Promise<void>,
): Promise<string> {
  const adapter = testAdapter(path, output);
  try {
    await open(adapter);
    return 'opened';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [{ code, message, hint } = { code: '', message: '' }] = error.diagnostics;
    return `${code}: ${message}. ${hint}`.replaceAll(folder, '');
  } finally {
    await adapter.close();
  }
}

/** A database with a table `kept` of one row. */
async function makeDatabase(name: string): Promise<string> {
  const adapter = testAdapter(at(name));
  const connection = await adapter.acquire('make');
  await connection.execute('create table kept as select 1 as a');
  await connection.release();
  await adapter.close();
  return at(name);
}

/** A database with one version of a table, and the log of several later ones. */
async function versions(name: string): Promise<{ readonly path: string; readonly log: Buffer }> {
  const path = at(`${name}.duckdb`);
  const adapter = testAdapter(path, { config_options: { checkpoint_threshold: '1GB' } });
  const connection = await adapter.acquire('make');
  const make = (version: number): string =>
    `create or replace table kept as select ${version} as version, range as id from range(1000)`;
  await connection.execute(make(0));
  await connection.execute('checkpoint');
  for (let version = 1; version <= 6; version++) await connection.execute(make(version));
  await connection.execute('pragma disable_checkpoint_on_shutdown');
  await adapter.close();
  return { path, log: readFileSync(`${path}.wal`) };
}

async function keptRows(path: string): Promise<number> {
  const adapter = testAdapter(path);
  const connection = await adapter.acquire('look');
  const { table } = await connection.execute('from kept', { fetch: true });
  await adapter.close();
  return table.rowCount;
}

describe('a database that is prepared', () => {
  it('and not used leaves no file behind, and one that was there as it was', async () => {
    const adapter = testAdapter(at('prepared/new.duckdb'));
    await adapter.prepare();
    await adapter.close();
    expect(readdirSync(at('prepared'))).toEqual([]);
    const path = await makeDatabase('prepared/kept.duckdb');
    const other = testAdapter(path);
    await other.prepare();
    await other.close();
    expect(readdirSync(at('prepared'))).toEqual(['kept.duckdb']);
    expect(await keptRows(path)).toBe(1);
  });

  it('and not used stays where another adapter of this process uses it', async () => {
    const path = at('shared/new.duckdb');
    const [unused, used] = [testAdapter(path), testAdapter(path)];
    await unused.prepare();
    const connection = await used.acquire('make');
    await unused.close();
    await connection.execute('create table kept as select 1 as a');
    await used.close();
    expect(await keptRows(path)).toBe(1);
  });

  it('and used is opened once, also when it is closed and opened again', async () => {
    const adapter = testAdapter(at('prepared-twice.duckdb'));
    await adapter.prepare();
    await adapter.prepare();
    const first = await adapter.acquire('make');
    await first.execute('create table kept as select 1 as a');
    await adapter.close();
    await adapter.prepare();
    await adapter.close();
    expect(await keptRows(at('prepared-twice.duckdb'))).toBe(1);
  });
});

describe('a file that cannot be opened', () => {
  it('is locked by another process, which is named', async () => {
    const path = await makeDatabase('locked.duckdb');
    const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
    const script = `require(${JSON.stringify(driver)}).DuckDBInstance.create(process.argv[1]).then((db) => { globalThis.db = db; console.log('open'); setInterval(() => {}, 1000); })`;
    const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((ready) => holder.stdout.once('data', ready));
      const text = await told(path);
      expect(text).toMatch(/^DATABASE_LOCKED: Cannot open "\/locked\.duckdb": another process is using it/);
      if (process.platform === 'linux') {
        expect(text).toContain(`process ${holder.pid}: `);
        expect(text).toContain('DuckDBInstance.create');
      }
    } finally {
      holder.kill('SIGKILL');
      await new Promise((gone) => holder.once('exit', gone));
    }
    expect(await keptRows(path)).toBe(1);
  });

  it('is waited for as often as the profile says', async () => {
    const path = await makeDatabase('awaited.duckdb');
    const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
    const script = `require(${JSON.stringify(driver)}).DuckDBInstance.create(process.argv[1]).then((db) => { globalThis.db = db; console.log('open'); setTimeout(() => process.exit(), 300); })`;
    const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((ready) => holder.stdout.once('data', ready));
    expect(await told(path, { retries: { connect_attempts: 5 } })).toBe('opened');
  });

  it.each([
    ['a text', 'hello '.repeat(5000), 'NOT_A_DATABASE: Cannot open "/a text": it is not a DuckDB database; it is another kind of file'],
    ['short', 'hello', 'NOT_A_DATABASE: Cannot open "/short": it is not a DuckDB database; it is another kind of file'],
    ['sqlite', 'SQLite format 3\0'.padEnd(4096, '\0'), 'NOT_A_DATABASE: Cannot open "/sqlite": it is not a DuckDB database; it is an SQLite database'],
  ])('is %s', async (name, content, expected) => {
    writeFileSync(at(name), content);
    expect(await told(at(name))).toContain(expected);
    expect(readFileSync(at(name), 'utf8')).toBe(content);
  });

  it('is a folder', async () => {
    mkdirSync(at('folder.duckdb'));
    expect(await told(at('folder.duckdb'))).toBe(
      'DATABASE_UNAVAILABLE: Cannot open "/folder.duckdb": it is a folder. Name a file within it',
    );
  });

  it('is below a file', async () => {
    writeFileSync(at('file'), 'x');
    expect(await told(at('file/x.duckdb'))).toMatch(/its folder is missing and cannot be made/);
  });

  it.runIf(existsSync('/proc/self'))('is where nobody may write', async () => {
    expect(await told('/proc/self/x.duckdb')).toMatch(/^DATABASE_UNAVAILABLE: Cannot open/);
    expect(await told('/sys/x.duckdb')).toMatch(/the file or its folder may not be written|cannot be made/);
  });

  it('was written by a newer DuckDB', async () => {
    const path = await makeDatabase('newer.duckdb');
    const bytes = readFileSync(path);
    bytes.writeBigUInt64LE(9999n, 12);
    bytes.writeBigUInt64LE(checksum(bytes.subarray(8, 4096)), 0);
    writeFileSync(path, bytes);
    expect(await told(path)).toBe(
      'DATABASE_UNAVAILABLE: Cannot open "/newer.duckdb": it was written by a newer DuckDB. Update bk-build, or build into a new file',
    );
  });

  it.each(['changed', 'cut off'])('is %s', async (how) => {
    const path = await makeDatabase(`${how}.duckdb`);
    if (how === 'cut off') truncateSync(path, 13_000);
    else {
      const bytes = readFileSync(path);
      bytes.fill(7, 4096, 12_288);
      writeFileSync(path, bytes);
    }
    expect(await told(path)).toMatch(/the file is damaged\. Restore it from a copy/);
  });

  it('has a log that is damaged', async () => {
    const { path, log } = await versions('damaged-log');
    writeFileSync(`${path}.wal`, log.fill(7, log.length / 2, log.length / 2 + 16));
    expect(await told(path)).toBe(
      'DATABASE_UNAVAILABLE: Cannot open "/damaged-log.duckdb": its log /damaged-log.duckdb.wal is damaged, so that what was committed last cannot be read back. ' +
        'Restore both from a copy, or move the log away to go on with what was there before it; they were left as they are',
    );
    expect(readFileSync(`${path}.wal`).equals(log)).toBe(true);
  });

  it('has options that DuckDB does not know', async () => {
    expect(await told(at('options.duckdb'), { config_options: { nonsense: '1' } })).toMatch(
      /^DATABASE_UNAVAILABLE: Cannot open "\/options\.duckdb": Invalid Input Error: .*nonsense/,
    );
  });

  it.each<[JsonObject, RegExp]>([
    [{ settings: { memory_limit: 'lots' } }, /^CONNECTION_SETUP: .*the setting "memory_limit" failed/],
    [{ settings: { threads: 2, nonsense: 1 } }, /^CONNECTION_SETUP: .*the setting "nonsense" failed: Catalog Error: unrecognized/],
    [{ attach: [{ path: '/nope/x.duckdb', alias: 'x' }] }, /^CONNECTION_SETUP: .*attaching "\/nope\/x\.duckdb" failed: IO Error/],
    [{ secrets: [{ type: 'nonsense', key: 'hidden-value' }] }, /^CONNECTION_SETUP: .*the secret "_dbt_secret_1" failed: (?!.*hidden-value)/],
  ])('cannot be set up: %j', async (output, expected) => {
    expect(await told(':memory:', output)).toMatch(expected);
  });
});

describe('a file that can be opened', () => {
  it('is made, with the folders above it', async () => {
    expect(await told(at('a/b/new.duckdb'))).toBe('opened');
    expect(existsSync(at('a/b/new.duckdb'))).toBe(true);
  });

  it.each([0, 4096, 8192])('is made anew when a killed process left %i bytes of it', async (size) => {
    const path = await makeDatabase(`unfinished-${size}.duckdb`);
    truncateSync(path, size);
    expect(await told(path)).toBe('opened');
  });

  it('has the rows of one version, wherever a crash cut its log off', async () => {
    const { path, log } = await versions('cut-log');
    const file = readFileSync(path);
    let former = 0;
    for (let size = 0; size <= log.length; size += Math.ceil(log.length / 12)) {
      writeFileSync(path, file);
      writeFileSync(`${path}.wal`, log.subarray(0, size));
      const adapter = testAdapter(path);
      const connection = await adapter.acquire('look');
      const query = 'select count(*)::int, min(version), max(version) from kept';
      const { table } = await connection.execute(query, { fetch: true });
      await adapter.close();
      const [count, least, most] = table.toMatrix()[0] as number[];
      expect([count, least]).toEqual([1000, most]);
      expect(most).toBeGreaterThanOrEqual(former);
      former = most!;
    }
    expect(former).toBeGreaterThan(0);
  });

  it('is left without a log, and free for others', async () => {
    const path = await makeDatabase('closed.duckdb');
    expect(existsSync(`${path}.wal`)).toBe(false);
    const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
    const script = `require(${JSON.stringify(driver)}).DuckDBInstance.create(process.argv[1]).then(() => process.exit(0), () => process.exit(3))`;
    const other = spawn(process.execPath, ['-e', script, path]);
    expect(await new Promise((exit) => other.once('exit', exit))).toBe(0);
  });

  it('is one database for all of the process, by whatever name', async () => {
    const path = await makeDatabase('shared.duckdb');
    symlinkSync(path, at('link.duckdb'));
    const [first, second] = [testAdapter(path), testAdapter(at('link.duckdb'))];
    const [one, two] = await Promise.all([first.acquire('one'), second.acquire('two')]);
    await one.execute('create table by_one as select 1');
    await two.execute('create table by_two as select * from by_one');
    await first.close();
    await two.execute('insert into by_two values (2)');
    await second.close();
    expect(existsSync(`${path}.wal`)).toBe(false);
    expect(await keptRows(path)).toBe(1);
  });

  it('is refused other options while it is open', async () => {
    const path = await makeDatabase('options-differ.duckdb');
    const first = testAdapter(path);
    await first.open();
    expect(await told(path, { config_options: { threads: 1 } })).toMatch(/open in this process with other config_options/);
    await first.close();
    expect(await told(path, { config_options: { threads: 1 } })).toBe('opened');
  });

  it('is attached, and read-only where it should be', async () => {
    const path = await makeDatabase('attached.duckdb');
    const adapter = testAdapter(':memory:', { attach: [{ path, alias: 'select', read_only: true }], settings: { threads: 1 } });
    const connection = await adapter.acquire('test');
    const { table } = await connection.execute('select a, current_setting(\'threads\') from "select".kept', { fetch: true });
    expect(table.toMatrix()).toEqual([[1, 1]]);
    await expect(connection.execute('create table "select".x as select 1')).rejects.toThrow(/read-only/);
    await adapter.close();
  });

  it('is opened again after it was closed', async () => {
    const adapter = testAdapter(await makeDatabase('again.duckdb'));
    for (let round = 0; round < 3; round++) {
      const connection = await adapter.acquire('test');
      await connection.execute(`create table round_${round} as select 1`);
      await adapter.close();
      await adapter.close();
    }
  });

  it('is closed while queries run', async () => {
    const adapter = testAdapter(at('busy.duckdb'));
    const connections = await Promise.all([1, 2, 3, 4].map((name) => adapter.acquire(String(name))));
    const endless = 'select count(*) from range(1000000000) a, range(1000) b where a.range * b.range % 7 = 3';
    const running = connections.map((connection) => connection.execute(endless).catch((error: unknown) => error));
    await adapter.close();
    for (const error of await Promise.all(running)) expect(error).toMatchObject({ kind: 'interrupted' });
    expect(await told(at('busy.duckdb'))).toBe('opened');
  });
});

describe('names', () => {
  it.each(['select', 'with "quotes"', 'dot.ted', 'Ünïcödé 🦆', "apo'strophe", ' spaced ', 'a;b', '--x', '%s {{ }}', 'x'.repeat(255)])(
    'quotes %j',
    async (name) => {
      const adapter = testAdapter(':memory:');
      const connection = await adapter.acquire('test');
      const quoted = adapter.quote(name);
      await connection.execute(`create schema ${quoted}; create table ${quoted}.${quoted} (${quoted} int); insert into ${quoted}.${quoted} values (1)`);
      const { table } = await connection.execute(`select ${quoted} from ${quoted}.${quoted}`, { fetch: true });
      expect(table.columns.map((column) => [column.name, column.values])).toEqual([[name, [1]]]);
      await adapter.close();
    },
  );
});

/** DuckDB's checksum of a block's bytes, in whole words of eight. */
function checksum(bytes: Buffer): bigint {
  let result = 5381n;
  for (let offset = 0; offset < bytes.length; offset += 8) {
    result ^= BigInt.asUintN(64, bytes.readBigUInt64LE(offset) * 0xbf58476d1ce4e5b9n);
  }
  return result;
}
