import type { Frame, Span } from '../diagnostics/index.ts';
import type { Source } from './source.ts';

/** A place in a template, with the macros it was reached through, innermost first. */
export interface Origin {
  readonly at: Span;
  readonly trace: readonly Frame[];
}

/** Which part of a template, or of a macro it called, wrote which part of its output. */
export class OutputMap {
  readonly #source: Source;
  /** Output offsets, ascending. */
  readonly #starts: number[] = [];
  readonly #ranges: { readonly start: number; readonly end: number; readonly isText: boolean }[] = [];
  /** The map of the macro that wrote a whole part, by index. */
  readonly #inner = new Map<number, { readonly map: OutputMap; readonly name: string }>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** What is written from `offset` on comes from this range; text is copied letter by letter. */
  add(offset: number, start: number, end: number, isText: boolean): void {
    this.#starts.push(offset);
    this.#ranges.push({ start, end, isText });
  }

  /** What was added last was written by a macro. */
  nest(map: OutputMap, name: string): void {
    this.#inner.set(this.#starts.length - 1, { map, name });
  }

  /** Where the character at an output offset comes from; undefined when nothing was written there. */
  locate(offset: number): Origin | undefined {
    const index = this.#find(offset);
    if (index === undefined) return undefined;
    const { start, end, isText } = this.#ranges[index]!;
    const delta = offset - this.#starts[index]!;
    const inner = this.#inner.get(index);
    const found = inner?.map.locate(delta);
    if (inner && found) {
      const call = { name: inner.name, at: this.#source.span(start, end) };
      return { at: found.at, trace: [...found.trace, call] };
    }
    const at = isText ? Math.min(start + delta, end - 1) : start;
    return { at: this.#source.span(at, isText ? at + 1 : end), trace: [] };
  }

  #find(offset: number): number | undefined {
    let low = 0;
    let high = this.#starts.length - 1;
    if (high < 0 || offset < this.#starts[0]!) return undefined;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
