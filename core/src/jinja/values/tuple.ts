import { TemplateObject, type Value } from './contract.ts';

/** Python's tuple: an immutable sequence. */
export class Tuple extends TemplateObject {
  override readonly typeName = 'tuple';
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }

  override iterate(): Iterable<Value> {
    return this.items;
  }

  override length(): number {
    return this.items.length;
  }
}

/** A tuple whose items have names. */
export class NamedTuple extends Tuple {
  readonly #name: string;
  readonly #members: ReadonlyMap<string, Value>;

  /** @param name Python's name of the type, for its repr. */
  constructor(name: string, members: Readonly<Record<string, Value>>) {
    super(Object.values(members));
    this.#name = name;
    this.#members = new Map(Object.entries(members));
  }

  override getAttribute(name: string): Value | undefined {
    return this.#members.get(name);
  }

  /** As its repr is, whose members are all numbers. */
  override toRepr(): string {
    return `${this.#name}(${[...this.#members].map(([key, value]) => `${key}=${String(value)}`).join(', ')})`;
  }
}
