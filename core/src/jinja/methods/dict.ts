import { equals, iterateOrFail } from '../operators.ts';
import { toRepr } from '../text.ts';
import { Dict, type Kwargs, TemplateFault, TemplateObject, Tuple, type Value } from '../values/index.ts';
import { methodTable, takes, variadic } from './method.ts';

/** Python's dict methods; `keys`, `values` and `items` are views that follow the dict. */
export const dictMethods = methodTable<Dict>({
  get: takes('key, default?', (self, key, fallback) => {
    const value = self.get(key!);
    return value === undefined ? (fallback ?? null) : value;
  }),
  keys: takes('', (self) => new DictView('dict_keys', self, () => self.keys())),
  values: takes('', (self) => new DictView('dict_values', self, () => self.values())),
  items: takes('', (self) => new DictView('dict_items', self, () => pairs(self))),
  update: variadic((self, [other], kwargs) => {
    if (other !== undefined) for (const [key, value] of entriesOf(other)) self.set(key, value);
    for (const [key, value] of kwargs) self.set(key, value);
    return null;
  }),
  pop: takes('key, default?', (self, key, fallback) => {
    const value = self.get(key!);
    self.delete(key!);
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback;
    throw new TemplateFault(`the dict has no key ${toRepr(key!)}`);
  }),
  popitem: takes('', (self) => {
    const last = [...self.entries()].at(-1);
    if (!last) throw new TemplateFault('popitem(): dictionary is empty');
    self.delete(last[0]);
    return new Tuple([...last]);
  }),
  setdefault: takes('key, default?', (self, key, fallback) => {
    const value = self.get(key!);
    if (value !== undefined) return value;
    self.set(key!, fallback ?? null);
    return fallback ?? null;
  }),
  copy: takes('', (self) => new Dict(self.entries())),
  clear: takes('', (self) => {
    self.clear();
    return null;
  }),
  fromkeys: takes(
    'iterable, value?',
    (_self, keys, value) =>
      new Dict([...iterateOrFail(keys!)].map((key): [Value, Value] => [key, value ?? null])),
  ),
});

/** The pairs of a dict, of an iterable of pairs, or of keyword arguments. */
export function* entriesOf(value: Value): Iterable<readonly [Value, Value]> {
  if (value instanceof Dict) {
    yield* value.entries();
    return;
  }
  for (const pair of iterateOrFail(value)) {
    const [key, item, ...rest] = iterateOrFail(pair);
    if (key === undefined || item === undefined || rest.length > 0) {
      throw new TemplateFault('a dict is made from pairs of a key and a value');
    }
    yield [key, item];
  }
}

export function dictFrom(args: readonly Value[], kwargs: Kwargs): Dict {
  const dict = new Dict();
  if (args[0] !== undefined) for (const [key, value] of entriesOf(args[0])) dict.set(key, value);
  for (const [key, value] of kwargs) dict.set(key, value);
  return dict;
}

function* pairs(dict: Dict): Iterable<Value> {
  for (const [key, value] of dict.entries()) yield new Tuple([key, value]);
}

/** `dict.items()` and its like. */
export class DictView extends TemplateObject {
  override readonly typeName: string;
  readonly #dict: Dict;
  readonly #items: () => Iterable<Value>;

  constructor(typeName: string, dict: Dict, items: () => Iterable<Value>) {
    super();
    this.typeName = typeName;
    this.#dict = dict;
    this.#items = items;
  }

  override iterate(): Iterable<Value> {
    return this.#items();
  }

  override length(): number {
    return this.#dict.size;
  }

  override equals(other: Value): boolean {
    if (!(other instanceof DictView)) return false;
    const [mine, theirs] = [[...this.#items()], [...other.#items()]];
    return (
      mine.length === theirs.length &&
      mine.every((item) => theirs.some((candidate) => equals(item, candidate)))
    );
  }

  override toRepr(): string {
    return `${this.typeName}(${toRepr([...this.#items()])})`;
  }
}
