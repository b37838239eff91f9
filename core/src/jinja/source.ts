import { LineIndex, type Span } from '../diagnostics/index.ts';
import { normalizeText } from './lexer.ts';

/** Where a template's text stands in its file. */
export interface SourceOptions {
  /** The name that spans give the file. */
  readonly file: string;
  /** Where the text begins, both from 1; the file's start when absent. */
  readonly line?: number;
  readonly column?: number;
  /** The same, found out when the first place is asked for. */
  readonly start?: () => { readonly line: number; readonly column: number };
}

/** A template's text with its way back to the author's file. */
export class Source {
  readonly file: string;
  /** With Jinja's line ends. */
  readonly text: string;
  readonly #findStart: () => { readonly line: number; readonly column: number };
  #start: { readonly line: number; readonly column: number } | undefined;
  #index: LineIndex | undefined;

  constructor(text: string, { file, line = 1, column = 1, start }: SourceOptions) {
    this.file = file;
    this.text = normalizeText(text);
    this.#findStart = start ?? (() => ({ line, column }));
  }

  span(start: number, end: number): Span {
    this.#index ??= new LineIndex(this.text);
    this.#start ??= this.#findStart();
    const { line, column } = this.#start;
    const span = this.#index.span(this.file, start, end);
    const shift = (at: number, within: number): number => (at === 1 ? within + column - 1 : within);
    return {
      file: span.file,
      line: span.line + line - 1,
      column: shift(span.line, span.column),
      endLine: span.endLine + line - 1,
      endColumn: shift(span.endLine, span.endColumn),
    };
  }
}
