import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type DeltaTable, openDeltaTable } from 'bk-build/delta';
import { Generator, type ShopPlan } from './generator.ts';
import { type IngestOptions, UsageError } from './options.ts';
import type { Progress } from './progress.ts';
import { drawWords } from './words.ts';

const tableNames = ['raw_customers', 'raw_products', 'raw_orders', 'raw_order_items'] as const;
type TableName = (typeof tableNames)[number];
type Tables = Readonly<Record<TableName, DeltaTable>>;

/** Marks a table's commits with the day they bring it to, so that a day is written once, however often it is tried. */
const appId = 'berlinkart-ingest';
/** Orders older than this many months never change. */
const changingMonths = 1;
/** How many customers move on any day: one of two hundred in three days. */
const dailyMoves = 0.005 / 3;

/** A generator should not need the machine for itself: these take a third off its memory and little of its speed. */
const smallMemory = {
  threads: '3',
  partitioned_write_flush_threshold: '8192',
  allocator_flush_threshold: '4MB',
  allocator_background_threads: 'true',
};

/** What orders are sorted and joined in; more than that goes to disk. From ten million on DuckDB needs 1 GB to do so. */
function memoryLimit(orders: number): string {
  return orders <= 2_000_000 ? '180MB' : '1GB';
}

/** What one run did. */
export interface IngestResult {
  readonly day: string;
  readonly written: number;
}

/**
 * Makes the raw tables, or brings those that are there some days further. A run that was cut short is completed by the
 * next one: each table's commit says which day it stands for.
 */
export async function ingest(options: IngestOptions, progress: Progress): Promise<IngestResult> {
  const folder = resolve(options.dataDir);
  mkdirSync(folder, { recursive: true });
  const spill = mkdtempSync(join(tmpdir(), 'berlinkart-'));
  const instance = await DuckDBInstance.create(':memory:', {
    ...smallMemory,
    memory_limit: memoryLimit(options.orders),
    temp_directory: spill,
  });
  const connection = await instance.connect();
  try {
    const open = (name: TableName): DeltaTable => openDeltaTable(join(folder, name), connection);
    const tables = Object.fromEntries(tableNames.map((name) => [name, open(name)])) as Tables;
    const run = new Ingest(connection, tables, options, progress);
    return options.advance === undefined ? await run.create() : await run.advance(options.advance);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(spill, { recursive: true, force: true });
  }
}

class Ingest {
  readonly #connection: DuckDBConnection;
  readonly #tables: Tables;
  readonly #options: IngestOptions;
  readonly #progress: Progress;
  #written = 0;

  constructor(connection: DuckDBConnection, tables: Tables, options: IngestOptions, progress: Progress) {
    this.#connection = connection;
    this.#tables = tables;
    this.#options = options;
    this.#progress = progress;
  }

