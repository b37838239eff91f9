import { expect, it } from 'vitest';
import { sampleQuery } from './sample-query.ts';
import { testSite } from './test-site.ts';

const orders = testSite.nodes['model.shop.orders']!;

it('quotes what SQL would take for something else', () => {
  const columns = ['id', 'Total', 'order', 'two words', 'say "x"'].map((name) => ({ name, tests: [] }));
  expect(sampleQuery({ ...orders, table_type: 'VIEW', relation_name: '"db"."main"."orders"', columns })).toBe(
    'select\n    id,\n    "Total",\n    "order",\n    "two words",\n    "say ""x"""\nfrom "db"."main"."orders"\nlimit 100;',
  );
});

it('asks for all columns of what the database’s catalog does not have, and for nothing where there is no relation', () => {
  expect(sampleQuery({ ...orders, relation_name: 'a' })).toBe('select *\nfrom a\nlimit 100;');
  expect(sampleQuery(orders)).toBeUndefined();
});
