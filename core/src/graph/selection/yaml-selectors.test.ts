import { describe, expect, it } from 'vitest';
import type { Json } from '../../config/json.ts';
import { parseSelection } from './command-line.ts';
import { readSelectors } from './yaml-selectors.ts';

const read = (...entries: Json[]): ReturnType<typeof readSelectors> => readSelectors({ entries }, 'eager');
const messages = (...entries: Json[]): string[] =>
  read(...entries).diagnostics.map(({ hint, message }) =>
    hint === undefined ? message : `${message} | ${hint}`,
  );

describe('readSelectors', () => {
  it('takes in a selector that stands further down', () => {
    const { diagnostics, value } = read(
      { name: 'a', definition: { method: 'selector', value: 'b' } },
      { name: 'b', definition: '1+tag:nightly' },
    );
    expect(diagnostics).toEqual([]);
    expect(value.get('a')).toMatchObject({
      kind: 'criterion',
      method: 'tag',
      value: 'nightly',
      parentsDepth: 1,
    });
  });

  it('names the whole circle', () => {
    expect(
      messages(
        { name: 'a', definition: { union: ['x', { method: 'selector', value: 'b' }] } },
        { name: 'b', definition: { method: 'selector', value: 'a' } },
      ),
    ).toEqual(['The selector "a" contains itself: a → b → a | Take one of these references out']);
  });

  it('finds the default', () => {
    expect(
      read({ name: 'a', definition: 'x' }, { name: 'b', definition: 'y', default: true }).value.defaultName,
    ).toBe('b');
    expect(
      messages({ name: 'a', definition: 'x', default: true }, { name: 'b', definition: 'y', default: true }),
    ).toEqual(['The selectors "a" and "b" both are the default | Keep "default: true" on one of them']);
  });

  it.each<[string, Json, string]>([
    [
      'a method that does not exist',
      { tga: 'x' },
      'Cannot select "tga:x": there is no method "tga" | Did you mean "tag"?',
    ],
    [
      'a selector that does not exist',
      { method: 'selector', value: 'aa' },
      'Cannot find the selector "aa" | Did you mean "a"?',
    ],
    [
      'a mode that does not exist',
      { method: 'tag', value: 'x', indirect_selection: 'eagre' },
      'Cannot read the selector "a": "indirect_selection" is one of eager, cautious, buildable, empty, not "eagre" | Did you mean "eager"?',
    ],
    [
      'a list',
      ['x'],
      'Cannot read the selector "a": a definition is a text, a method with its value, a union or an intersection',
    ],
    [
      'two excludes',
      { union: ['x', { exclude: ['y'] }, { exclude: ['z'] }] },
      'Cannot read the selector "a": a union can have one "exclude"; put all that is excluded into one list',
    ],
    [
      'more than a union at the root',
      { union: ['x'], intersection: ['y'] },
      'Cannot read the selector "a": beside "union" or "intersection" nothing else may stand; found union, intersection',
    ],
    [
      'a key that is not known',
      { method: 'tag', value: 'x', parent: true },
      'The key "parent" in the selector "a" has no effect | Did you mean "parents"?',
    ],
    [
      'operators beside a selector',
      { union: [{ method: 'selector', value: 'c', children: true }] },
      'The key "children" in the selector "a" has no effect | Write a union or an intersection around the reference instead',
    ],
    [
      '@ with children',
      { method: 'tag', value: 'x', childrens_parents: true, children: true },
      'Cannot select "tag:x": "children" and "childrens_parents" exclude each other | Keep "childrens_parents" alone: it takes all children with all of their parents',
    ],
    [
      'no value',
      { method: 'tag' },
      'Cannot read the selector "a": expected "method" and "value", or one method with its value; found method',
    ],
    [
      'a depth that is no number',
      { method: 'tag', value: 'x', parents: true, parents_depth: 'two' },
      'Cannot read the selector "a": a depth is a whole number, not two',
    ],
  ])('tells of %s', (_, definition, expected) => {
    expect(messages({ name: 'a', definition }, { name: 'c', definition: 'x' })).toEqual([expected]);
  });

  it('offers the nearest name', () => {
    const { value } = read({ name: 'nightly', definition: 'x' });
    expect(() => value.get('nihgtly')).toThrow('Cannot find the selector "nihgtly"');
  });
});

describe('parseSelection', () => {
  const criteria = (...select: string[]): unknown =>
    parseSelection(select, undefined, 'eager').kind === 'difference' &&
    JSON.parse(
      JSON.stringify(parseSelection(select, undefined, 'eager'), (key, value: unknown) =>
        ['indirect', 'expected', 'args', 'childrensParents', 'parentsDepth', 'childrenDepth', 'raw'].includes(
          key,
        )
          ? undefined
          : value,
      ),
    ).parts[0].parts.map((part: { parts: { method: string; value: string }[] }) =>
      part.parts.map(({ method, value }) => `${method}=${value}`),
    );

  it('unites at spaces and intersects at commas', () => {
    expect(criteria('a  b', 'c,tag:d')).toEqual([['fqn=a'], ['fqn=b'], ['fqn=c', 'tag=d']]);
  });

  it('keeps together what stands in quotes', () => {
    expect(criteria('path:"my models/a, b.sql"', "it's")).toEqual([
      ['path=my models/a, b.sql'],
      ["fqn=it's"],
    ]);
  });

  it('does not take a blank value for everything', () => {
    expect(criteria(' ')).toEqual([['fqn=']]);
  });
});
