import { mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeltaTable } from '../../src/delta-entry.ts';
import { UserError } from '../../src/diagnostics/index.ts';

let folder: string;
let connection: DuckDBConnection;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delta-'));
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});

afterEach(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const table = () => openDeltaTable(join(folder, 'orders'), connection);

async function rows(sql: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).diagnostics[0]!.code;
}

describe('DeltaTable', () => {
  it('creates, appends, overwrites, and reads any version', async () => {
    await table().write("select 1 as id, 'a' as name", { mode: 'create' });
    await table().write("select 2 as id, 'b' as name", { mode: 'append' });
    await table().write("select 3 as id, 'c' as name", { mode: 'overwrite' });
    expect(await rows(await table().select())).toEqual([{ id: 3, name: 'c' }]);
    expect(await rows(`${await table().select({ version: 1 })} order by id`)).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect((await table().history()).map(({ version }) => version)).toEqual([2, 1, 0]);
  });

  it('reads the version of a time', async () => {
    await table().write('select 1 as id', {
      mode: 'create',
      timestampMs: Date.parse('2024-01-01T00:00:00Z'),
    });
    await table().write('select 2 as id', {
      mode: 'append',
      timestampMs: Date.parse('2024-01-02T00:00:00Z'),
    });
    const at = (time: string) => table().select({ timestampMs: Date.parse(time) });
    expect(await rows(await at('2024-01-01T12:00:00Z'))).toEqual([{ id: 1 }]);
    expect(await rows(await at('2024-01-03T00:00:00Z'))).toHaveLength(2);
    expect(await codeOf(at('2023-01-01T00:00:00Z'))).toBe('DELTA_TIME_MISSING');
  });

  it('keeps partition values, empty and odd ones too', async () => {
    const query =
      "select i as id, case i when 0 then null when 1 then 'a/b c=d' else 'ä' end as city from range(3) t(i)";
    await table().write(query, { mode: 'create', partitionBy: ['city'] });
    const read = await rows(`select * from (${await table().select()}) order by id`);
    expect(read).toEqual([
      { id: '0', city: null },
      { id: '1', city: 'a/b c=d' },
      { id: '2', city: 'ä' },
    ]);
  });

  it('gives older rows nulls for a column that came later', async () => {
    await table().write('select 1 as id', { mode: 'create' });
    expect(await codeOf(table().write('select 2 as id, true as vip', { mode: 'append' }))).toBe(
      'DELTA_SCHEMA_DIFFERS',
    );
    await table().write('select 2 as id, true as vip', { mode: 'append', mergeSchema: true });
    expect(await rows(`select * from (${await table().select()}) order by id`)).toEqual([
      { id: 1, vip: null },
      { id: 2, vip: true },
    ]);
  });

  it('writes a transaction once', async () => {
    const transaction = { appId: 'ingest', version: 7 };
    await table().write('select 1 as id', { mode: 'append', transaction });
    const again = await table().write('select 1 as id', { mode: 'append', transaction });
    expect(again).toMatchObject({ isWritten: false, version: 0 });
    expect(await rows(await table().select())).toHaveLength(1);
  });

  it('writes a checkpoint every ten commits, which is enough to read from', async () => {
    for (let i = 0; i <= 12; i++) await table().write(`select ${i} as id`, { mode: 'append' });
    const log = join(folder, 'orders/_delta_log');
    expect(readdirSync(log).filter((name) => name.endsWith('.checkpoint.parquet'))).toHaveLength(1);
    for (let version = 0; version < 10; version++)
      unlinkSync(join(log, `${String(version).padStart(20, '0')}.json`));
    expect(await rows(`select count(*)::int as n from (${await table().select()})`)).toEqual([{ n: 13 }]);
    expect(await codeOf(table().select({ version: 3 }))).toBe('DELTA_VERSION_MISSING');
  });

  it('loses no commit of many writers', async () => {
    await table().write('select -1 as id', { mode: 'create' });
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const own = await (await DuckDBInstance.create(':memory:')).connect();
      for (let i = 0; i < 6; i++)
        await openDeltaTable(join(folder, 'orders'), own).write(`select ${writer * 100 + i} as id`, {
          mode: 'append',
        });
      own.closeSync();
    });
    await Promise.all(writers);
    expect(await rows(`select count(distinct id)::int as n from (${await table().select()})`)).toEqual([
      { n: 25 },
    ]);
    expect((await table().history()).map(({ version }) => version)).toEqual(
      Array.from({ length: 25 }, (_, i) => 24 - i),
    );
  });

  it('refuses what it cannot read rightly, by name', async () => {
    await table().write('select 1 as id', { mode: 'create' });
    await table().write('select 2 as id', { mode: 'append' });
    const commit = (version: number): string =>
      join(folder, 'orders/_delta_log', `${String(version).padStart(20, '0')}.json`);
    const [zero, one] = [readFileSync(commit(0), 'utf8'), readFileSync(commit(1), 'utf8')];
    writeFileSync(commit(1), one.slice(0, one.length / 2));
    expect(await codeOf(table().select())).toBe('DELTA_LOG_CORRUPT');
    writeFileSync(commit(1), '');
    expect(await codeOf(table().select())).toBe('DELTA_LOG_CORRUPT');
    writeFileSync(commit(2), one);
    unlinkSync(commit(1));
    expect(await codeOf(table().select())).toBe('DELTA_LOG_GAP');
    unlinkSync(commit(2));
    writeFileSync(
      commit(0),
      `{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["liquidLogs"],"writerFeatures":["liquidLogs"]}}\n${zero
        .split('\n')
        .filter((line) => !line.includes('"protocol"'))
        .join('\n')}`,
    );
    expect(await codeOf(table().select())).toBe('DELTA_FEATURE_UNKNOWN');
    writeFileSync(commit(0), zero);
    for (const name of readdirSync(join(folder, 'orders')))
      if (name.endsWith('.parquet')) unlinkSync(join(folder, 'orders', name));
    expect(await codeOf(table().select())).toBe('DELTA_FILE_MISSING');
    expect(await codeOf(openDeltaTable(join(folder, 'nothing'), connection).select())).toBe(
      'DELTA_TABLE_MISSING',
    );
  });
});
