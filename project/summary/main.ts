import { existsSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { formatTable, type Row } from './table.ts';

/** One table of the summary: what it shows, and the query that gives it. */
interface Section {
  readonly title: string;
  readonly sql: string;
}

const sections: readonly Section[] = [
  {
    title: 'The shop',
    sql: `SELECT
        (SELECT COUNT(*) FROM marts.dim_customers WHERE is_current) AS customers,
        (SELECT COUNT(*) FROM marts.dim_customers WHERE NOT is_current) AS former_addresses,
        (SELECT COUNT(*) FROM marts.dim_products) AS products,
        (SELECT COUNT(*) FROM marts.fct_orders) AS orders,
        (SELECT COUNT(*) FROM marts.fct_order_items) AS order_items,
        (SELECT MAX(ordered_on) FROM marts.fct_orders) AS up_to`,
  },
  {
    title: 'Revenue by year, net of returns',
    sql: `SELECT
        YEAR(ordered_on) AS year,
        COUNT(*) AS orders,
        COUNT(DISTINCT customer_id) AS customers,
        SUM(net_revenue) AS revenue,
        SUM(margin) AS margin,
        ROUND(AVG(net_revenue), 2) AS per_order
      FROM marts.fct_orders GROUP BY ALL ORDER BY year`,
  },
  {
    title: 'Categories',
    sql: `SELECT category, SUM(net_quantity) AS units, SUM(net_revenue) AS revenue, SUM(margin) AS margin
      FROM marts.fct_order_items INNER JOIN marts.dim_products USING (product_id)
      GROUP BY ALL ORDER BY revenue DESC LIMIT 5`,
  },
  {
    title: 'Cities',
    sql: `SELECT city, COUNT(*) AS orders, SUM(net_revenue) AS revenue
      FROM marts.fct_orders GROUP BY ALL ORDER BY revenue DESC LIMIT 5`,
  },
];

process.exitCode = await main(process.argv[2] ?? 'data/warehouse.duckdb');

/** Prints what the marts say. @returns 0, or 2 when there is no warehouse to read */
async function main(path: string): Promise<number> {
  if (!existsSync(path)) {
    process.stderr.write(`There is no warehouse at ${path}: build it with npm run shop\n`);
    return 2;
  }
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    for (const { title, sql } of sections) {
      process.stdout.write(`\n${title}\n${formatTable(await query(connection, sql))}\n`);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`Cannot read the marts in ${path}: ${(error as Error).message}\n`);
    return 2;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function query(connection: DuckDBConnection, sql: string): Promise<readonly Row[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson() as Row[];
}
