import { describe, expect, it } from 'vitest';
import { testSite } from './test-site.ts';
import { Search } from './search.ts';

const search = new Search(testSite);
const find = (text: string): string[] => search.find(text).map(({ kind, title }) => `${kind} ${title}`);

describe('search', () => {
  it('has exact names first, then beginnings, beginnings of words, and insides', () => {
    expect(find('orders')).toEqual([
      'model orders',
      'model stg_orders',
      'source raw.orders',
      'model reorders',
      'exposure board',
      'column order_id',
    ]);
  });

  it('has nodes before columns, unless the column is meant', () => {
    expect(find('order').slice(0, 3)).toEqual(['model orders', 'model stg_orders', 'source raw.orders']);
    expect(find('order_id')[0]).toBe('column order_id');
  });

  it('finds columns with the node that has them, and macros', () => {
    expect(find('order_id')).toEqual(['column order_id']);
    expect(search.find('order_id')[0]).toMatchObject({
      place: 'orders',
      address: '#/model/model.shop.orders?column=order_id',
    });
    expect(find('cents')).toEqual(['macro cents']);
  });

  it('wants every word, anywhere', () => {
    expect(find('orders staging')).toEqual(['model stg_orders']);
    expect(find('money nightly')).toEqual(['model orders']);
    expect(find('orders nowhere')).toEqual([]);
  });

  it('forgives letters that are left out', () => expect(find('stgord')).toEqual(['model stg_orders']));

  it('finds nothing for nothing', () => expect(find('  ')).toEqual([]));
});
