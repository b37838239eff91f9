import { LineIndex, type Span } from '../diagnostics/index.ts';
import { normalizeText } from './lexer.ts';

/** Where a template's text stands in its file. */
export interface SourceOptions {
  /** The name that spans give the file. */
  readonly file: string;
  /** Where the text begins, both from 1; the file's start when absent. */
  readonly line?: number;
  readonly column?: number;
}

/** A template's text with its way back to the author's file. */
export class Source {
  readonly file: string;
  /** With Jinja's line ends. */
  readonly text: string;
  readonly #line: number;
  readonly #column: number;
  #index: LineIndex | undefined;

  constructor(text: string, { file, line = 1, column = 1 }: SourceOptions) {
    this.file = file;
    this.text = normalizeText(text);
    this.#line = line;
    this.#column = column;
  }

  span(start: number, end: number): Span {
    this.#index ??= new LineIndex(this.text);
    const span = this.#index.span(this.file, start, end);
    if (this.#line === 1 && this.#column === 1) return span;
    const shift = (line: number, column: number): number => (line === 1 ? column + this.#column - 1 : column);
    return {
      file: span.file,
      line: span.line + this.#line - 1,
      column: shift(span.line, span.column),
      endLine: span.endLine + this.#line - 1,
      endColumn: shift(span.endLine, span.endColumn),
    };
  }
}
