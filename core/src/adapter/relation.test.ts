import { describe, expect, it } from 'vitest';
import { Relation, RelationCache } from './index.ts';

const rules = { adapter: { quote: (name: string) => `"${name}"` }, quoting: {} };
const relation = (identifier: string, type: string | null = 'table', schema = 'main'): Relation =>
  Relation.create({ database: 'shop', schema, identifier }, rules, {}, type);

describe('a relation under a limit and a window of time', () => {
  const window = { field: 'at', start: '2024-01-01', end: '2024-01-02' };

  it.each([
    [
      'both ends',
      relation('t').withEventTime(window),
      `(select * from "shop"."main"."t" where at >= '2024-01-01' and at < '2024-01-02')`,
    ],
    [
      'a start',
      relation('t').withEventTime({ ...window, end: null }),
      `(select * from "shop"."main"."t" where at >= '2024-01-01')`,
    ],
    [
      'an end',
      relation('t').withEventTime({ ...window, start: null }),
      `(select * from "shop"."main"."t" where at < '2024-01-02')`,
    ],
    ['neither', relation('t').withEventTime({ field: 'at', start: null, end: null }), '"shop"."main"."t"'],
    ['no rows', relation('t').withLimit(0), '(select * from "shop"."main"."t" where false limit 0)'],
    [
      'a limit within a window',
      relation('t')
        .withLimit(5)
        .withEventTime({ ...window, end: null }),
      `(select * from (select * from "shop"."main"."t" limit 5) where at >= '2024-01-01')`,
    ],
    ['a function', relation('f', 'function').withLimit(5), '"shop"."main"."f"'],
  ])('with %s', (_, limited, expected) => {
    expect(limited.toStr()).toBe(expected);
    expect(limited.render()).not.toContain('select');
  });
});

describe('RelationCache', () => {
  const main = { database: 'shop', schema: 'main' };
  const filled = (...relations: Relation[]): RelationCache => {
    const cache = new RelationCache(rules);
    cache.fill(main, relations);
    return cache;
  };
  const find = (cache: RelationCache, identifier: string, schema = 'main'): string | undefined =>
    cache.find({ database: 'shop', schema, identifier })?.render();

  it('finds names in any case, and keeps the case that they have', () => {
    const cache = filled(relation('Orders'));
    expect(find(cache, 'ORDERS')).toBe('"shop"."main"."Orders"');
    expect(cache.find({ database: 'SHOP', schema: 'Main', identifier: 'orders' })).toBeDefined();
    expect(find(cache, 'order')).toBeUndefined();
  });

  it('keeps schemas of one name in two databases apart', () => {
    const cache = filled(relation('t'));
    expect(cache.find({ database: 'other', schema: 'main', identifier: 't' })).toBeUndefined();
    expect(cache.hasSchema({ database: 'other', schema: 'main' })).toBe(false);
    expect(cache.hasSchema({ database: 'shop', schema: 'MAIN' })).toBe(true);
  });

  it('keeps names with dots apart', () => {
    const cache = new RelationCache(rules);
    cache.fill({ database: 'a.b', schema: 'c' }, []);
    expect(cache.hasSchema({ database: 'a', schema: 'b.c' })).toBe(false);
  });

  it('follows what is created, renamed and dropped', () => {
    const cache = filled(relation('old', 'view'));
    cache.add(relation('new'));
    cache.rename(relation('new'), relation('NEWER', null));
    expect(find(cache, 'new')).toBeUndefined();
    expect(cache.find({ ...main, identifier: 'newer' })?.type).toBe('table');
    cache.drop(relation('OLD'));
    expect([...cache.list(main)].map((item) => item.identifier)).toEqual(['NEWER']);
    cache.dropSchema(cache.schemaRelation(main));
    expect([...cache.list(main)]).toEqual([]);
    expect(cache.hasSchema(main)).toBe(true);
  });

  it('takes in a schema that nothing was asked about yet', () => {
    const cache = new RelationCache(rules);
    cache.add(relation('t', 'table', 'late'));
    expect(find(cache, 't', 'late')).toBeDefined();
  });
});
