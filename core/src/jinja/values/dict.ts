import { Float } from './float.ts';
import { TemplateObject, type Value } from './contract.ts';
import { Tuple } from './tuple.ts';

/** Where a deferred dict has its entries from. */
interface Members {
  names(): readonly string[];
  get(name: string): Value | undefined;
}

/** Python's dict: any hashable value as key, where 1, 1.0 and True are one key; insertion order is kept. */
export class Dict extends TemplateObject {
  override readonly typeName: string = 'dict';
  /** By `keyOf`; the first spelling of a key is kept, as in Python. */
  readonly #known = new Map<unknown, [Value, Value]>();
  /** What makes the entries of a dict of which at most some have been asked for, each by its name. */
  #pending: Members | undefined;

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  /**
   * A dict whose entries are made when they are asked for: most of what templates are handed is never read, and of a
   * model with its fifty members a hook reads two.
   *
   * @param record Whose own members the entries are made of. It may not change before they are.
   * @param make Gives the same for a member whenever it is called; undefined where there shall be no entry.
   */
  static deferred<T>(
    record: Readonly<Record<string, T>>,
    make: (member: T, name: string) => Value | undefined,
  ): Dict {
    const dict = new Dict();
    dict.#pending = {
      names: () => Object.keys(record),
      get: (name) => (Object.hasOwn(record, name) ? make(record[name]!, name) : undefined),
    };
    return dict;
  }

  get #entries(): Map<unknown, [Value, Value]> {
    const members = this.#pending;
    if (members) {
      this.#pending = undefined;
      const asked = new Map(this.#known);
      this.#known.clear();
      for (const name of members.names()) {
        const value = asked.get(name)?.[1] ?? members.get(name);
        if (value !== undefined) this.#known.set(name, [name, value]);
      }
    }
    return this.#known;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    const members = this.#pending;
    if (!members || typeof key !== 'string') return this.#entries.get(keyOf(key))?.[1];
    const known = this.#known.get(key);
    if (known) return known[1];
    const value = members.get(key);
    // Kept, so that what a template changes in it is there when it is asked for again.
    if (value !== undefined) this.#known.set(key, [key, value]);
    return value;
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
