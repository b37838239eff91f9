import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from './address.ts';

describe('addresses', () => {
  it.each([
    ['', { page: 'overview', id: '' }],
    ['#/', { page: 'overview', id: '' }],
    ['#/model/model.shop.orders?column=id', { page: 'model', id: 'model.shop.orders' }],
    ['#!/model/model.shop.orders', { page: 'model', id: 'model.shop.orders' }],
    ['#/model/a%2Fb%20c', { page: 'model', id: 'a/b c' }],
    ['#/model/100%', { page: 'model', id: '100%' }],
  ])('%s', (hash, expected) => expect(readAddress(hash)).toMatchObject(expected));

  it('keeps selections, plus signs too', () => {
    const address = writeAddress('graph', { select: '+a b+ @c,tag:d&e', steps: '' });
    expect(readAddress(address).query).toEqual(new Map([['select', '+a b+ @c,tag:d&e']]));
  });
});
