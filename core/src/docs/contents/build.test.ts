import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../config/json.ts';
import { buildSiteData } from './build.ts';
import { freshnessOf, outcomesOf } from './outcomes.ts';

const orders: JsonObject = {
  unique_id: 'model.shop.orders',
  resource_type: 'model',
  name: 'orders',
  package_name: 'shop',
  path: 'marts\\orders.sql',
  original_file_path: 'models\\marts\\orders.sql',
  fqn: ['shop', 'marts', 'orders'],
  tags: ['nightly'],
  config: { materialized: 'table', group: 'finance', meta: {}, tags: ['nightly'], enabled: true },
  group: 'finance',
  description: ' ',
  depends_on: { nodes: ['source.shop.raw.orders'], macros: [] },
  columns: {
    ID: { name: 'ID', description: 'The key', constraints: [{ type: 'not_null' }] },
    gone: { name: 'gone', data_type: 'text' },
  },
  raw_code: 'select 1',
};

const test: JsonObject = {
  unique_id: 'test.shop.unique_orders_id',
  resource_type: 'test',
  name: 'unique_orders_id',
  package_name: 'shop',
  attached_node: 'model.shop.orders',
  column_name: 'id',
  test_metadata: { name: 'unique', kwargs: { column_name: 'id' } },
  raw_code: '{{ test_unique() }}',
  depends_on: { nodes: ['model.shop.orders'] },
};

const manifest: JsonObject = {
  metadata: { project_name: 'shop', adapter_type: 'duckdb' },
  nodes: { [orders['unique_id'] as string]: orders, [test['unique_id'] as string]: test },
  sources: {
    hidden: { unique_id: 'source.shop.raw.hidden', resource_type: 'source', docs: { show: false } },
  },
  groups: { g: { name: 'finance', owner: { name: 'Ada', email: ['ada@example.org'] } } },
  macros: {
    own: { unique_id: 'macro.shop.cents', package_name: 'shop', name: 'cents', macro_sql: ' x ' },
    theirs: { unique_id: 'macro.dbt_duckdb.x', package_name: 'dbt_duckdb', name: 'x' },
  },
  docs: {
    a: { name: '__overview__', package_name: 'dbt', block_contents: 'dbt' },
    b: { name: '__overview__', package_name: 'shop', block_contents: '# Shop' },
  },
};

const catalog: JsonObject = {
  nodes: {
    'model.shop.orders': {
      metadata: { type: 'BASE TABLE' },
      columns: {
        extra: { name: 'extra', type: 'DATE', index: 2 },
        id: { name: 'id', type: 'BIGINT', index: 1 },
      },
      stats: { size: { label: 'Size', value: 12, include: true }, has_stats: { include: false } },
    },
  },
};

const build = (from: Partial<Parameters<typeof buildSiteData>[0]> = {}) =>
  buildSiteData({ manifest, catalog, outcomes: new Map(), rows: new Map(), ...from });

describe('the data of the pages', () => {
  it('joins columns of the database and of the project, whatever the case of their names', () => {
    const { columns } = build().nodes['model.shop.orders']!;
    expect(columns).toEqual([
      {
        name: 'id',
        tests: ['test.shop.unique_orders_id'],
        data_type: 'BIGINT',
        description: 'The key',
        constraints: ['not_null'],
      },
      { name: 'extra', tests: [], data_type: 'DATE', is_undocumented: true },
      { name: 'gone', tests: [], data_type: 'text' },
    ]);
  });

  it('tells rows, outcomes, statistics and the owner of the group', () => {
    const outcome = { status: 'success', at: '2025-01-01T12:00:00Z', seconds: 2 };
    const node = build({
      rows: new Map([['model.shop.orders', 0]]),
      outcomes: new Map([['model.shop.orders', outcome]]),
    }).nodes['model.shop.orders']!;
    expect(node).toMatchObject({
      rows: 0,
      outcome,
      stats: [{ label: 'Size', value: 12 }],
      owner: { name: 'Ada', email: 'ada@example.org' },
      table_type: 'BASE TABLE',
      original_file_path: 'models/marts/orders.sql',
    });
    expect(node.description).toBeUndefined();
  });

  it('leaves out what is hidden, what comes with the framework and what generic tests repeat', () => {
    const { macros, nodes, project, tests } = build();
    expect(Object.keys(nodes)).toEqual(['model.shop.orders']);
    expect(Object.keys(macros)).toEqual(['macro.shop.cents']);
    expect(project.overview).toBe('# Shop');
    expect(tests['test.shop.unique_orders_id']!.raw_code).toBeUndefined();
  });

  it('reads artifacts in which nothing is as expected', () => {
    const data = build({
      manifest: {
        nodes: { a: null, b: 3, c: { unique_id: 'model.x.y' } },
        macros: [],
      } as unknown as JsonObject,
      catalog: { nodes: 'none' },
    });
    expect(Object.keys(data.nodes)).toEqual(['model.x.y']);
  });

  it('takes the last outcome of a node', () => {
    const timing = [{ completed_at: '1' }, { completed_at: '2' }];
    const results = [
      { unique_id: 'a', status: 'error', timing, execution_time: 1, message: 'no', failures: null },
      { unique_id: 'a', status: 'success', timing, execution_time: 3, message: null, failures: null },
      { status: 'success' },
    ];
    expect([...outcomesOf(results)]).toEqual([['a', { status: 'success', at: '2', seconds: 3 }]]);
  });

  it('finds the source that a generic test was given', () => {
    const raw = {
      unique_id: 'source.shop.raw.orders',
      resource_type: 'source',
      name: 'orders',
      columns: { id: { name: 'id' } },
    };
    const ofSource = {
      ...test,
      unique_id: 'test.shop.s',
      attached_node: null,
      test_metadata: {
        name: 'relationships',
        kwargs: { model: "{{ get_where_subquery(source('raw', 'orders')) }}" },
      },
      depends_on: { nodes: ['model.shop.orders', 'source.shop.raw.orders'] },
    };
    const data = build({ manifest: { nodes: { a: ofSource }, sources: { b: raw } } });
    expect(data.nodes['source.shop.raw.orders']!.columns).toEqual([{ name: 'id', tests: ['test.shop.s'] }]);
  });

  it('tells how fresh sources are', () => {
    const results = [
      { unique_id: 'a', status: 'warn', max_loaded_at: '1', snapshotted_at: '2' },
      { unique_id: 'b', status: 'runtime error', error: 'no such table' },
    ];
    expect([...freshnessOf(results)]).toEqual([
      ['a', { status: 'warn', at: '2', loaded_at: '1' }],
      ['b', { status: 'runtime error', message: 'no such table' }],
    ]);
  });
});
