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
