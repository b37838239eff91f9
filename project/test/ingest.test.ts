import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { build } from 'esbuild';
import { openDeltaTable } from 'bk-build/delta';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestOptions, readOptions, UsageError } from '../ingest/options.ts';
import { ingest } from '../ingest/shop.ts';

const quiet = {
  expect: () => undefined,
  step: () => undefined,
  part: () => undefined,
  done: () => undefined,
};
const tables = ['raw_customers', 'raw_products', 'raw_orders', 'raw_order_items'] as const;
const folders: string[] = [];

const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  folders.push(folder);
  return folder;
};
const options = (dataDir: string, ...words: string[]): IngestOptions =>
  readOptions(['--data-dir', dataDir, ...words])!;

async function withViews<T>(
  dataDir: string,
  use: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection: DuckDBConnection = await instance.connect();
  for (const name of tables) {
    await connection.run(
      `create view ${name} as ${await openDeltaTable(join(dataDir, name), connection).select()}`,
    );
  }
  const result = await use(async (sql) => (await connection.runAndReadAll(sql)).getRowObjects());
  connection.closeSync();
  instance.closeSync();
  return result;
}

/** One number that any change of a row changes. */
const fingerprint = (dataDir: string): Promise<string> =>
  withViews(dataDir, async (query) => {
    const sums = await Promise.all(
      tables.map((name) =>
        query(`select sum(hash(t)::hugeint)::varchar || '/' || count(*) as sum from ${name} as t`),
      ),
    );
    return sums.map(([row]) => String(row!['sum'])).join(' ');
  });

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })));

describe('the generated shop', () => {
  const folder = freshFolder();
  const number = (sql: string): Promise<number> =>
    withViews(folder, async (query) => Number(Object.values((await query(sql))[0]!)[0]));

  beforeAll(async () => void (await ingest(options(folder, '--scale', '0.2'), quiet)));

  it('has the size that was asked for', async () => {
    expect(await number('select count(*) from raw_customers')).toBe(20_000);
    expect(await number('select count(*) from raw_products')).toBe(1000);
    expect(await number('select count(*) from raw_orders')).toBe(200_000);
    expect(await number('select count(*) / 200000 from raw_order_items')).toBeCloseTo(1.8, 1);
  });

  it('grows by about half a year', async () => {
    const ratio = (year: number): string =>
      `select count(*) filter (where year(ordered_at) = ${year}) / count(*) filter (where year(ordered_at) = ${year - 1}) from raw_orders`;
    expect(Math.abs((await number(ratio(2024))) - 1.5)).toBeLessThan(0.08);
    expect(Math.abs((await number(ratio(2025))) - 1.5)).toBeLessThan(0.08);
  });

  it('peaks between Black Friday and New Year, and on Saturdays', async () => {
    const daily = `(select ordered_at::date as day, count(*) as orders from raw_orders group by 1)`;
    for (const year of [2023, 2024, 2025]) {
      const ratio = `select avg(orders) filter (where strftime(day, '%m-%d') >= '11-20') / avg(orders) from ${daily} where year(day) = ${year}`;
      expect(await number(ratio)).toBeGreaterThanOrEqual(1.8);
    }
    expect(
      await number(`select isodow(day) from ${daily} group by 1 order by sum(orders) desc limit 1`),
    ).toBe(6);
  });

  it('earns four fifths of its revenue with a fifth of its products', async () => {
    const share = await number(`
      with revenue as (select product_id, sum(quantity * unit_price_cents) as cents from raw_order_items group by 1),
      ranked as (select cents, row_number() over (order by cents desc) as rank from revenue)
      select sum(cents) filter (where rank <= 200) / sum(cents) from ranked`);
    expect(Math.abs(share - 0.8)).toBeLessThan(0.04);
  });

  it('has customers of three kinds, of whom VIPs order at least five times as often as the occasional', async () => {
    const rate = (segment: string): string =>
      `select (select count(*) from raw_orders join raw_customers using (customer_id) where segment = '${segment}') / count(*) from raw_customers where segment = '${segment}'`;
    expect((await number(rate('VIP'))) / (await number(rate('Occasional')))).toBeGreaterThanOrEqual(5);
    expect(await number(rate('Regular'))).toBeGreaterThan(await number(rate('Occasional')));
  });

  it('keeps fewer of its customers the longer they are there', async () => {
    const kept = (month: number): Promise<number> =>
      number(`
        with firsts as (select customer_id, min(ordered_at) as first_at from raw_orders group by 1 having min(ordered_at) < '2024-06-01')
        select count(distinct customer_id) filter (where datediff('month', first_at, ordered_at) = ${month}) / count(distinct customer_id)
        from raw_orders join firsts using (customer_id)`);
    const [one, six, twelve, eighteen] = [await kept(1), await kept(6), await kept(12), await kept(18)];
    expect(one).toBeGreaterThan(six);
    expect(six).toBeGreaterThan(twelve);
    expect(twelve).toBeGreaterThan(eighteen * 0.98);
  });

  it('holds together', async () => {
    expect(
      await number(
        'select count(*) from raw_orders join raw_customers using (customer_id) where ordered_at < signed_up_at',
      ),
    ).toBe(0);
    expect(
      await number(
        'select count(*) from raw_orders left join raw_customers c using (customer_id) where c.customer_id is null',
      ),
    ).toBe(0);
    expect(
      await number(
        'select count(*) from raw_order_items left join raw_orders o using (order_id) where o.order_id is null',
      ),
    ).toBe(0);
    expect(await number('select count(*) - count(distinct order_id) from raw_orders')).toBe(0);
    // Who signs up before midnight orders before midnight: months are made each for itself.
    expect(await number("select count(*) from raw_orders where ordered_at::time < time '00:05:00'")).toBe(0);
    expect(
      await number('select count(*) from raw_products where cost_cents >= price_cents or cost_cents <= 0'),
    ).toBe(0);
    expect(await number('select count(*) from raw_order_items where returned_quantity > quantity')).toBe(0);
    expect(
      await number("select count(*) from raw_orders where status = 'pending' and ordered_at < '2025-12-30'"),
    ).toBe(0);
    expect(
      await number("select count(*) from raw_orders where status = 'returned' and ordered_at > '2025-12-18'"),
    ).toBe(0);
    expect(
      await number(
        "select count(distinct city) from raw_customers where city = 'Berlin' and postal_code between '10115' and '14199'",
      ),
    ).toBe(1);
  });
});

