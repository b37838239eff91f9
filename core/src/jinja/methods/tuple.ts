import { equals } from '../operators.ts';
import { TemplateFault, type Tuple } from '../values/index.ts';
import { methodTable, takes } from './method.ts';

/** Python's tuple methods. */
export const tupleMethods = methodTable<Tuple>({
  index: takes('value', (self, item) => {
    const at = self.items.findIndex((candidate) => equals(candidate, item!));
    if (at === -1) throw new TemplateFault('tuple.index(x): x not in tuple');
    return at;
  }),
  count: takes('value', (self, item) => self.items.filter((candidate) => equals(candidate, item!)).length),
});
