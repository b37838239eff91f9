/**
 * A stretch of an author's file. Lines and columns count from 1, columns in UTF-16 code units;
 * the end is exclusive. `file` is relative to the project's root, with `/` on every system.
 */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Offsets of the first character of each line, so that an offset can be turned into a line and column. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) this.#starts.push(i + 1);
  }

  /** Line and column, both from 1, of a UTF-16 offset from 0. */
  locate(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** The UTF-16 offset of a line and column; of a line that the text does not have, its end is as near as can be. */
  offset(line: number, column: number): number {
    return (this.#starts[line - 1] ?? this.#starts.at(-1)!) + column - 1;
  }

  /** The span between two offsets of the indexed text, `end` exclusive. */
  span(file: string, start: number, end: number): Span {
    const from = this.locate(start);
    const to = this.locate(end);
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}
