import { describe, expect, it } from 'vitest';
import { looksLikeSelection, Selector } from './selection.ts';
import { neighbourhood } from './select-text.ts';
import { testSite } from './test-site.ts';

const selector = new Selector(testSite);
const select = (text: string, exclude?: string): string[] =>
  [...selector.select(text, exclude).ids].map((id) => id.split('.').at(-1)!);

describe('selection in the pages', () => {
  it.each([
    ['orders', ['orders']],
    ['1+orders', ['stg_orders', 'orders']],
    ['+orders', ['stg_orders', 'orders', 'orders']],
    ['orders+', ['orders', 'reorders', 'board']],
    ['orders+1', ['orders', 'reorders', 'board']],
    ['@stg_orders', ['stg_orders', 'orders', 'reorders', 'orders', 'board']],
    ['*orders', ['stg_orders', 'orders', 'reorders']],
    ['marts', ['orders', 'reorders']],
    ['path:models/marts', ['orders', 'reorders']],
    ['tag:nightly', ['orders']],
    ['tag:nightly marts.reorders', ['orders', 'reorders']],
    ['marts,tag:nightly', ['orders']],
    ['source:raw', ['orders']],
    ['+exposure:board', ['stg_orders', 'orders', 'orders', 'board']],
    ['resource_type:model', ['stg_orders', 'orders', 'reorders']],
  ])('%s', (text, expected) => expect(select(text)).toEqual(expected));

  it('leaves out what is excluded', () => expect(select('marts', 'tag:nightly')).toEqual(['reorders']));

  it('finds the neighbours of any node by what it writes for them', () => {
    for (const node of Object.values(testSite.nodes))
      expect([...selector.select(neighbourhood(node, 1)).ids]).toContain(node.unique_id);
  });

  it.each([
    ['nothing', 'does not match'],
    ['wrong:x', 'wrong'],
    ['state:new', 'state'],
    ['@orders+', '@orders+'],
  ])('tells what is wrong with %s', (text, problem) => {
    const selected = selector.select(text);
    expect(selected.ids.size).toBe(0);
    expect(selected.problem).toContain(problem);
  });

  it.each([
    '+orders',
    'orders+',
    '2+orders+1',
    '@orders',
    'tag:x',
    'path:models/a',
    'stg_*',
    'a,b',
    'config.materialized:table',
  ])('takes %s for a selection', (text) => expect(looksLikeSelection(text)).toBe(true));

  it.each(['orders', 'order total', 'c++ rules', 'a, b'])('takes %s for words', (text) =>
    expect(looksLikeSelection(text)).toBe(false),
  );
});
