import type { DuckDBConnection } from '@duckdb/node-api';
import { daysSql, monthsSql } from './calendar.ts';
import { customerRows, customersBy, movedCustomers } from './customers.ts';
import { findable, weighted } from './draws.ts';
import { type City, cities } from './geography.ts';
import { eventsSql, itemRows, orderRows, ordersSql } from './orders.ts';
import type { ShopPlan } from './plan.ts';
import { productRows, productsSql } from './products.ts';
import { planSlices, type Slice } from './slices.ts';
import type { Words } from './words.ts';

/** Larger than all hashes but one. */
const mostHash = '18446744073709551615';
/** By so many of their bits hashes are counted: of a hundred million, some 1,500 are alike in them. */
const countedBits = 16;

/**
 * BerlinKart's generator: every table is a function of the plan and a day, computed in DuckDB from hashes. No order of
 * rows, no number of threads and no size of slices changes a value.
 *
 * What it keeps does not grow with the shop: customers are computed wherever they are needed, orders a slice at a time.
 */
export class Generator {
  readonly #connection: DuckDBConnection;
  readonly #plan: ShopPlan;
  /** How many orders may be held at once, or a fifth as many customers, whose rows are that much wider. */
  readonly #sliceRows: number;

  constructor(connection: DuckDBConnection, plan: ShopPlan, sliceRows: number) {
    this.#connection = connection;
    this.#plan = plan;
    this.#sliceRows = sliceRows;
  }

  /** Makes the small tables that the others draw from. @param asOf The last day that will be asked for. */
  async prepare(words: Words, asOf: string): Promise<void> {
    for (const [name, list] of Object.entries(words) as [string, readonly string[]][])
      await this.#connection.run(`set variable ${snake(name)} = ${textList(list)}`);
    const shares = weighted(
      cities,
      ({ name, state, postalCodes: [first, last] }: City) =>
        `'${name}' as city, '${state}' as state, ${first} as first_code, ${last} as last_code`,
    );
    const tables = [
      // Rows have an order where it is asked for.
      'set preserve_insertion_order = false',
      // What a draw falls on is found in a small table, which is the one written last: rows stream by it, and none is held.
      `set disabled_optimizers = 'join_order,build_side_probe_side'`,
      `create or replace temp table cities as ${findable(shares)}`,
      ...daysSql(this.#plan),
      ...productsSql(this.#plan, asOf),
    ];
    for (const sql of tables) await this.#connection.run(sql);
  }

  /** SELECTs of the customers who have signed up by a day, and after another, in the order of their numbers. */
  customers(asOf: string, after?: string): readonly string[] {
    const { last } = customersBy(this.#plan, asOf);
    const first = after === undefined ? 1 : Math.max(1, customersBy(this.#plan, after).last - 4);
    return this.customerNumbers(last, first).map(([from, to]) =>
      customerRows(this.#plan, { first: from, last: to, step: 1 }, asOf, after),
    );
  }

  /** Numbers up to the last, cut into as many as may be held at once: the first and last of each cut. */
  customerNumbers(last: number, first = 1): readonly (readonly [from: number, to: number])[] {
    const size = Math.max(1, Math.round(this.#sliceRows / 5));
    return Array.from({ length: Math.max(1, Math.ceil((last - first + 1) / size)) }, (_, index) => [
      first + index * size,
      Math.min(last, first + (index + 1) * size - 1),
    ]);
  }

  /** SELECT of customers as they are the day after, given as they are: some have moved. */
  moved(current: string, day: string, probability: number): string {
    return movedCustomers(this.#plan, current, day, probability);
  }

  /** SELECT of the products with their prices on a day. */
  products(asOf: string): string {
    return productRows(asOf);
  }

  /** Cuts the orders from one month on, up to a day, into slices; each is then made by {@link makeOrders}. */
  async slices(firstMonth: string, asOf: string): Promise<readonly Slice[]> {
    await this.#connection.run(monthsSql(this.#plan, firstMonth, asOf));
    const months = await this.#rows('select month_no, target from months order by month_no');
    return planSlices(
      months.map(([monthNumber, orders]) => ({ monthNumber: Number(monthNumber), orders: Number(orders) })),
      this.#sliceRows,
    );
  }

  /** Makes table `orders`: those of a slice, as they are on a day. */
  async makeOrders(slice: Slice, asOf: string): Promise<void> {
    await this.#connection.run(ordersSql(this.#plan, slice, asOf));
  }

  /** SELECT of the orders that were made last. */
  orders(asOf: string): string {
    return orderRows(asOf);
  }

  /** SELECT of the items of the orders that were made last. */
  orderItems(): string {
    return itemRows(this.#plan);
  }

  /**
   * The hash below which orders are kept, so that there are exactly as many as were asked for. All are made for it twice, and
   * none is held: once to count how many begin with the same bits, once for those that begin like the one wanted.
   */
  async hashToKeepBelow(): Promise<string> {
    const { from, to, orders } = this.#plan;
    const slices = await this.slices(from, to);
    const [first, last] = [slices.at(0), slices.at(-1)];
    if (!first || !last) return mostHash;
    const all = eventsSql(this.#plan, { ...first, lastMonth: last.lastMonth, stripe: 0, stripes: 1 }, to);
    const start = `key >> ${64 - countedBits}`;
    let before = 0;
    for (const [bits, count] of await this.#rows(
      `select (${start})::bigint, count(*) from (${all}) as events group by 1 order by 1`,
    )) {
      if (before + Number(count) > orders) {
        const [key] = await this.#rows(
          `select key::varchar from (${all}) as events where ${start} = ${String(bits)} order by key limit 1 offset ${orders - before}`,
        );
        return String(key![0]);
      }
      before += Number(count);
    }
    return mostHash;
  }

  async #rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.#connection.runAndReadAll(sql)).getRows();
  }
}

function textList(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
