import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type DeltaTable, type DeltaWriter, openDeltaTable, type WriteOptions } from 'bk-build/delta';
import { Generator } from './generator/generator.ts';
import type { ShopPlan } from './generator/plan.ts';
import { drawWords } from './generator/words.ts';
import { type IngestOptions, UsageError } from './options.ts';
import type { Progress } from './progress.ts';

const tableNames = ['raw_customers', 'raw_products', 'raw_orders', 'raw_order_items'] as const;
type TableName = (typeof tableNames)[number];
type Tables = Readonly<Record<TableName, DeltaTable>>;

/** Marks a table's commits with the day they bring it to, so that a day is written once, however often it is tried. */
const appId = 'berlinkart-ingest';
/** Orders older than this many months never change. */
const changingMonths = 1;
/** How many customers move on any day: one of two hundred in three days. */
const dailyMoves = 0.005 / 3;

/** So many orders are made at a time: as many as fit the memory below. */
const defaultSliceRows = 500_000;

/** A generator should not need the machine for itself: these take a third off its memory and little of its speed. */
const smallMemory = {
  memory_limit: '180MB',
  threads: '3',
  partitioned_write_flush_threshold: '8192',
  allocator_flush_threshold: '4MB',
  allocator_background_threads: 'true',
};

/** What one run did. */
export interface IngestResult {
  readonly day: string;
  readonly written: number;
}

/**
 * Makes the raw tables, or brings those that are there some days further. A run that was cut short is completed by the
 * next one: each table's commit says which day it stands for.
 *
 * @param sliceRows How many orders or customers are made at a time; the rows do not depend on it.
 */
export async function ingest(
  options: IngestOptions,
  progress: Progress,
  sliceRows = defaultSliceRows,
): Promise<IngestResult> {
  const folder = resolve(options.dataDir);
  mkdirSync(folder, { recursive: true });
  const spill = mkdtempSync(join(tmpdir(), 'berlinkart-'));
  const instance = await DuckDBInstance.create(':memory:', {
    ...smallMemory,
    temp_directory: spill,
  });
  const connection = await instance.connect();
  try {
    const open = (name: TableName): DeltaTable => openDeltaTable(join(folder, name), connection);
    const tables = Object.fromEntries(tableNames.map((name) => [name, open(name)])) as Tables;
    const run = new Ingest(connection, tables, options, progress, sliceRows);
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
  readonly #sliceRows: number;
  #written = 0;

  constructor(
    connection: DuckDBConnection,
    tables: Tables,
    options: IngestOptions,
    progress: Progress,
    sliceRows: number,
  ) {
    this.#connection = connection;
    this.#tables = tables;
    this.#options = options;
    this.#progress = progress;
    this.#sliceRows = sliceRows;
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
    this.#progress.expect(5);
    const measure = await this.#prepared(plan, to);
    this.#progress.step('how many orders there are');
    const whole: ShopPlan = { ...plan, keepBelow: await measure.hashToKeepBelow() };
    const generator = new Generator(this.#connection, whole, this.#sliceRows);
    await this.#write('raw_customers', () => generator.customers(to), to, whole);
    await this.#write('raw_products', () => [generator.products(to)], to, whole);
    await this.#writeOrders(generator, from, to, whole);
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
    this.#progress.expect(1 + (last - Math.min(...reached)) * 3);
    const generator = await this.#prepared(plan, dayText(last));
    for (let day = Math.min(...reached) + 1; day <= last; day++) {
      const date = dayText(day);
      const months = monthsBefore(date, changingMonths);
      await this.#write('raw_customers', () => this.#advanced(generator, day), date, plan);
      await this.#write('raw_products', () => [generator.products(date)], date, plan);
      await this.#writeOrders(generator, `${months[0]}-01`, date, plan, months);
    }
    return { day: dayText(last), written: this.#written };
  }

  async #prepared(plan: ShopPlan, asOf: string): Promise<Generator> {
    this.#progress.step('names and addresses');
    const generator = new Generator(this.#connection, plan, this.#sliceRows);
    await generator.prepare(drawWords(plan.seed), asOf);
    return generator;
  }

  /** SELECTs of all customers on a day, by what is known of the day before. */
  async #advanced(generator: Generator, day: number): Promise<readonly string[]> {
    const [date, before] = [dayText(day), dayText(day - 1)];
    const current = await this.#tables.raw_customers.select();
    const [newest] = (
      await this.#connection.runAndReadAll(`select max(customer_id) from (${current}) as known`)
    ).getRows();
    const known = generator.customerNumbers(Number(newest?.[0] ?? 0)).map(([from, to]) => {
      const some = `select * from (${current}) as known where customer_id between ${from} and ${to}`;
      return `from (${generator.moved(some, date, dailyMoves)}) as moved order by customer_id`;
    });
    return [...known, ...generator.customers(date, before)];
  }

  /** Writes orders and their items from one month on, a slice at a time. */
  async #writeOrders(
    generator: Generator,
    firstMonth: string,
    date: string,
    plan: ShopPlan,
    replacedMonths?: readonly string[],
  ): Promise<void> {
    const options = {
      partitionBy: ['order_month'],
      ...(replacedMonths && { replacePartitions: { column: 'order_month', values: replacedMonths } }),
    };
    const orders = await this.#writer('raw_orders', date, plan, options);
    const items = await this.#writer('raw_order_items', date, plan, options);
    if (!orders && !items) return;
    this.#progress.step(`raw_orders and raw_order_items as of ${date}`);
    const slices = await generator.slices(firstMonth, date);
    await discardingOnFailure([orders, items], async () => {
      for (const [index, slice] of slices.entries()) {
        this.#progress.part(index, slices.length);
        await generator.makeOrders(slice, date);
        await orders?.add(generator.orders(date));
        await items?.add(generator.orderItems());
      }
    });
    await this.#commit(orders);
    await this.#commit(items);
  }

  async #write(
    name: TableName,
    queries: () => readonly string[] | Promise<readonly string[]>,
    date: string,
    plan: ShopPlan,
  ): Promise<void> {
    const writer = await this.#writer(name, date, plan);
    if (!writer) return;
    this.#progress.step(`${name} as of ${date}`);
    await discardingOnFailure([writer], async () => {
      for (const query of await queries()) await writer.add(query);
    });
    await this.#commit(writer);
  }

  /** @returns undefined when the table has come to the day before */
  async #writer(
    name: TableName,
    date: string,
    plan: ShopPlan,
    options?: Partial<WriteOptions>,
  ): Promise<DeltaWriter | undefined> {
    const writer = await this.#tables[name].writer({
      mode: 'overwrite',
      partitionBy: [],
      ...options,
      transaction: { appId, version: dayNumber(date) },
      name,
      userMetadata: JSON.stringify({ ...plan, asOf: date }),
      timestampMs: Date.parse(`${date}T23:59:59Z`),
    });
    return writer.writtenVersion === undefined ? writer : undefined;
  }

  async #commit(writer: DeltaWriter | undefined): Promise<void> {
    if (writer) this.#written += (await writer.commit()).rows;
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

/** Files that no commit will name are in nobody's way, but on the disk. */
async function discardingOnFailure(
  writers: readonly (DeltaWriter | undefined)[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const writer of writers) await writer?.discard();
    throw error;
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