describe('another run', () => {
  const small = ['--scale', '0.01'];

  it('with the same seed makes the same rows, with another seed others', async () => {
    const [a, b, c] = [freshFolder(), freshFolder(), freshFolder()];
    await ingest(options(a, ...small, '--seed', '5'), quiet);
    await ingest(options(b, ...small, '--seed', '5'), quiet);
    await ingest(options(c, ...small, '--seed', '6'), quiet);
    expect(await fingerprint(a)).toBe(await fingerprint(b));
    expect(await fingerprint(a)).not.toBe(await fingerprint(c));
  });

  it('makes the same rows whatever is made at a time, months together or customers apart', async () => {
    const [whole, sliced] = [freshFolder(), freshFolder()];
    for (const [folder, sliceRows] of [
      [whole, 1_000_000],
      [sliced, 150],
    ] as const) {
      await ingest(options(folder, ...small, '--seed', '5'), quiet, sliceRows);
      await ingest(options(folder, '--advance', '2'), quiet, sliceRows);
    }
    expect(await fingerprint(sliced)).toBe(await fingerprint(whole));
    const files = (folder: string): number =>
      readdirSync(join(folder, 'raw_orders/order_month=2025-10')).length;
    expect([files(whole), files(sliced)]).toEqual([1, 3]);
  });

  it('leaves finished data alone, and refuses to mix them with others', async () => {
    const folder = freshFolder();
    await ingest(options(folder, ...small), quiet);
    expect(await ingest(options(folder, ...small), quiet)).toMatchObject({ written: 0 });
    await expect(ingest(options(folder, ...small, '--seed', '9'), quiet)).rejects.toThrow(UsageError);
  });

  it('advances a version a day, moves some customers, and keeps every earlier day readable', async () => {
    const folder = freshFolder();
    await ingest(options(folder, '--scale', '0.05'), quiet);
    const before = await fingerprint(folder);
    await ingest(options(folder, '--advance', '3'), quiet);
    await withViews(folder, async (query) => {
      const [row] = await query(
        `select max(ordered_at)::date::varchar as last, (select count(*) from raw_customers where updated_at > '2026-01-01' and signed_up_at < '2026-01-01') as moved, (select count(*) from raw_customers) as customers from raw_orders`,
      );
      expect(row!['last']).toBe('2026-01-03');
      expect(Number(row!['moved']) / Number(row!['customers'])).toBeCloseTo(0.005, 2);
    });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    for (const name of tables) {
      const history = await openDeltaTable(join(folder, name), connection).history();
      expect(history.map(({ version }) => version)).toEqual([3, 2, 1, 0]);
    }
    connection.closeSync();
    instance.closeSync();
    expect(before).not.toBe(await fingerprint(folder));
  });
});

describe('a run that is killed', () => {
  it('leaves whole tables, and the next run comes to the same end', async () => {
    const core = new URL('../../core/src/delta-entry.ts', import.meta.url).pathname;
    const program = join(process.cwd(), 'node_modules/.cache/ingest-under-test.mjs');
    await build({
      entryPoints: [new URL('../ingest/main.ts', import.meta.url).pathname],
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@duckdb/*'],
      alias: { 'bk-build/delta': core },
      banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
      outfile: program,
      logLevel: 'error',
    });
    const words = ['--scale', '0.05'];
    const killed = freshFolder();
    for (const delay of [250, 400, 550, 700])
      await runAndKill(program, ['--data-dir', killed, ...words], delay);
    await ingest(options(killed, ...words), quiet);
    for (const delay of [300, 500, 700])
      await runAndKill(program, ['--data-dir', killed, '--advance', '2'], delay);
    const { day } = await ingest(options(killed, '--advance', '1'), quiet);

    const whole = freshFolder();
    await ingest(options(whole, ...words), quiet);
    const days = (Date.parse(day) - Date.parse('2025-12-31')) / 86_400_000;
    await ingest(options(whole, '--advance', String(days)), quiet);
    expect(await fingerprint(killed)).toBe(await fingerprint(whole));
  });
});

function runAndKill(program: string, words: readonly string[], delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...words], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), delayMs);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

describe('options', () => {
  it.each([
    ['--scale', 'big'],
    ['--scale', '0'],
    ['--from', '2024-02-30'],
    ['--advance', '0'],
    ['--seed', '-1'],
    ['--nonsense', '1'],
  ])('refuses %s %s', (flag, value) => {
    expect(() => readOptions([flag, value])).toThrow(UsageError);
  });

  it('refuses a window that ends before it begins', () => {
    expect(() => readOptions(['--from', '2025-01-01', '--to', '2024-01-01'])).toThrow(/later/);
  });
});
