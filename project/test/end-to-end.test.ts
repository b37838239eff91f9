import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let shop: string;

/** Runs one of the built programs in the copy of the shop, as an author does. */
function run(
  program: string,
  ...args: string[]
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, program), ...args], {
    cwd: shop,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, output: stdout + stderr };
}

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(join(shop, 'data/warehouse.duckdb'), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

beforeAll(() => {
  shop = mkdtempSync(join(tmpdir(), 'berlinkart-'));
  for (const name of ['berlinkart.config.yaml', 'models', 'snapshots', 'seeds', 'macros', 'tests']) {
    cpSync(join(repository, name), join(shop, name), { recursive: true });
  }
});

afterAll(() => rmSync(shop, { recursive: true, force: true, maxRetries: 5 }));

describe('the shop, from nothing', () => {
  it('makes its data, builds every model and passes every test', () => {
    expect(run('project/dist/ingest.js', '--scale', '0.02')).toMatchObject({ status: 0 });
    const { status, output } = run('core/bin/bk-build.js', 'build');
    expect(output).toMatch(/ERROR=0/);
    expect(status).toBe(0);
    const { results } = JSON.parse(readFileSync(join(shop, 'target/run_results.json'), 'utf8')) as {
      results: { status: string; unique_id: string }[];
    };
    expect(results.filter(({ status: end }) => end !== 'success' && end !== 'pass')).toEqual([]);
  });

  it('says what the marts hold', async () => {
    const { status, output } = run('project/dist/summary.js');
    expect(status).toBe(0);
    expect(output).toMatch(/20,000/);
    expect(await query('select count(*)::int as n from marts.fct_orders')).toEqual([{ n: 20_000 }]);
  });

  it('goes on three days: every test passes, and customers who moved have two versions', async () => {
    expect(run('project/dist/ingest.js', '--advance', '3')).toMatchObject({ status: 0 });
    expect(run('core/bin/bk-build.js', 'build')).toMatchObject({ status: 0 });
    const [row] = await query(`
      select count(*)::int as moved, max(date_diff('day', valid_to, next_from))::int as gap
      from (select *, lead(valid_from) over (partition by customer_id order by valid_from) as next_from from marts.dim_customers)
      where next_from is not null`);
    expect(Number(row!['moved'])).toBeGreaterThan(3);
    expect(row!['gap']).toBe(0);
    const [last] = await query('select max(ordered_on)::varchar as day from marts.fct_orders');
    expect(last!['day']).toBe('2026-01-03');
  });

  it('leaves the last two published copies, and lets who reads an older one go on', async () => {
    const copies = (): string[] =>
      readdirSync(join(shop, 'data')).filter((name) => /\.published-.*\.duckdb$/.test(name));
    const build = (): void => expect(run('core/bin/bk-build.js', 'run')).toMatchObject({ status: 0 });
    const newest = (): string =>
      `warehouse.published-${(JSON.parse(readFileSync(join(shop, 'data/warehouse.published.json'), 'utf8')) as { invocation_id: string }).invocation_id}.duckdb`;
    const read = newest();
    const instance = await DuckDBInstance.create(join(shop, 'data', read), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    build();
    expect(copies()).toEqual(expect.arrayContaining([read, newest()]));
    build();
    expect(copies()).not.toContain(read);
    expect(copies()).toHaveLength(2);
    const { value } = (
      await connection.runAndReadAll('select count(*)::int as value from marts.dim_products')
    ).getRowObjects()[0]!;
    expect(value).toBe(1000);
    connection.closeSync();
    instance.closeSync();
  });

  it('points at the author’s line, and leaves the former table standing', async () => {
    const model = join(shop, 'models/marts/core/dim_products.sql');
    const before = await query('select count(*)::int as n from marts.dim_products');
    const source = readFileSync(model, 'utf8');
    writeFileSync(model, source.replace('category,', 'categorie,'));
    const { status, output } = run('core/bin/bk-build.js', 'run', '--select', 'dim_products');
    writeFileSync(model, source);
    expect(status).toBe(1);
    expect(output).toMatch(/models\/marts\/core\/dim_products\.sql:4:5/);
    expect(await query('select count(*)::int as n from marts.dim_products')).toEqual(before);
  });
});
