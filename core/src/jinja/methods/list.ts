import { refuseMany } from '../limits.ts';
import { compare, equals, isTrue, iterateOrFail } from '../operators.ts';
import { toRepr } from '../text.ts';
import { noKwargs, TemplateFault, TemplateObject, type Value } from '../values/index.ts';
import { integerArgument, methodTable, takes } from './method.ts';

/** Python's list methods; those that change the list give None. */
export const listMethods = methodTable<Value[]>({
  append: takes('object', (self, item) => {
    self.push(item!);
    return null;
  }),
  extend: takes('iterable', (self, items) => {
    const added = [...iterateOrFail(items!)];
    refuseMany(self.length + added.length);
    for (const item of added) self.push(item);
    return null;
  }),
  insert: takes('index, object', (self, index, item) => {
    self.splice(integerArgument(index, 0, 'insert'), 0, item!);
    return null;
  }),
  remove: takes('value', (self, item) => {
    const at = self.findIndex((candidate) => equals(candidate, item!));
    if (at === -1) throw new TemplateFault('list.remove(x): x not in list');
    self.splice(at, 1);
    return null;
  }),
  pop: takes('index?', (self, index) => {
    if (self.length === 0) throw new TemplateFault('pop from empty list');
    const wanted = integerArgument(index, -1, 'pop');
    const at = wanted < 0 ? wanted + self.length : wanted;
    if (at < 0 || at >= self.length) throw new TemplateFault('pop index out of range');
    return self.splice(at, 1)[0]!;
  }),
  clear: takes('', (self) => {
    self.length = 0;
    return null;
  }),
  index: takes('value, start?, stop?', (self, item, start, stop) => {
    const bounds = (value: Value | undefined, fallback: number): number => {
      const index = integerArgument(value, fallback, 'index');
      return index < 0 ? Math.max(0, index + self.length) : Math.min(index, self.length);
    };
    const end = bounds(stop, self.length);
    for (let at = bounds(start, 0); at < end; at++) if (equals(self[at]!, item!)) return at;
    throw new TemplateFault(`${toRepr(item!)} is not in list`);
  }),
  count: takes('value', (self, item) => self.filter((candidate) => equals(candidate, item!)).length),
  sort: takes('key?, reverse?', (self, key, reverse) => {
    sortInPlace(self, key, isTrue(reverse ?? false));
    return null;
  }),
  reverse: takes('', (self) => {
    self.reverse();
    return null;
  }),
  copy: takes('', (self) => [...self]),
});

function sortInPlace(list: Value[], key: Value | undefined, isReversed: boolean): void {
  const keyed = list.map((item) => ({ item, key: keyFor(item, key) }));
  keyed.sort((a, b) => (isReversed ? compare(b.key, a.key) : compare(a.key, b.key)));
  keyed.forEach(({ item }, index) => (list[index] = item));
}

function keyFor(item: Value, key: Value | undefined): Value {
  if (key === undefined || key === null) return item;
  const site = { span: noPlace, argument: noPlace, trace: () => [] };
  const value = key instanceof TemplateObject ? key.call?.([item], noKwargs, site) : undefined;
  if (value === undefined || value instanceof Promise)
    throw new TemplateFault('the key of sort() must be a plain function');
  return value;
}

function noPlace(): never {
  throw new TemplateFault('the key of sort() failed');
}
