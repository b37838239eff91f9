import { iterateOrFail } from '../operators.ts';
import { toRepr } from '../text.ts';
import { PySet, TemplateFault, type Value } from '../values/index.ts';
import { methodTable } from './method.ts';

/** Python's set methods. */
export const setMethods = methodTable<PySet>({
  add: (self, [item]) => {
    self.add(item!);
    return null;
  },
  remove: (self, [item]) => {
    if (!self.delete(item!)) throw new TemplateFault(`the set does not hold ${toRepr(item!)}`);
    return null;
  },
  discard: (self, [item]) => {
    self.delete(item!);
    return null;
  },
  clear: (self) => {
    self.clear();
    return null;
  },
  update: (self, others) => {
    for (const other of others) for (const item of iterateOrFail(other)) self.add(item);
    return null;
  },
  union: (self, others) =>
    new PySet([...self.iterate(), ...others.flatMap((other) => [...iterateOrFail(other)])]),
  intersection: (self, others) => filtered(self, (item) => others.every((other) => setOf(other).has(item))),
  difference: (self, others) => filtered(self, (item) => others.every((other) => !setOf(other).has(item))),
  symmetric_difference: (self, [other]) => {
    const right = setOf(other!);
    return new PySet([
      ...filtered(self, (item) => !right.has(item)).iterate(),
      ...filtered(right, (item) => !self.has(item)).iterate(),
    ]);
  },
  issubset: (self, [other]) => [...self.iterate()].every((item) => setOf(other!).has(item)),
  issuperset: (self, [other]) => [...iterateOrFail(other!)].every((item) => self.has(item)),
  isdisjoint: (self, [other]) => [...iterateOrFail(other!)].every((item) => !self.has(item)),
  copy: (self) => new PySet(self.iterate()),
  pop: (self) => {
    const [first] = self.iterate();
    if (first === undefined) throw new TemplateFault('pop from an empty set');
    self.delete(first);
    return first;
  },
});

function setOf(value: Value): PySet {
  return value instanceof PySet ? value : new PySet(iterateOrFail(value));
}

function filtered(set: PySet, keeps: (item: Value) => boolean): PySet {
  return new PySet([...set.iterate()].filter(keeps));
}
