import { Float } from './float.ts';
import { TemplateObject, type Value } from './contract.ts';
import { Tuple } from './tuple.ts';

/** Python's dict: any hashable value as key, where 1, 1.0 and True are one key; insertion order is kept. */
export class Dict extends TemplateObject {
  override readonly typeName: string = 'dict';
  /** By `keyOf`; the first spelling of a key is kept, as in Python. */
  readonly #known = new Map<unknown, [Value, Value]>();
  /** What makes the entries of a dict that nobody has looked into yet. */
  #pending: (() => Iterable<readonly [Value, Value]>) | undefined;

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  /**
   * A dict whose entries are made when it is first looked into: most of what templates are handed is never read.
   * @param make Gives the same entries whenever it is called.
   */
  static deferred(make: () => Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    dict.#pending = make;
    return dict;
  }

  get #entries(): Map<unknown, [Value, Value]> {
    const make = this.#pending;
    if (make) {
      this.#pending = undefined;
      for (const [key, value] of make()) this.set(key, value);
    }
    return this.#known;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(keyOf(key));
  }

  set(key: Value, value: Value): this {
    const id = keyOf(key);
    const entry = this.#entries.get(id);
    if (entry) entry[1] = value;
    else this.#entries.set(id, [key, value]);
    return this;
  }

  delete(key: Value): boolean {
    return this.#entries.delete(keyOf(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  *keys(): Iterable<Value> {
    for (const [key] of this.#entries.values()) yield key;
  }

  *values(): Iterable<Value> {
    for (const [, value] of this.#entries.values()) yield value;
  }

  entries(): Iterable<readonly [Value, Value]> {
    return this.#entries.values();
  }

  override getItem(key: Value): Value | undefined {
    return this.get(key);
  }

  override iterate(): Iterable<Value> {
    return this.keys();
  }

  override length(): number {
    return this.size;
  }
}

/** A value that equal keys share and others do not. @throws TypeError for lists, dicts and sets, as in Python. */
export function keyOf(key: Value): unknown {
  switch (typeof key) {
    case 'string':
      return key;
    case 'number':
      return key;
    case 'boolean':
      return key ? 1 : 0;
    case 'bigint':
      return key;
    case 'object':
      if (key === null) return null;
      if (key instanceof Float) return key.value;
      if (key instanceof Tuple) return `\u0000tuple:${JSON.stringify(key.items.map(tupleKeyPart))}`;
      if (Array.isArray(key) || key instanceof Dict || key.typeName === 'set') {
        throw new TypeError(`unhashable type: '${Array.isArray(key) ? 'list' : key.typeName}'`);
      }
      return key.hashKey();
  }
}

function tupleKeyPart(item: Value): unknown {
  const key = keyOf(item);
  if (typeof key === 'bigint') return { bigint: String(key) };
  return typeof key === 'object' && key !== null ? { object: (item as TemplateObject).toRepr() } : key;
}
