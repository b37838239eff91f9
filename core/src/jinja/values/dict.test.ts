import { describe, expect, it } from 'vitest';
import { fromJson } from '../json.ts';
import type { Value } from './contract.ts';
import { Dict } from './dict.ts';

/** A deferred dict, and which of its entries were made, in that order. */
function deferred(): { readonly dict: Dict; readonly made: readonly string[] } {
  const made: string[] = [];
  const dict = Dict.deferred({ a: 1, b: [2], nothing: undefined }, (member, name) => {
    made.push(name);
    return member;
  });
  return { dict, made };
}

describe('a deferred dict', () => {
  it('makes an entry when it is asked for, once', () => {
    const { dict, made } = deferred();
    expect(made).toEqual([]);
    expect(dict.get('b')).toEqual([2]);
    expect(dict.get('b')).toEqual([2]);
    expect(made).toEqual(['b']);
  });

  it('makes the others when it is looked into, and keeps the order', () => {
    const { dict, made } = deferred();
    (dict.get('b') as Value[]).push(3);
    expect([...dict.entries()]).toEqual([
      ['a', 1],
      ['b', [2, 3]],
    ]);
    expect(made).toEqual(['b', 'a', 'nothing']);
    expect([...dict.keys()]).toEqual(['a', 'b']);
    expect(made).toHaveLength(3);
  });

  it('says of what is not there that it is not', () => {
    const { dict } = deferred();
    expect([dict.get('nothing'), dict.get('c'), dict.get(1), dict.has('nothing'), dict.size]).toEqual([
      undefined,
      undefined,
      undefined,
      false,
      2,
    ]);
  });

  it.each<[string, (dict: Dict) => void, string[]]>([
    ['set', (dict) => dict.set('a', 3).set('c', 4), ['a', 'b', 'c']],
    ['delete', (dict) => dict.delete('a'), ['b']],
    ['clear', (dict) => dict.clear(), []],
  ])('is changed as if it had been whole: %s', (_name, change, keys) => {
    const { dict } = deferred();
    change(dict);
    expect([...dict.keys()]).toEqual(keys);
    expect(dict.size).toBe(keys.length);
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
