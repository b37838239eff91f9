import { iterateOrFail } from '../operators.ts';
import { toRepr } from '../text.ts';
import { PySet, TemplateFault, type Value } from '../values/index.ts';
import { methodTable, takes, variadic } from './method.ts';

/** Python's set methods. */
export const setMethods = methodTable<PySet>({
  add: takes('item', (self, item) => {
    self.add(item!);
    return null;
  }),
  remove: takes('item', (self, item) => {
    if (!self.delete(item!)) throw new TemplateFault(`the set does not hold ${toRepr(item!)}`);
    return null;
  }),
  discard: takes('item', (self, item) => {
    self.delete(item!);
    return null;
  }),
  clear: takes('', (self) => {
    self.clear();
    return null;
  }),
  update: variadic((self, others) => {
    for (const other of others) for (const item of iterateOrFail(other)) self.add(item);
    return null;
  }),
  union: variadic(
    (self, others) => new PySet([...self.iterate(), ...others.flatMap((other) => [...iterateOrFail(other)])]),
  ),
  intersection: variadic((self, others) => {
    const sets = others.map(setOf);
    return filtered(self, (item) => sets.every((set) => set.has(item)));
  }),
  difference: variadic((self, others) => {
    const sets = others.map(setOf);
    return filtered(self, (item) => sets.every((set) => !set.has(item)));
  }),
  symmetric_difference: takes('other', (self, other) => {
    const right = setOf(other!);
    return new PySet([
      ...filtered(self, (item) => !right.has(item)).iterate(),
      ...filtered(right, (item) => !self.has(item)).iterate(),
    ]);
  }),
  issubset: takes('other', (self, other) => {
    const set = setOf(other!);
    return [...self.iterate()].every((item) => set.has(item));
  }),
  issuperset: takes('other', (self, other) => [...iterateOrFail(other!)].every((item) => self.has(item))),
  isdisjoint: takes('other', (self, other) => [...iterateOrFail(other!)].every((item) => !self.has(item))),
  copy: takes('', (self) => new PySet(self.iterate())),
  pop: takes('', (self) => {
    const [first] = self.iterate();
    if (first === undefined) throw new TemplateFault('pop from an empty set');
    self.delete(first);
    return first;
  }),
});

function setOf(value: Value): PySet {
  return value instanceof PySet ? value : new PySet(iterateOrFail(value));
}

function filtered(set: PySet, keeps: (item: Value) => boolean): PySet {
  return new PySet([...set.iterate()].filter(keeps));
}
