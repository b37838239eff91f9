import { Dict } from './dict.ts';
import { TemplateObject, type Value } from './contract.ts';

/** Python's set; iterates in the order in which items were added. */
export class PySet extends TemplateObject {
  override readonly typeName = 'set';
  readonly #items = new Dict();

  constructor(items: Iterable<Value> = []) {
    super();
    for (const item of items) this.#items.set(item, null);
  }

  has(value: Value): boolean {
    return this.#items.has(value);
  }

  add(value: Value): void {
    this.#items.set(value, null);
  }

  delete(value: Value): boolean {
    return this.#items.delete(value);
  }

  clear(): void {
    this.#items.clear();
  }

  override iterate(): Iterable<Value> {
    return this.#items.keys();
  }

  override length(): number {
    return this.#items.size;
  }

  override equals(other: Value): boolean {
    if (!(other instanceof PySet) || other.length() !== this.length()) return false;
    for (const item of this.#items.keys()) if (!other.has(item)) return false;
    return true;
  }
}
