import { compare, equals } from '../operators.ts';
import { Dict, keyOf, OneShot, TemplateFault, Tuple, Undefined, type Value } from '../values/index.ts';
import { caseKey, type FilterContext, isSet, itemsOf, type NamedFilter, picker, takes } from './filter.ts';

/** Filters that compare items with one another. */
export const orderFilters: Readonly<Record<string, NamedFilter>> = {
  sort: takes(
    'reverse?, case_sensitive?, attribute?',
    (input, [reverse, isCaseSensitive, attribute], context) =>
      sortBy(itemsOf(input), sortKey(isSet(isCaseSensitive), attribute, context), isSet(reverse)),
  ),
  unique: takes('case_sensitive?, attribute?', (input, [isCaseSensitive, attribute], context) => {
    const fold = caseKey(isSet(isCaseSensitive));
    const pick = picker(attribute, context);
    const seen = new Set<unknown>();
    const items = itemsOf(input).filter((item) => {
      const key = keyOf(fold(pick(item)));
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    return new OneShot(items);
  }),
  min: takes('case_sensitive?, attribute?', (input, [isCaseSensitive, attribute], context) =>
    extreme(itemsOf(input), itemKey(isSet(isCaseSensitive), attribute, context), -1, context),
  ),
  max: takes('case_sensitive?, attribute?', (input, [isCaseSensitive, attribute], context) =>
    extreme(itemsOf(input), itemKey(isSet(isCaseSensitive), attribute, context), 1, context),
  ),
  groupby: takes(
    'attribute, default?, case_sensitive?',
    (input, [attribute, fallback, isCaseSensitive], context) => {
      const pick = picker(attribute, context, fallback);
      return groupItems(itemsOf(input), pick, caseKey(isSet(isCaseSensitive)));
    },
  ),
  dictsort: takes('case_sensitive?, by?, reverse?', (input, [isCaseSensitive, by = 'key', reverse]) => {
    if (!(input instanceof Dict)) throw new TemplateFault('dictsort takes a dict');
    if (by !== 'key' && by !== 'value')
      throw new TemplateFault('You can only sort by either "key" or "value"');
    const fold = caseKey(isSet(isCaseSensitive));
    const pairs = [...input.entries()].map((pair) => new Tuple([...pair]));
    return sortBy(pairs, (pair) => fold((pair as Tuple).items[by === 'key' ? 0 : 1]!), isSet(reverse));
  }),
};

function sortBy(items: readonly Value[], key: (item: Value) => Value, isReversed: boolean): Value[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  keyed.sort((a, b) => (isReversed ? compare(b.key, a.key) : compare(a.key, b.key)));
  return keyed.map(({ item }) => item);
}

function itemKey(
  isCaseSensitive: boolean,
  attribute: Value | undefined,
  context: FilterContext,
): (item: Value) => Value {
  const fold = caseKey(isCaseSensitive);
  const pick = picker(attribute, context);
  return (item) => fold(pick(item));
}

/** One or several attributes with commas between; strings without case unless asked. */
function sortKey(
  isCaseSensitive: boolean,
  attribute: Value | undefined,
  context: FilterContext,
): (item: Value) => Value {
  if (typeof attribute !== 'string' || !attribute.includes(',')) {
    return itemKey(isCaseSensitive, attribute, context);
  }
  const keys = attribute.split(',').map((part) => itemKey(isCaseSensitive, part, context));
  return (item) => keys.map((key) => key(item));
}

function extreme(
  items: readonly Value[],
  key: (item: Value) => Value,
  direction: 1 | -1,
  { isLenient }: FilterContext,
): Value {
  const [first, ...rest] = items;
  if (first === undefined) {
    return new Undefined('item', { reason: 'No aggregated item, sequence was empty.', isLenient });
  }
  let best = { item: first, key: key(first) };
  for (const item of rest) {
    const candidate = { item, key: key(item) };
    if (compare(candidate.key, best.key) * direction > 0) best = candidate;
  }
  return best.item;
}

function groupItems(
  items: readonly Value[],
  pick: (item: Value) => Value,
  fold: (value: Value) => Value,
): Value {
  const keyed = items.map((item) => {
    const value = pick(item);
    return { item, value, key: fold(value) };
  });
  keyed.sort((a, b) => compare(a.key, b.key));
  const groups: { readonly key: Value; readonly value: Value; readonly items: Value[] }[] = [];
  for (const { item, value, key } of keyed) {
    const group = groups.at(-1);
    if (group && equals(group.key, key)) group.items.push(item);
    else groups.push({ key, value, items: [item] });
  }
  return groups.map(({ value, items: members }) => new Group(value, members));
}

/** A pair that also answers to `grouper` and `list`. */
class Group extends Tuple {
  constructor(value: Value, items: Value[]) {
    super([value, items]);
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }
}
