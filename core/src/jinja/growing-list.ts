import { refuseMany } from './limits.ts';
import type { Value } from './values/index.ts';

/** The items of an iterator that may have no end: it is asked for one more only when a loop has come so far. */
export class GrowingList extends Array<Value> {
  readonly #source: Iterator<Value>;
  #isDone = false;

  constructor(source: Iterable<Value>) {
    super();
    this.#source = source[Symbol.iterator]();
  }

  /** The methods of arrays make plain ones. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Adds the next item; false when there is none. @throws TemplateFault when there are too many to be meant */
  grow(): boolean {
    if (this.#isDone) return false;
    const { done, value } = this.#source.next();
    if (done) this.#isDone = true;
    else {
      this.push(value);
      refuseMany(this.length);
    }
    return !done;
  }
}

/** Whether a loop's items go on after those that are there. */
export function hasMore(items: readonly Value[]): boolean {
  return items instanceof GrowingList && items.grow();
}

/** How many items there are in all. */
export function countAll(items: readonly Value[]): number {
  while (hasMore(items));
  return items.length;
}
