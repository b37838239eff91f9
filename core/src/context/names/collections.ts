import { notStrictlyIterable, wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { Dict, iterate, PySet, Tuple, typeName, type Value } from '../../jinja/index.ts';
import { fault, native, variadic } from '../call.ts';
import type { NameGroup } from './group.ts';

/** `set`, `zip` and their strict forms, which raise where the plain ones answer with a default. */
export const collections: NameGroup<unknown> = {
  set: () =>
    native('set', ['value', 'default?'], ([value, fallback]) => {
      try {
        const items = iterate(value!);
        if (items) return new PySet(items);
      } catch (error) {
        // A list cannot be a member.
        if (!(error instanceof TypeError)) throw error;
      }
      return fallback ?? null;
    }),
  set_strict: () =>
    native('set_strict', ['value'], ([value], site) => {
      const items = iterate(value!);
      if (!items) throw fault(site, notStrictlyIterable('set_strict', typeName(value!)));
      return new PySet(items);
    }),
  zip: () => variadic('zip', (args, kwargs) => zip(args) ?? kwargs.get('default') ?? null),
  zip_strict: () =>
    variadic('zip_strict', (args, _kwargs, site) => {
      const zipped = zip(args);
      if (zipped) return zipped;
      const culprit = args.find((arg) => !iterate(arg))!;
      throw fault(site, notStrictlyIterable('zip_strict', typeName(culprit)));
    }),
  diff_of_two_dicts: () =>
    native('diff_of_two_dicts', ['dict_a', 'dict_b'], ([a, b], site) => {
      if (!(a instanceof Dict) || !(b instanceof Dict)) {
        throw fault(site, wrongArguments('diff_of_two_dicts', 'it takes two dicts of lists'));
      }
      return difference(a, b);
    }),
};

/** Tuples of the first items, the second items, …, as many as the shortest has; undefined when one is no collection. */
function zip(collections: readonly Value[]): Value[] | undefined {
  const iterators: Iterator<Value>[] = [];
  for (const collection of collections) {
    const items = iterate(collection);
    if (!items) return undefined;
    iterators.push(items[Symbol.iterator]());
  }
  const rows: Value[] = [];
  while (iterators.length > 0) {
    const row: Value[] = [];
    for (const iterator of iterators) {
      const next = iterator.next();
      if (next.done) return rows;
      row.push(next.value);
    }
    rows.push(new Tuple(row));
  }
  return rows;
}

/** What `a` has and `b` lacks, in a's spelling, letter case apart. */
function difference(a: Dict, b: Dict): Dict {
  const lowered = new Map<string, Set<string>>();
  for (const [key, values] of b.entries())
    lowered.set(fold(key), new Set([...(iterate(values) ?? [])].map(fold)));
  const result = new Dict();
  for (const [key, values] of a.entries()) {
    const others = lowered.get(fold(key));
    const rest = others ? [...(iterate(values) ?? [])].filter((value) => !others.has(fold(value))) : values;
    if (!others || (rest as Value[]).length > 0) result.set(key, rest);
  }
  return result;
}

const fold = (value: Value): string => String(value).toLowerCase();
