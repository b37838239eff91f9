import { describe, expect, it } from 'vitest';
import { fromJson } from '../json.ts';
import { Dict } from './dict.ts';

/** A deferred dict, and how often its entries were made. */
function deferred(): { readonly dict: Dict; readonly made: () => number } {
  let count = 0;
  const dict = Dict.deferred(() => {
    count++;
    return [
      ['a', 1],
      ['b', 2],
    ];
  });
  return { dict, made: () => count };
}

describe('a deferred dict', () => {
  it('makes its entries when it is first looked into, once', () => {
    const { dict, made } = deferred();
    expect(made()).toBe(0);
    expect(dict.get('b')).toBe(2);
    expect([...dict.entries()]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(made()).toBe(1);
  });

  it.each<[string, (dict: Dict) => void, string[]]>([
    ['set', (dict) => dict.set('a', 3).set('c', 4), ['a', 'b', 'c']],
    ['delete', (dict) => dict.delete('a'), ['b']],
    ['clear', (dict) => dict.clear(), []],
  ])('is changed as if it had been whole: %s', (_name, change, keys) => {
    const { dict, made } = deferred();
    change(dict);
    expect([...dict.keys()]).toEqual(keys);
    expect(dict.size).toBe(keys.length);
    expect(made()).toBe(1);
  });

  it('gives the same dict of a member each time, so that what a template changes in it stays', () => {
    const outer = fromJson({ inner: { a: 1 } }) as Dict;
    (outer.get('inner') as Dict).set('b', 2);
    expect((outer.get('inner') as Dict).get('b')).toBe(2);
  });

  it('has own members only, whatever their names', () => {
    const dict = fromJson(
      JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as { constructor: number },
    ) as Dict;
    expect([...dict.keys()]).toEqual(['__proto__', 'constructor']);
    expect(dict.has('toString')).toBe(false);
  });
});
