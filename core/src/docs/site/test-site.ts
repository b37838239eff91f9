import type { SiteData, SiteNode } from '../contents/site-data.ts';

/** A small project for tests of the pages' parts. */
export const testSite: SiteData = {
  project: { name: 'shop', adapter_type: 'duckdb', generated_at: '2025-01-01T12:00:00Z' },
  nodes: Object.fromEntries(
    [
      node('source', 'orders', { source_name: 'raw', original_file_path: 'models/sources.yml' }),
      node('model', 'stg_orders', { original_file_path: 'models/staging/stg_orders.sql' }, [
        'source.shop.raw.orders',
      ]),
      node(
        'model',
        'orders',
        {
          original_file_path: 'models/marts/orders.sql',
          description: 'All the money.',
          tags: ['nightly'],
          columns: [{ name: 'order_id', tests: ['test.shop.unique_orders'] }],
        },
        ['model.shop.stg_orders'],
      ),
      node('model', 'reorders', { original_file_path: 'models/marts/reorders.sql' }, ['model.shop.orders']),
      node('exposure', 'board', { description: 'Shows orders.', original_file_path: 'models/e.yml' }, [
        'model.shop.orders',
      ]),
    ].map((each) => [each.unique_id, each]),
  ),
  tests: {
    'test.shop.unique_orders': {
      ...node('test', 'unique_key', { original_file_path: 'models/m.yml' }, ['model.shop.orders']),
      resource_type: 'test',
      column_name: 'order_id',
      attached_node: 'model.shop.orders',
    },
  },
  macros: {
    'macro.shop.cents': {
      unique_id: 'macro.shop.cents',
      resource_type: 'macro',
      name: 'cents',
      package_name: 'shop',
      original_file_path: 'macros/cents.sql',
      macro_sql: '{% macro cents() %}{% endmacro %}',
      arguments: [],
      depends_on: { macros: [] },
    },
  },
};

function node(type: string, name: string, own: Partial<SiteNode>, parents: readonly string[] = []): SiteNode {
  const path = own.original_file_path ?? '';
  return {
    unique_id: type === 'source' ? `source.shop.${own.source_name}.${name}` : `${type}.shop.${name}`,
    resource_type: type,
    name,
    package_name: 'shop',
    original_file_path: path,
    path: path.replace('models/', ''),
    fqn: ['shop', ...path.split('/').slice(1, -1), name],
    tags: [],
    config: { enabled: true },
    depends_on: { nodes: parents, macros: [] },
    columns: [],
    ...own,
  };
}
