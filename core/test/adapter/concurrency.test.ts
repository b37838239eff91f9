import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testAdapter } from './adapter.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bk-concurrency-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('builds hundreds of relations on eight connections without a conflict', async () => {
  const adapter = testAdapter(join(folder, 'many.duckdb'), { schema: 'main' });
  const worker = async (lane: number): Promise<void> => {
    const connection = await adapter.acquire(`lane ${lane}`);
    for (let step = 0; step < 40; step++) {
      const name = `t_${lane}_${step}`;
      await connection.begin();
      await connection.execute(`create table ${name} as select range as a from range(${step * 50})`);
      await connection.execute(`create or replace view v_${name} as select count(*) as n from ${name}`);
      await connection.execute(`alter table ${name} rename to done_${name}`);
      await connection.execute(`create or replace view v_${name} as select count(*) as n from done_${name}`);
      await connection.commit();
      const { table } = await connection.execute(`from v_${name}`, { fetch: true });
      expect(table.toMatrix()).toEqual([[step * 50]]);
    }
    await connection.release();
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(worker));
  const connection = await adapter.acquire('count');
  const { table } = await connection.execute("select count(*) from duckdb_tables() where table_name like 'done_%'", {
    fetch: true,
  });
  expect(table.toMatrix()).toEqual([[320]]);
  await adapter.close();
});

it('serves twenty adapters of one file, and of others, in one process', async () => {
  const build = async (index: number): Promise<void> => {
    const adapter = testAdapter(join(folder, `file-${index % 5}.duckdb`));
    const connection = await adapter.acquire('build');
    for (let step = 0; step < 10; step++) await connection.execute(`create table t_${index}_${step} as select ${step} as a`);
    await connection.release();
    await adapter.close();
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => build(index)));
  for (let file = 0; file < 5; file++) {
    const adapter = testAdapter(join(folder, `file-${file}.duckdb`));
    const connection = await adapter.acquire('count');
    const { table } = await connection.execute('select count(*) from duckdb_tables()', { fetch: true });
    expect(table.toMatrix()).toEqual([[40]]);
    await adapter.close();
  }
});
