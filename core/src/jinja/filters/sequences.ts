import { lengthOf, operate } from '../operators.ts';
import { toStr } from '../text.ts';
import { Dict, OneShot, TemplateFault, Tuple, Undefined, type Value } from '../values/index.ts';
import { type FilterContext, itemsOf, type NamedFilter, picker, takes, wholeNumber } from './filter.ts';

/** Filters over lists, dicts and other collections. */
export const sequenceFilters: Readonly<Record<string, NamedFilter>> = {
  list: takes('', (input) => itemsOf(input)),
  length: takes('', (input) => lengthOf(input)),
  count: takes('', (input) => lengthOf(input)),
  first: takes('', (input, _args, context) => present(itemsOf(input)[0], 'first', context)),
  last: takes('', (input, _args, context) => present(itemsOf(input).at(-1), 'last', context)),
  // A template gives the same text every time, so "random" always picks the first.
  random: takes('', (input, _args, context) => present(itemsOf(input)[0], 'random', context)),
  reverse: takes('', (input) =>
    typeof input === 'string' ? [...input].reverse().join('') : new OneShot(itemsOf(input).reverse()),
  ),
  join: takes('d?, attribute?', (input, [separator = '', attribute], context) => {
    const pick = picker(attribute, context);
    return itemsOf(input)
      .map((item) => toStr(pick(item)))
      .join(toStr(separator));
  }),
  sum: takes('attribute?, start?', (input, [attribute, start = 0], context) => {
    const pick = picker(attribute, context);
    return itemsOf(input).reduce((total, item) => operate('+', total, pick(item)), start);
  }),
  batch: takes('linecount, fill_with?', (input, [count, fill = null]) => {
    const size = Math.max(1, wholeNumber(count, 1, 'batch'));
    const items = itemsOf(input);
    const rows: Value[][] = [];
    for (let i = 0; i < items.length; i += size) rows.push(items.slice(i, i + size));
    const last = rows.at(-1);
    if (fill !== null && last) while (last.length < size) last.push(fill);
    return new OneShot(rows);
  }),
  slice: takes(
    'slices, fill_with?',
    (input, [slices, fill = null]) =>
      new OneShot(columns(itemsOf(input), wholeNumber(slices, 1, 'slice'), fill)),
  ),
  items: takes('', (input) => {
    if (input instanceof Undefined) return new OneShot([]);
    if (!(input instanceof Dict)) throw new TemplateFault('Can only get item pairs from a mapping.');
    return new OneShot([...input.entries()].map((pair) => new Tuple([...pair])));
  }),
  is_list: takes('', (input) => Array.isArray(input)),
};

function present(item: Value | undefined, which: string, { isLenient }: FilterContext): Value {
  if (item !== undefined) return item;
  return new Undefined('item', { reason: `No ${which} item, sequence was empty.`, isLenient });
}

/** Cuts items into a number of lists; the first ones are longer where they cannot all be of one length. */
function columns(items: readonly Value[], count: number, fill: Value): Value[] {
  if (count <= 0) throw new TemplateFault('slice() needs at least one slice', 'WRONG_ARGUMENTS');
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
}