  async create(): Promise<IngestResult> {
    const { seed, customers, products, orders, from, to } = this.#options;
    const days = await this.#daysReached();
    const reached = [...days.values()].filter((day) => day !== undefined);
    if (reached.length === tableNames.length) {
      const plan = await this.#readPlan();
      const isSame = (['seed', 'customers', 'products', 'orders', 'from', 'to'] as const).every(
        (key) => plan[key] === this.#options[key],
      );
      if (!isSame)
        throw new UsageError(
          `there are data of another kind in ${this.#options.dataDir}: remove them, or name another --data-dir`,
        );
      return { day: dayText(Math.min(...reached)), written: 0 };
    }
    const plan: ShopPlan = { seed, customers, products, orders, from, to, keepBelow: undefined };
    this.#progress.expect(2 + tableNames.length);
    const generator = await this.#prepared(plan, to);
    this.#progress.step('orders');
    await generator.makeOrders(from, to);
    const whole: ShopPlan = { ...plan, keepBelow: await generator.keepWanted() };
    await generator.makeItems();
    await this.#write('raw_customers', generator.customers(to), to, whole);
    await this.#write('raw_products', generator.products(to), to, whole);
    await this.#write('raw_orders', generator.orders(to), to, whole, ['order_month']);
    await this.#write('raw_order_items', generator.orderItems(to), to, whole, ['order_month']);
    return { day: to, written: this.#written };
  }

  async advance(count: number): Promise<IngestResult> {
    const days = await this.#daysReached();
    const missing = tableNames.filter((name) => days.get(name) === undefined);
    if (missing.length > 0)
      throw new UsageError(
        `there are no data to advance in ${this.#options.dataDir}: make them first, without --advance`,
      );
    const plan = await this.#readPlan();
    const reached = [...days.values()] as number[];
    // After a run that was cut short some tables are a day ahead: the others catch up, then the count begins.
    const last =
      Math.max(...reached) === Math.min(...reached)
        ? Math.max(...reached) + count
        : Math.max(...reached) + count - 1;
    this.#progress.expect(1 + (last - Math.min(...reached)) * (1 + tableNames.length));
    const generator = await this.#prepared(plan, dayText(last));
    for (let day = Math.min(...reached) + 1; day <= last; day++) {
      const date = dayText(day);
      this.#progress.step(date);
      const isBehind = (name: TableName): boolean => (days.get(name) ?? 0) < day;
      if (isBehind('raw_customers')) await this.#advanceCustomers(generator, day, plan);
      if (isBehind('raw_products')) await this.#write('raw_products', generator.products(date), date, plan);
      if (!isBehind('raw_orders') && !isBehind('raw_order_items')) continue;
      const months = monthsBefore(date, changingMonths);
      await generator.makeOrders(`${months[0]}-01`, date);
      await generator.makeItems();
      if (isBehind('raw_orders'))
        await this.#write('raw_orders', generator.orders(date), date, plan, [], months);
      if (isBehind('raw_order_items'))
        await this.#write('raw_order_items', generator.orderItems(date), date, plan, [], months);
    }
    return { day: dayText(last), written: this.#written };
  }

  async #prepared(plan: ShopPlan, asOf: string): Promise<Generator> {
    this.#progress.step('names and addresses');
    const generator = new Generator(this.#connection, plan);
    await generator.prepare(drawWords(plan.seed));
    await generator.makeCustomerBase(asOf);
    return generator;
  }

  async #advanceCustomers(generator: Generator, day: number, plan: ShopPlan): Promise<void> {
    const [date, before] = [dayText(day), dayText(day - 1)];
    const current = await this.#tables.raw_customers.select();
    await this.#connection.run(`create or replace temp table known_customers as ${current}`);
    const known = generator.moved('from known_customers', date, dailyMoves);
    await this.#write(
      'raw_customers',
      `select * from (${known} union all (${generator.customers(date, before)})) order by customer_id`,
      date,
      plan,
    );
  }

  async #write(
    name: TableName,
    query: string,
    date: string,
    plan: ShopPlan,
    partitionBy: readonly string[] = [],
    replacedMonths?: readonly string[],
  ): Promise<void> {
    this.#progress.step(`${name} as of ${date}`);
    const { rows } = await this.#tables[name].write(query, {
      mode: 'overwrite',
      partitionBy,
      ...(replacedMonths && { replacePartitions: { column: 'order_month', values: replacedMonths } }),
      transaction: { appId, version: dayNumber(date) },
      name,
      userMetadata: JSON.stringify({ ...plan, asOf: date }),
      timestampMs: Date.parse(`${date}T23:59:59Z`),
    });
    this.#written += rows;
  }

  /** The day that each table has come to, as a number of days since 1970; undefined where there is none. */
  async #daysReached(): Promise<ReadonlyMap<TableName, number | undefined>> {
    const days = new Map<TableName, number | undefined>();
    for (const name of tableNames) {
      const table = this.#tables[name];
      days.set(name, (await table.exists()) ? (await table.snapshot()).transactions.get(appId) : undefined);
    }
    return days;
  }

  async #readPlan(): Promise<ShopPlan> {
    const [newest] = await this.#tables.raw_customers.history();
    return JSON.parse(newest?.userMetadata ?? '{}') as ShopPlan;
  }
}

function dayNumber(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The month of a day and those before it, as `YYYY-MM`, ascending. */
function monthsBefore(date: string, count: number): string[] {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return Array.from({ length: count + 1 }, (_, index) =>
    new Date(Date.UTC(year, month - 1 - (count - index), 1)).toISOString().slice(0, 7),
  );
}
