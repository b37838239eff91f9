import { compare, equals, isTrue, iterateOrFail } from '../operators.ts';
import { toRepr } from '../text.ts';
import { noKwargs, TemplateFault, TemplateObject, type Value } from '../values/index.ts';
import { integerArgument, methodTable } from './method.ts';

/** Python's list methods; those that change the list give None. */
export const listMethods = methodTable<Value[]>({
  append: (self, [item]) => {
    self.push(item!);
    return null;
  },
  extend: (self, [items]) => {
    self.push(...iterateOrFail(items!));
    return null;
  },
  insert: (self, [index, item]) => {
    self.splice(integerArgument(index, 0, 'insert'), 0, item!);
    return null;
  },
  remove: (self, [item]) => {
    const at = self.findIndex((candidate) => equals(candidate, item!));
    if (at === -1) throw new TemplateFault('list.remove(x): x not in list');
    self.splice(at, 1);
    return null;
  },
  pop: (self, [index]) => {
    if (self.length === 0) throw new TemplateFault('pop from empty list');
    const at = integerArgument(index, -1, 'pop');
    const [item] = self.splice(at < 0 ? at + self.length : at, 1);
    if (item === undefined) throw new TemplateFault('pop index out of range');
    return item;
  },
  clear: (self) => {
    self.length = 0;
    return null;
  },
  index: (self, [item]) => {
    const at = self.findIndex((candidate) => equals(candidate, item!));
    if (at === -1) throw new TemplateFault(`${toRepr(item!)} is not in list`);
    return at;
  },
  count: (self, [item]) => self.filter((candidate) => equals(candidate, item!)).length,
  sort: (self, _args, kwargs) => {
    sortInPlace(self, kwargs.get('key'), isTrue(kwargs.get('reverse') ?? false));
    return null;
  },
  reverse: (self) => {
    self.reverse();
    return null;
  },
  copy: (self) => [...self],
});

function sortInPlace(list: Value[], key: Value | undefined, isReversed: boolean): void {
  const keyed = list.map((item) => ({ item, key: keyFor(item, key) }));
  keyed.sort((a, b) => (isReversed ? compare(b.key, a.key) : compare(a.key, b.key)));
  list.splice(0, list.length, ...keyed.map(({ item }) => item));
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
