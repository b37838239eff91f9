/** Gives the item of the highest priority first; among equals the one that was added first. A binary heap. */
export class PriorityQueue<Item> {
  readonly #entries: { readonly item: Item; readonly priority: number; readonly order: number }[] = [];
  #added = 0;

  get size(): number {
    return this.#entries.length;
  }

  push(item: Item, priority: number): void {
    this.#entries.push({ item, priority, order: this.#added++ });
    let index = this.#entries.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  pop(): Item | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first === undefined || last === undefined || first === last) return first?.item;
    this.#entries[0] = last;
    this.#sink();
    return first.item;
  }

  #sink(): void {
    const count = this.#entries.length;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let foremost = index;
      if (left < count && this.#isBefore(left, foremost)) foremost = left;
      if (right < count && this.#isBefore(right, foremost)) foremost = right;
      if (foremost === index) return;
      this.#swap(index, foremost);
      index = foremost;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const first = this.#entries[a]!;
    const second = this.#entries[b]!;
    return first.priority === second.priority ? first.order < second.order : first.priority > second.priority;
  }

  #swap(a: number, b: number): void {
    const entry = this.#entries[a]!;
    this.#entries[a] = this.#entries[b]!;
    this.#entries[b] = entry;
  }
}
