import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type DeltaTable, openDeltaTable } from 'bk-build/delta';
import { Problem } from './problem.ts';
import { Remembered } from './remembered.ts';
import { type Table, tableOf, type Value } from './table.ts';

/** Versions of the shop's raw data: those of its orders, newest first. */
export interface ShopVersions {
  readonly versions: readonly {
    readonly version: number;
    readonly committedAt: string;
    readonly operation: string;
  }[];
}

/** The shop as of one version of its Delta tables, and as of the newest. */
export interface ShopAt {
  readonly version: number;
  readonly newest: number;
  readonly figures: Table;
}

/** Reads the shop's Delta tables in a database of its own: no lock is involved, and what a version holds never changes. */
export class DeltaShop {
  readonly #root: string;
  readonly #figures = new Remembered<readonly Value[]>(200);

  /** @param root Folder of the Delta tables. */
  constructor(root: string) {
    this.#root = resolve(root);
  }

  versions(): Promise<ShopVersions> {
    return this.#read(async (table) => ({
      versions: (await table('raw_orders').history()).map(({ version, timestampMs, operation }) => ({
        version,
        committedAt: new Date(timestampMs).toISOString(),
        operation,
      })),
    }));
  }

  /** @throws Problem 404 for a version that is not there */
  async at(version: number): Promise<ShopAt> {
    const { versions } = await this.versions();
    const chosen = versions.find((candidate) => candidate.version === version);
    const newest = versions[0];
    if (!chosen || !newest)
      throw new Problem(
        404,
        'NO_SUCH_VERSION',
        `The orders have no version ${version}: they have ${versions.length}, from 0`,
      );
    const [chosenFigures, now] = await Promise.all([this.#figuresAt(chosen), this.#figuresAt(newest)]);
    return {
      version,
      newest: newest.version,
      figures: tableOf(
        [
          { key: 'figure', label: 'Figure', kind: 'text' },
          { key: 'chosen', label: `Version ${version}`, kind: 'number' },
          { key: 'now', label: `Version ${newest.version}, the newest`, kind: 'number' },
        ],
        { figure: figureNames, chosen: chosenFigures, now },
      ),
    };
  }

  /** Every table as it was when the orders' version was committed. */
  #figuresAt({ version, committedAt }: ShopVersions['versions'][number]): Promise<readonly Value[]> {
    return this.#figures.get(`${version} ${committedAt}`, () =>
      this.#read(async (table, connection) => {
        const at = { timestampMs: Date.parse(committedAt) };
        const [customers, products, orders, items] = await Promise.all([
          table('raw_customers').select(at),
          table('raw_products').select(at),
          table('raw_orders').select({ version }),
          table('raw_order_items').select(at),
        ]);
        const reader = await connection.runAndReadAll(`
          WITH orders AS (SELECT order_id, ordered_at, status FROM (${orders}))
          SELECT
            (SELECT COUNT(*) FROM (${customers})) AS customers,
            (SELECT COUNT(*) FROM (${products})) AS products,
            (SELECT COUNT(*) FROM orders WHERE status != 'cancelled') AS orders,
            (SELECT COUNT(*) FROM orders WHERE status = 'cancelled') AS cancelled,
            (SELECT SUM((quantity - returned_quantity) * unit_price_cents) / 100
             FROM (${items}) AS items
             SEMI JOIN (SELECT order_id FROM orders WHERE status != 'cancelled') AS sold ON items.order_id = sold.order_id) AS revenue,
            (SELECT CAST(CAST(MAX(ordered_at) AS DATE) AS VARCHAR) FROM orders) AS last_date`);
        return reader
          .getRowsJS()[0]!
          .map((value) => (typeof value === 'bigint' ? Number(value) : (value as Value)));
      }),
    );
  }

  async #read<Result>(
    work: (table: (name: string) => DeltaTable, connection: DuckDBConnection) => Promise<Result>,
  ): Promise<Result> {
    if (!existsSync(this.#root))
      throw new Problem(
        404,
        'NO_DELTA_TABLES',
        `There are no Delta tables at ${this.#root}. Make them with: npm run ingest`,
      );
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '96MB', threads: '2' });
    try {
      const connection = await instance.connect();
      try {
        // The tables' folder is all that can be reached, and that stays so.
        await connection.run(`SET allowed_directories = ['${this.#root.replaceAll("'", "''")}/']`);
        await connection.run('SET enable_external_access = false');
        await connection.run('SET lock_configuration = true');
        return await work((name) => openDeltaTable(resolve(this.#root, name), connection), connection);
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  }
}

const figureNames = ['Customers', 'Products', 'Orders', 'Cancelled orders', 'Revenue', 'Last order'];
