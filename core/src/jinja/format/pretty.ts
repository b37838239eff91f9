import { compare } from '../operators.ts';
import { toRepr, toStr } from '../text.ts';
import { Dict, Tuple, type Value } from '../values/index.ts';

const lineWidth = 80;

/** A value as Python's pprint writes it: keys in order, one item a line where a line is too short for all. */
export function pretty(value: Value, indent = 0, closing = 0): string {
  const sorted = sortKeys(value);
  const line = toRepr(sorted);
  if (line.length + indent + closing <= lineWidth) return line;
  if (Array.isArray(sorted)) return `[${items(sorted, indent, closing)}]`;
  if (sorted instanceof Tuple)
    return `(${items(sorted.items, indent, closing)}${sorted.items.length === 1 ? ',' : ''})`;
  if (!(sorted instanceof Dict)) return line;
  const entries = [...sorted.entries()].map(([key, item], index, { length }) => {
    const head = `${toRepr(key)}: `;
    return head + pretty(item, indent + 1 + head.length, index === length - 1 ? closing + 1 : 1);
  });
  return `{${entries.join(`,\n${' '.repeat(indent + 1)}`)}}`;
}

function items(list: readonly Value[], indent: number, closing: number): string {
  return list
    .map((item, index) => pretty(item, indent + 1, index === list.length - 1 ? closing + 1 : 1))
    .join(`,\n${' '.repeat(indent + 1)}`);
}

function sortKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value instanceof Tuple) return new Tuple(value.items.map(sortKeys));
  if (!(value instanceof Dict)) return value;
  const entries = [...value.entries()].map(([key, item]) => [key, sortKeys(item)] as const);
  return new Dict(entries.sort(([a], [b]) => compareKeys(a, b)));
}

/** Keys of different types are ordered by their text. */
function compareKeys(a: Value, b: Value): number {
  try {
    return compare(a, b);
  } catch {
    return compare(toStr(a), toStr(b));
  }
}
