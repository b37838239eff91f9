import { expect, it } from 'vitest';
import { invoke, openProject } from './harness.ts';

const manyCtes = Array.from({ length: 5000 }, (_, index) => `c${index} as (select ${index} as id)`).join(',\n');
const long = 'x'.repeat(10_000_000);

it('takes 5,000 CTEs and 10 MB of SQL, and points at a mistake behind them', async () => {
  const { path, remove } = openProject('shop', {
    // DuckDB counts each CTE as a level.
    'profiles.yml': 'shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, threads: 1, settings: {max_expression_depth: 6000}}}}',
    'models/ctes.sql': `with ${manyCtes}\nselect c4999.id from c0, c4999`,
    'models/long.sql': `select length('${long}') as length`,
    'models/wrong.sql': `select '${long}' as text,\n  nothing`,
  });
  try {
    const { stdout } = await invoke(path, { argv: ['run', '--select', 'ctes', 'long', 'wrong'] });
    expect(stdout).toContain('PASS=2 WARN=0 ERROR=1');
    expect(stdout).toMatch(/models\/wrong\.sql:2:3 {2}DATABASE_ERROR\n.*"nothing"/);
    expect(stdout.length).toBeLessThan(10_000);
    const sum = 'select ctes.id + length as sum from {{ ref("ctes") }} ctes, {{ ref("long") }}';
    const shown = await invoke(path, { argv: ['show', '--inline', sum, '--output', 'json', '--quiet'] });
    expect(JSON.parse(shown.stdout)).toEqual({ show: [{ sum: 10_004_999 }] });
  } finally {
    remove();
  }
});
