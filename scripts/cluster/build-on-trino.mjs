import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterError } from './cluster-error.mjs';
import { query } from './query.mjs';

const rawTables = ['raw_customers', 'raw_products', 'raw_orders', 'raw_order_items'];
const rowsAtOnce = 500;

/**
 * Makes what models read: raw Delta tables of a built project are registered where they are, the seed is loaded, and the snapshot
 * holds one version of each customer, as after a first build.
 */
export async function prepareTrino(url, built, { catalog, sources }) {
  const run = (sql) => query(url, sql);
  await run(`CREATE SCHEMA IF NOT EXISTS ${sources}`);
  const [sourceCatalog, sourceSchema] = sources.split('.');
  for (const table of rawTables) {
    const location = `local://${join(built, 'data/delta', table)}`;
    await run(`CALL ${sourceCatalog}.system.register_table('${sourceSchema}', '${table}', '${location}')`);
  }
  for (const schema of ['reference', 'snapshots', 'staging', 'marts', 'analytics']) {
    await run(`CREATE SCHEMA IF NOT EXISTS ${catalog}.${schema}`);
  }
  await loadDates(run, `${catalog}.reference.dates`, join(built, 'seeds/dates.csv'));
  await run(`CREATE OR REPLACE TABLE ${catalog}.snapshots.customers_snapshot AS
    SELECT customer_id, first_name, last_name, first_name || ' ' || last_name AS full_name, email, street, house_number,
      postal_code, city, state, segment, signed_up_at, updated_at, updated_at AS dbt_updated_at,
      updated_at AS dbt_valid_from, CAST(NULL AS TIMESTAMP(6)) AS dbt_valid_to
    FROM ${sources}.raw_customers`);
}

/** Each model with a statement, in the order given. @throws ClusterError that names the model which Trino refuses */
export async function buildModels(url, models) {
  for (const { relation, materialized, sql } of models) {
    try {
      await query(url, `CREATE OR REPLACE ${materialized.toUpperCase()} ${relation} AS\n${sql}`);
    } catch (error) {
      throw new ClusterError(`Trino cannot build ${relation}: ${error.message}`, {
        kind: error.kind,
        cause: error,
      });
    }
  }
}

async function loadDates(run, relation, file) {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const [day, ...texts] = header.split(',');
  const columns = [`${day} DATE`, ...texts.map((name) => `${name} VARCHAR`)].join(', ');
  await run(`CREATE OR REPLACE TABLE ${relation} (${columns})`);
  for (let first = 0; first < lines.length; first += rowsAtOnce) {
    const rows = lines.slice(first, first + rowsAtOnce).map((line) => {
      const [date, ...values] = line.split(',');
      return `(DATE '${date}', ${values.map((value) => (value ? `'${value.replaceAll("'", "''")}'` : 'NULL')).join(', ')})`;
    });
    await run(`INSERT INTO ${relation} VALUES ${rows.join(', ')}`);
  }
}
