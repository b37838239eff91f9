// A project of 5 models, 3 seeds and 20 tests: what a tool takes before the work begins.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const rows = 100;

/** Writes the project into a folder. */
export function writeSmallProject(folder) {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const csv = (header, row) =>
    `${[header, ...Array.from({ length: rows }, (_, i) => row(i + 1))].join('\n')}\n`;
  write(
    'dbt_project.yml',
    'name: small\nversion: "1.0"\nconfig-version: 2\nprofile: small\nmodels:\n  small:\n    staging: {+materialized: view}\n    marts: {+materialized: table}\n',
  );
  write(
    'profiles.yml',
    'small:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: target/small.duckdb, threads: 4}\n',
  );
  write(
    'seeds/raw_customers.csv',
    csv('id,name', (i) => `${i},name ${i}`),
  );
  write(
    'seeds/raw_orders.csv',
    csv(
      'id,customer_id,ordered_on',
      (i) => `${i},${(i * 7) % rows || rows},2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
    ),
  );
  write(
    'seeds/raw_payments.csv',
    csv('id,order_id,amount', (i) => `${i},${i},${i * 10}`),
  );
  write('models/staging/customers.sql', "select id as customer_id, name from {{ ref('raw_customers') }}\n");
  write(
    'models/staging/orders.sql',
    "select id as order_id, customer_id, ordered_on from {{ ref('raw_orders') }}\n",
  );
  write(
    'models/staging/payments.sql',
    "select id as payment_id, order_id, amount / 100.0 as amount from {{ ref('raw_payments') }}\n",
  );
  write(
    'models/marts/order_values.sql',
    "select o.order_id, o.customer_id, sum(p.amount) as amount\nfrom {{ ref('orders') }} o left join {{ ref('payments') }} p using (order_id)\ngroup by 1, 2\n",
  );
  write(
    'models/marts/customer_values.sql',
    "select c.customer_id, c.name, sum(v.amount) as amount, count(v.order_id) as orders\nfrom {{ ref('customers') }} c left join {{ ref('order_values') }} v using (customer_id)\ngroup by 1, 2\n",
  );
  const columns = {
    customers: ['customer_id', 'name'],
    orders: ['order_id', 'customer_id'],
    payments: ['payment_id', 'order_id'],
    order_values: ['order_id', 'customer_id'],
    customer_values: ['customer_id', 'name'],
  };
  write(
    'models/schema.yml',
    [
      'models:',
      ...Object.entries(columns).flatMap(([model, [key, other]]) => [
        `  - name: ${model}`,
        '    columns:',
        `      - {name: ${key}, tests: [not_null, unique]}`,
        `      - {name: ${other}, tests: [not_null]}`,
      ]),
      '',
    ].join('\n'),
  );
  for (const model of Object.keys(columns)) {
    write(
      `tests/${model}_has_rows.sql`,
      `select 1 from (select count(*) as n from {{ ref('${model}') }}) where n = 0\n`,
    );
  }
}
