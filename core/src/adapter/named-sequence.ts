import { Dict, NativeFunction, TemplateObject, toRepr, toStr, Tuple, type Value } from '../jinja/index.ts';

/** A fixed sequence whose items have names too: agate's MappedSequence. */
export class NamedSequence extends TemplateObject {
  override readonly typeName: string = 'MappedSequence';
  readonly #items: readonly Value[];
  readonly #names: readonly string[];

  constructor(items: readonly Value[], names: readonly string[]) {
    super();
    this.#items = items;
    this.#names = names;
  }

  override iterate(): Iterable<Value> {
    return this.#items;
  }

  override length(): number {
    return this.#items.length;
  }

  override toItems(): readonly Value[] {
    return this.#items;
  }

  override getItem(key: Value): Value | undefined {
    if (typeof key === 'number') return this.#items[key < 0 ? key + this.#items.length : key];
    const index = typeof key === 'string' ? this.#names.indexOf(key) : -1;
    return index === -1 ? undefined : this.#items[index];
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'values':
        return new NativeFunction(name, () => new Tuple(this.#items));
      case 'keys':
        return new NativeFunction(name, () => new Tuple(this.#names));
      case 'items':
        return new NativeFunction(name, () => new Tuple(this.#pairs().map((pair) => new Tuple(pair))));
      case 'dict':
        return new NativeFunction(name, () => new Dict(this.#pairs()));
      case 'get':
        return new NativeFunction(name, ([key, fallback]) => {
          const item = this.getItem(key ?? null);
          return item === undefined ? (fallback ?? null) : item;
        });
      default:
        return undefined;
    }
  }

  override toStr(): string {
    const shown = this.#items.slice(0, 5).map(toRepr).join(', ');
    return `<agate.${this.typeName}: (${shown}${this.#items.length > 5 ? ', ...' : ''})>`;
  }

  override toRepr(): string {
    return toStr(this);
  }

  #pairs(): [Value, Value][] {
    return this.#names.map((name, index): [Value, Value] => [name, this.#items[index]!]);
  }
}
