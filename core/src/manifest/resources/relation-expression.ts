import type { CapturedRef, CapturedSource } from '../../context/captured.ts';
import { atPlace, type Place } from '../place.ts';

export type RelationExpression =
  | { readonly kind: 'ref'; readonly ref: CapturedRef }
  | { readonly kind: 'source'; readonly source: CapturedSource };

const call = /^\s*(ref|source)\s*\(\s*(.*?)\s*,?\s*\)\s*$/s;
const argument = /\s*(?:(\w+)\s*=\s*)?(?:'([^'\\]*)'|"([^"\\]*)"|(-?\d+(?:\.\d+)?))\s*(?:,|$)/y;

/**
 * What a `ref(…)` or `source(…)` in a property file names, read without rendering; undefined when it is neither, or
 * has arguments that are no literals.
 *
 * @param text `ref('orders', v=2)`, `ref('shop', 'orders')`, `source('shop', 'orders')`.
 */
export function parseRelationExpression(text: string, place: Place): RelationExpression | undefined {
  const [, name, list] = call.exec(text) ?? [];
  if (name === undefined) return undefined;
  const names: string[] = [];
  let version: string | number | null = null;
  argument.lastIndex = 0;
  while (argument.lastIndex < list!.length) {
    const match = argument.exec(list!);
    if (!match) return undefined;
    const [, keyword, single, double, number] = match;
    const value = single ?? double;
    if (keyword === 'v' || keyword === 'version') version = value ?? Number(number);
    else if (keyword === undefined && value !== undefined) names.push(value);
    else return undefined;
  }
  if (name === 'source') {
    return names.length === 2
      ? { kind: 'source', source: atPlace({ source: names[0]!, table: names[1]! }, place) }
      : undefined;
  }
  if (names.length !== 1 && names.length !== 2) return undefined;
  return {
    kind: 'ref',
    ref: atPlace({ name: names.at(-1)!, package: names.length === 2 ? names[0]! : null, version }, place),
  };
}
