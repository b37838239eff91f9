import { TemplateObject, type Value } from './contract.ts';

/** Python's iterator: it gives its items once, has no length and is always true. */
export class OneShot extends TemplateObject {
  override readonly typeName = 'generator';
  #items: Iterable<Value>;

  constructor(items: Iterable<Value>) {
    super();
    this.#items = items;
  }

  override iterate(): Iterable<Value> {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
