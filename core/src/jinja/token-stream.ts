import { SyntaxFault, type Token } from './lexer.ts';

/** Tokens with a place among them. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#tokens[this.#position]!;
  }

  get next(): Token {
    return this.#tokens[Math.min(this.#position + 1, this.#tokens.length - 1)]!;
  }

  /** The token before the current one. */
  get last(): Token {
    return this.#tokens[Math.max(0, this.#position - 1)]!;
  }

  advance(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.#position++;
    return token;
  }

  isOperator(text: string): boolean {
    const token = this.current;
    return token.kind === 'operator' && token.text === text;
  }

  isName(...texts: readonly string[]): boolean {
    const token = this.current;
    return token.kind === 'name' && texts.includes(token.text);
  }

  skipOperator(text: string): boolean {
    if (!this.isOperator(text)) return false;
    this.advance();
    return true;
  }

  skipName(text: string): boolean {
    if (!this.isName(text)) return false;
    this.advance();
    return true;
  }

  expectOperator(text: string): Token {
    if (!this.isOperator(text)) throw this.unexpected(`"${text}"`);
    return this.advance();
  }

  expectName(): Extract<Token, { kind: 'name' | 'string' | 'operator' }> {
    const token = this.current;
    if (token.kind !== 'name') throw this.unexpected('a name');
    this.advance();
    return token;
  }

  expect(kind: 'block-end' | 'variable-end'): Token {
    if (this.current.kind !== kind) throw this.unexpected(kind === 'block-end' ? '"%}"' : '"}}"');
    return this.advance();
  }

  unexpected(wanted: string): SyntaxFault {
    const { start, end } = this.current;
    return new SyntaxFault(
      `Unexpected ${describe(this.current)}, expected ${wanted}`,
      start,
      Math.max(end, start + 1),
    );
  }
}

export function describe(token: Token): string {
  switch (token.kind) {
    case 'name':
    case 'operator':
      return `"${token.text}"`;
    case 'string':
      return `string '${token.text}'`;
    case 'integer':
    case 'float':
      return `number ${token.value}`;
    case 'text':
      return 'text';
    case 'variable-begin':
      return '"{{"';
    case 'variable-end':
      return 'end of expression "}}"';
    case 'block-begin':
      return '"{%"';
    case 'block-end':
      return 'end of tag "%}"';
    case 'end':
      return 'end of file';
  }
}
