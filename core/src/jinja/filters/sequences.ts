import { compare, contains, equals, isTrue, lengthOf, operate } from '../operators.ts';
import { toStr } from '../text.ts';
import { Dict, keyOf, PySet, TemplateFault, Tuple, Undefined, type Value } from '../values/index.ts';
import { caseKey, type Filter, itemsOf, option, picker, wholeNumber } from './filter.ts';

const isSet = (value: Value | undefined): boolean => value !== undefined && isTrue(value);

/** Filters over lists, dicts and other collections. */
export const sequenceFilters: Readonly<Record<string, Filter>> = {
  list: (input) => (typeof input === 'string' ? [...input] : itemsOf(input)),
  length: (input) => lengthOf(input),
  count: (input) => lengthOf(input),
  first: (input) => present(itemsOf(input)[0], 'No first item, sequence was empty.'),
  last: (input) => present(itemsOf(input).at(-1), 'No last item, sequence was empty.'),
  random: (input) => present(itemsOf(input)[0], 'No random item, sequence was empty.'),
  reverse: (input) => (typeof input === 'string' ? [...input].reverse().join('') : itemsOf(input).reverse()),
  join: (input, args, kwargs) => {
    const pick = picker(option(args, kwargs, 1, 'attribute'));
    return itemsOf(input)
      .map((item) => toStr(pick(item)))
      .join(toStr(option(args, kwargs, 0, 'd') ?? ''));
  },
  sort: (input, args, kwargs) => {
    const isReversed = isSet(option(args, kwargs, 0, 'reverse'));
    const key = sortKey(
      isSet(option(args, kwargs, 1, 'case_sensitive')),
      option(args, kwargs, 2, 'attribute'),
    );
    const keyed = itemsOf(input).map((item) => ({ item, key: key(item) }));
    keyed.sort((a, b) => (isReversed ? compare(b.key, a.key) : compare(a.key, b.key)));
    return keyed.map(({ item }) => item);
  },
  unique: (input, args, kwargs) => {
    const fold = caseKey(isSet(option(args, kwargs, 0, 'case_sensitive')));
    const pick = picker(option(args, kwargs, 1, 'attribute'));
    const seen = new Set<unknown>();
    return itemsOf(input).filter((item) => {
      const key = keyOf(fold(pick(item)));
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  },
  min: (input, args, kwargs) => extreme(input, args, kwargs, -1),
  max: (input, args, kwargs) => extreme(input, args, kwargs, 1),
  sum: (input, args, kwargs) => {
    const pick = picker(option(args, kwargs, 0, 'attribute'));
    let total: Value = option(args, kwargs, 1, 'start') ?? 0;
    for (const item of itemsOf(input)) total = operate('+', total, pick(item));
    return total;
  },
  batch: (input, args, kwargs) => {
    const size = wholeNumber(option(args, kwargs, 0, 'linecount'), 1, 'batch');
    const fill = option(args, kwargs, 1, 'fill_with') ?? null;
    const items = itemsOf(input);
    const rows: Value[][] = [];
    for (let i = 0; i < items.length; i += size) rows.push(items.slice(i, i + size));
    const last = rows.at(-1);
    if (fill !== null && last) while (last.length < size) last.push(fill);
    return rows;
  },
  slice: (input, args, kwargs) => {
    const count = wholeNumber(option(args, kwargs, 0, 'slices'), 1, 'slice');
    const fill = option(args, kwargs, 1, 'fill_with') ?? null;
    const items = itemsOf(input);
    const each = Math.floor(items.length / count);
    const longer = items.length % count;
    let offset = 0;
    return Array.from({ length: count }, (_, index) => {
      const size = each + (index < longer ? 1 : 0);
      const part: Value[] = items.slice(offset, offset + size);
      offset += size;
      if (fill !== null && index >= longer) part.push(fill);
      return part;
    });
  },
  groupby: (input, args, kwargs) => {
    const fold = caseKey(isSet(option(args, kwargs, 2, 'case_sensitive')));
    const pick = picker(option(args, kwargs, 0, 'attribute'), option(args, kwargs, 1, 'default'));
    const keyed = itemsOf(input).map((item) => ({ item, value: pick(item), key: fold(pick(item)) }));
    keyed.sort((a, b) => compare(a.key, b.key));
    const groups: { readonly key: Value; readonly value: Value; readonly items: Value[] }[] = [];
    for (const { item, value, key } of keyed) {
      const group = groups.at(-1);
      if (group && equals(group.key, key)) group.items.push(item);
      else groups.push({ key, value, items: [item] });
    }
    return groups.map(({ value, items }) => new Group(value, items));
  },
  map: (input, args, kwargs, context) => {
    const attribute = kwargs.get('attribute');
    if (attribute !== undefined) return itemsOf(input).map(picker(attribute, kwargs.get('default')));
    const [name, ...rest] = args;
    if (name === undefined) throw new TemplateFault('map requires a filter argument');
    return itemsOf(input).map((item) => context.filter(toStr(name), item, rest, kwargs));
  },
  select: (input, args, _kwargs, context) => itemsOf(input).filter((item) => passes(item, args, context)),
  reject: (input, args, _kwargs, context) => itemsOf(input).filter((item) => !passes(item, args, context)),
  selectattr: (input, [attribute, ...args], _kwargs, context) => {
    const pick = picker(attribute);
    return itemsOf(input).filter((item) => passes(pick(item), args, context));
  },
  rejectattr: (input, [attribute, ...args], _kwargs, context) => {
    const pick = picker(attribute);
    return itemsOf(input).filter((item) => !passes(pick(item), args, context));
  },
  dictsort: (input, args, kwargs) => {
    if (!(input instanceof Dict)) throw new TemplateFault('dictsort takes a dict');
    const by = option(args, kwargs, 1, 'by') ?? 'key';
    if (by !== 'key' && by !== 'value')
      throw new TemplateFault('You can only sort by either "key" or "value"');
    const fold = caseKey(isSet(option(args, kwargs, 0, 'case_sensitive')));
    const key = ([name, value]: readonly [Value, Value]): Value => fold(by === 'key' ? name : value);
    const sorted = [...input.entries()].sort((a, b) => compare(key(a), key(b)));
    if (isSet(option(args, kwargs, 2, 'reverse'))) sorted.reverse();
    return sorted.map((pair) => new Tuple([...pair]));
  },
  items: (input) => {
    if (input instanceof Undefined) return [];
    if (!(input instanceof Dict)) throw new TemplateFault('Can only get item pairs from a mapping.');
    return [...input.entries()].map((pair) => new Tuple([...pair]));
  },
  is_list: (input) => Array.isArray(input),
  intersect: (input, [other]) => itemsOf(input).filter((item) => contains(new PySet(itemsOf(other!)), item)),
};

function present(item: Value | undefined, problem: string): Value {
  return item === undefined ? new Undefined(problem) : item;
}

function passes(item: Value, args: readonly Value[], context: Parameters<Filter>[3]): boolean {
  const [name, ...rest] = args;
  return name === undefined ? isTrue(item) : context.test(toStr(name), item, rest);
}

/** One or several attributes with commas between; strings without case unless asked. */
function sortKey(isCaseSensitive: boolean, attribute: Value | undefined): (item: Value) => Value {
  const fold = caseKey(isCaseSensitive);
  if (typeof attribute !== 'string' || !attribute.includes(',')) {
    const pick = picker(attribute);
    return (item) => fold(pick(item));
  }
  const picks = attribute.split(',').map((part) => picker(part.trim()));
  return (item) => picks.map((pick) => fold(pick(item)));
}

function extreme(
  input: Value,
  args: readonly Value[],
  kwargs: Parameters<Filter>[2],
  direction: 1 | -1,
): Value {
  const key = sortKey(isSet(option(args, kwargs, 0, 'case_sensitive')), option(args, kwargs, 1, 'attribute'));
  const [first, ...rest] = itemsOf(input);
  if (first === undefined) return new Undefined('No aggregated item, sequence was empty.');
  let best = first;
  for (const item of rest) if (compare(key(item), key(best)) * direction > 0) best = item;
  return best;
}

/** A pair that also answers to `grouper` and `list`. */
class Group extends Tuple {
  override getAttribute(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }

  constructor(value: Value, items: readonly Value[]) {
    super([value, [...items]]);
  }
}
