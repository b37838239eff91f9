import { type SqlToken, tokenizeSql } from '../sql/tokens.ts';

/**
 * Indents what stands inside of template blocks, and gives back the empty lines around templates and comments, which a
 * formatter of SQL takes away.
 *
 * @param text Formatted SQL with Jinja.
 * @param before The tokens and the text that it was formatted from; the tokens are the same ones.
 */
export function nestTemplates(
  text: string,
  before: { readonly source: string; readonly tokens: readonly SqlToken[] },
  indent: number,
): string {
  const tokens = tokenizeSql(text);
  const lines = firstOfLines(text, tokens);
  const blocks = new Blocks(tokens, lines);
  let result = '';
  let end = 0;
  tokens.forEach((token, index) => {
    const gap = text.slice(end, token.start);
    const base = lines.get(index);
    if (base === undefined) {
      result += gap;
    } else {
      const { column, depth } = blocks.enter(index, base);
      const breaks =
        index === 0 ? '' : hadEmptyLine(before, index) && mayHaveEmptyLine(tokens, index) ? '\n\n' : '\n';
      result += breaks + ' '.repeat(column + depth * indent);
    }
    if (base === undefined) blocks.enter(index, 0);
    result += token.text;
    ({ end } = token);
  });
  return result + text.slice(end);
}

/** The columns of the tokens that are the first ones of their lines, by index. */
function firstOfLines(text: string, tokens: readonly SqlToken[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  tokens.forEach(({ start }, index) => {
    const gap = text.slice(index === 0 ? 0 : tokens[index - 1]!.end, start);
    const line = gap.lastIndexOf('\n');
    if (index === 0 || line !== -1) found.set(index, gap.length - line - 1);
  });
  return found;
}

interface Block {
  /** Column of the tag that opens it, without what it is nested in. */
  readonly column: number;
  /** Whether its tag has a line to itself: only then what is inside is indented. */
  readonly isOwn: boolean;
}

/** The template blocks that are open while one walks through the tokens. */
class Blocks {
  readonly #tokens: readonly SqlToken[];
  readonly #lines: ReadonlyMap<number, number>;
  readonly #open: Block[] = [];

  constructor(tokens: readonly SqlToken[], lines: ReadonlyMap<number, number>) {
    this.#tokens = tokens;
    this.#lines = lines;
  }

  /** Takes the next token; gives where it stands if it is the first of its line. */
  enter(index: number, base: number): { readonly column: number; readonly depth: number } {
    const token = this.#tokens[index]!;
    const role = token.kind === 'statement' ? roleOf(token.text) : 'none';
    const isOwn = this.#isOwnLine(index);
    const depth = this.#depth();
    const closed = this.#open.at(-1);
    switch (role) {
      case 'open': {
        const column = isOwn ? this.#columnOfNext(index, base) : base;
        this.#open.push({ column, isOwn });
        return { column, depth };
      }
      case 'middle':
        return { column: closed?.isOwn ? closed.column : base, depth: closed?.isOwn ? depth - 1 : depth };
      case 'close':
        this.#open.pop();
        return { column: closed?.isOwn ? closed.column : base, depth: this.#depth() };
      case 'none':
        return { column: base, depth };
    }
  }

  #depth(): number {
    return this.#open.filter(({ isOwn }) => isOwn).length;
  }

  #isOwnLine(index: number): boolean {
    return this.#lines.has(index) && (this.#lines.has(index + 1) || index === this.#tokens.length - 1);
  }

  /** A tag stands where the code stands that follows it. */
  #columnOfNext(index: number, base: number): number {
    for (let at = index + 1; at < this.#tokens.length; at++) {
      const { kind } = this.#tokens[at]!;
      if (kind === 'comment' || kind === 'template-comment') continue;
      return kind === 'statement' ? base : (this.#lines.get(at) ?? base);
    }
    return base;
  }
}

function roleOf(text: string): 'open' | 'middle' | 'close' | 'none' {
  const [, word = '', rest = ''] = /^\{%[-+]?\s*(\w+)([\s\S]*)/.exec(text) ?? [];
  if (/^(else|elif)$/.test(word)) return 'middle';
  if (word.startsWith('end')) return 'close';
  if (word === 'set') return /^\s*[\w.,\s]+=/.test(rest) ? 'none' : 'open';
  return /^(if|for|macro|call|filter|snapshot|test|data_test|materialization|docs|block)$/.test(word)
    ? 'open'
    : 'none';
}

function hadEmptyLine(
  { source, tokens }: { readonly source: string; readonly tokens: readonly SqlToken[] },
  index: number,
): boolean {
  return /\n[ \t]*\n/.test(source.slice(tokens[index - 1]!.end, tokens[index]!.start));
}

/** Between templates, comments and SQL an empty line says something; within SQL the layout does. */
function mayHaveEmptyLine(tokens: readonly SqlToken[], index: number): boolean {
  return [tokens[index - 1]!, tokens[index]!].some(
    ({ kind }) =>
      kind === 'comment' || kind === 'statement' || kind === 'expression' || kind === 'template-comment',
  );
}
