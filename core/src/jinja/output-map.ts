import type { Frame, Span } from '../diagnostics/index.ts';
import type { HasRanges } from './call-range.ts';
import type { Source } from './source.ts';

/** A place in a template, with the macros it was reached through, innermost first. */
export interface Origin {
  readonly at: Span;
  readonly trace: readonly Frame[];
}

/** A macro that wrote a whole part of the output. */
interface InnerMap {
  readonly map: OutputMap;
  readonly name: string;
}

/** Which part of a template, or of a macro it called, wrote which part of its output. */
export class OutputMap {
  readonly #source: Source;
  readonly #code: HasRanges;
  /** Output offsets, ascending. */
  readonly #starts: number[] = [];
  /** What wrote the part from each offset on: the index of a range, negative (`~index`) where its text was copied. */
  readonly #writers: number[] = [];
  /** The macros that wrote whole parts, by the parts' index. */
  readonly #inner = new Map<number, InnerMap>();

  constructor(source: Source, code: HasRanges) {
    this.#source = source;
    this.#code = code;
  }

  /** Notes that a template's own text is copied to `offset`, letter by letter. @returns the text */
  text(offset: number, range: number, text: string): string {
    this.#starts.push(offset);
    this.#writers.push(~range);
    return text;
  }

  /** Notes that a value is printed at `offset`. */
  value(offset: number, range: number, inner: InnerMap | undefined): void {
    if (inner) this.#inner.set(this.#starts.length, { map: inner.map, name: inner.name });
    this.#starts.push(offset);
    this.#writers.push(range);
  }

  /** Where the character at an output offset comes from; undefined when nothing was written there. */
  locate(offset: number): Origin | undefined {
    const index = this.#find(offset);
    if (index === undefined) return undefined;
    const writer = this.#writers[index]!;
    const isText = writer < 0;
    const { start, end } = this.#code.ranges[isText ? ~writer : writer]!;
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
