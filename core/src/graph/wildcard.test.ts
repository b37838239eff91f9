import { describe, expect, it } from 'vitest';
import { pathPattern } from './path-pattern.ts';
import { wildcard } from './wildcard.ts';

describe('wildcard', () => {
  it.each<[string, string, boolean]>([
    ['a*', 'abc', true],
    ['a*', 'ba', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[ab]x', 'bx', true],
    ['[!ab]x', 'bx', false],
    ['[!ab]x', 'cx', true],
    ['[a-c]', 'b', true],
    ['[c-a]', 'b', false],
    ['[]]', ']', true],
    ['[!]]', 'a', true],
    ['[a', '[a', true],
    ['a.b', 'axb', false],
    ['*', '', true],
    ['**a', 'ba', true],
    ['a-b?', 'a-bc', true],
    ['[+.]', '.', true],
    ['?', '😀', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  it('takes time in proportion to the text', () => {
    expect(wildcard('*a*a*a*a*a*a*a*a*b')('a'.repeat(40))).toBe(false);
  });
});

describe('pathPattern', () => {
  it.each<[string, string, boolean]>([
    ['models/*', 'models/a', true],
    ['models/*', 'models/a/b', false],
    ['models/**/b', 'models/b', true],
    ['models/**/b', 'models/x/y/b', true],
    ['**/b.sql', 'b.sql', true],
    ['models/a?', 'models/a/', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(pathPattern(pattern)(path)).toBe(expected);
  });
});
