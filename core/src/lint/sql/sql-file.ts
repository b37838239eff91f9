import { LineIndex, type Span } from '../../diagnostics/index.ts';
import { type SqlToken, tokenizeSql } from './tokens.ts';

/** A file of SQL with Jinja, read for linting. */
export class SqlFile {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly SqlToken[];
  readonly #lines: LineIndex;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.tokens = tokenizeSql(text);
    this.#lines = new LineIndex(text);
  }

  span({ end, start }: { readonly start: number; readonly end: number }): Span {
    return this.#lines.span(this.path, start, end);
  }

  /** The token at a place of the file, or the next one behind it. */
  tokenAt({ column, line }: { readonly line: number; readonly column: number }): SqlToken | undefined {
    const offset = this.#lines.offset(line, column);
    return this.tokens.find(({ end }) => end > offset);
  }
}
