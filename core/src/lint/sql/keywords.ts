import type { SqlToken } from './tokens.ts';

/**
 * Words that are keywords wherever they stand without quotes: DuckDB's reserved ones, and those that may name a
 * function or a type but no column (`select * from duckdb_keywords()`).
 */
const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
  qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with anti asof cross full ilike inner is isnull join left like natural notnull outer
  positional right semi similar tablesample between exists interval`.split(/\s+/),
);

/** Words that are keywords behind certain others; elsewhere they may be names. */
const afterWords: Readonly<Record<string, readonly string[]>> = {
  by: ['group', 'order', 'partition'],
  first: ['nulls'],
  last: ['nulls'],
  recursive: ['with'],
  materialized: ['as', 'not'],
};

/** Words that are keywords in front of certain others. */
const beforeWords: Readonly<Record<string, readonly string[]>> = {
  partition: ['by'],
  nulls: ['first', 'last'],
  over: ['('],
  filter: ['('],
  rows: ['between', 'unbounded'],
  range: ['between', 'unbounded'],
  exclude: ['('],
};

/** Reserved words that are names of functions when a parenthesis follows. */
const functions = new Set([
  'left',
  'right',
  'array',
  'any',
  'all',
  'some',
  'exists',
  'unique',
  'column',
  'check',
  'similar',
]);
/** Of these, the ones that stay keywords there. */
const staysKeyword = new Set(['any', 'all', 'some', 'exists']);

/** Whether the token at an index is a keyword, and not a name or the name of a function. */
export function isKeyword(tokens: readonly SqlToken[], index: number): boolean {
  const token = tokens[index]!;
  if (token.kind !== 'word' || token.isMixed) return false;
  const word = token.text.toLowerCase();
  const before = neighbour(tokens, index, -1);
  const after = neighbour(tokens, index, 1);
  // Behind a point, or before one, it is a part of a name.
  if (before === '.' || after === '.') return false;
  if (reserved.has(word)) return after !== '(' || !functions.has(word) || staysKeyword.has(word);
  const isFunctionCall = before === ')' || !['filter', 'over'].includes(word);
  return (
    (afterWords[word]?.includes(before) ?? false) ||
    ((beforeWords[word]?.includes(after) ?? false) &&
      isFunctionCall &&
      (word !== 'exclude' || before === '*'))
  );
}

/** The nearest token in a direction that is no comment, in lower case; empty when there is none. */
function neighbour(tokens: readonly SqlToken[], index: number, step: 1 | -1): string {
  for (let at = index + step; at >= 0 && at < tokens.length; at += step) {
    const { kind, text } = tokens[at]!;
    if (kind !== 'comment' && kind !== 'template-comment') return text.toLowerCase();
  }
  return '';
}
