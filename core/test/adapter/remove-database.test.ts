import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/adapter/index.ts';
import { testAdapter } from './adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'bk-remove-'));
const warehouse = join(folder, 'warehouse.duckdb');
const adapter = testAdapter(warehouse);
const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');
let connection: Connection;

beforeAll(async () => {
  connection = await adapter.acquire('test');
});
afterAll(async () => {
  await connection.release();
  await adapter.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const remove = (path: string): Promise<unknown> =>
  adapter.connectionMethods!['bk_remove_database']!.call(connection, [path]);

async function makeDatabase(name: string): Promise<string> {
  const path = join(folder, name);
  await connection.execute(
    `attach '${path}' as made; create table made.t as select i from range(300000) as r(i); detach made`,
  );
  return path;
}

describe('bk_remove_database', () => {
  it('removes a database and its log', async () => {
    const path = await makeDatabase('old.duckdb');
    writeFileSync(`${path}.wal`, '');
    expect(await remove(path)).toBe(true);
    expect([existsSync(path), existsSync(`${path}.wal`)]).toEqual([false, false]);
    expect([await remove(path), await remove(join(folder, 'nowhere/old.duckdb'))]).toEqual([false, false]);
  });

  it('removes what a killed process left of one, also within a transaction, which goes on', async () => {
    const [empty, damaged] = [join(folder, 'empty.duckdb'), await makeDatabase('damaged.duckdb')];
    writeFileSync(empty, '');
    writeFileSync(damaged, Buffer.concat([Buffer.alloc(8), Buffer.from('DUCK'), Buffer.alloc(9000, 7)]));
    await connection.begin();
    expect([await remove(empty), await remove(damaged)]).toEqual([true, true]);
    await connection.execute('create table went_on as select 1 as a');
    await connection.commit();
  });

  it('leaves what is no database, and the one that is built', async () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'this is no database');
    expect([await remove(text), await remove(warehouse), await remove(folder)]).toEqual([false, false, false]);
    expect([existsSync(text), existsSync(warehouse)]).toEqual([true, true]);
  });

  it('leaves one that is attached', async () => {
    const path = await makeDatabase('attached.duckdb');
    await connection.execute(`attach '${path}' as attached (read_only)`);
    expect(await remove(path)).toBe(false);
    await connection.execute('detach attached');
    expect(await remove(path)).toBe(true);
  });

  it('leaves one that another process writes', async () => {
    const path = join(folder, 'written.duckdb');
    const program = `const { DuckDBInstance } = require(${JSON.stringify(driver)});
      DuckDBInstance.create(process.argv[1]).then(async (instance) => {
        globalThis.connection = await instance.connect();
        await connection.run('create table t as select 1 as a; checkpoint');
        console.log('open');
        setInterval(() => undefined, 1000);
      });`;
    const writer = spawn(process.execPath, ['-e', program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((open) => writer.stdout.once('data', open));
      expect([await remove(path), existsSync(path)]).toEqual([false, true]);
    } finally {
      writer.kill();
      await new Promise((gone) => writer.once('close', gone));
    }
    expect(await remove(path)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('lets a reader that has it open go on', async () => {
    const path = await makeDatabase('read.duckdb');
    // Nothing of the table has been read when the file is removed.
    const program = `const { DuckDBInstance } = require(${JSON.stringify(driver)});
      DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' }).then(async (instance) => {
        const connection = await instance.connect();
        process.stdin.once('data', async () => {
          const rows = await connection.runAndReadAll('select sum(i)::varchar from t');
          console.log(rows.getRows()[0][0]);
          process.exit();
        });
        console.log('open');
      });`;
    const reader = spawn(process.execPath, ['-e', program, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = (): Promise<string> =>
      new Promise((resolve) => reader.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())));
    expect(await said()).toBe('open');
    expect([await remove(path), existsSync(path)]).toEqual([true, false]);
    const answer = said();
    reader.stdin.write('read\n');
    expect(await answer).toBe(String((300_000 * 299_999) / 2));
  });
});
