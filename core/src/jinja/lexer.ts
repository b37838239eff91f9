import { narrow } from './arithmetic.ts';
import { isSpace } from './characters.ts';

/** UTF-16 offsets into the (normalized) text, `end` exclusive. */
export type Token =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'variable-begin' | 'variable-end' | 'block-begin' | 'block-end';
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: 'name' | 'string' | 'operator';
      readonly text: string;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: 'integer';
      readonly value: number | bigint;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'float'; readonly value: number; readonly start: number; readonly end: number }
  | { readonly kind: 'end'; readonly start: number; readonly end: number };

/** The text cannot be cut into tokens, or tokens into a tree; offsets as in Token. */
export class SyntaxFault extends Error {
  override name = 'SyntaxFault';
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, start: number, end: number, hint?: string) {
    super(message);
    this.start = start;
    this.end = end;
    this.hint = hint;
  }
}

/** Line ends as `\n`, and without the one at the very end: what Jinja makes of a template's text. */
export function normalizeText(text: string): string {
  const unix = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return unix.endsWith('\n') ? unix.slice(0, -1) : unix;
}

const opening = /\{[{%#]/g;
const rawOpening = /\{%[-+]?\s*raw\s*(-?)%\}/y;
const rawClosing = /\{%(-?)[-+]?\s*endraw\s*(-?)%\}/g;
const space = /\s*/y;
const nameToken = /[\p{L}_\p{Nl}][\p{L}\p{N}_\p{Mn}\p{Mc}\p{Pc}]*/uy;
const numberToken =
  /(0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|\d(?:_?\d)*(?:(?:\.\d(?:_?\d)*)?[eE][+-]?\d(?:_?\d)*|\.\d(?:_?\d)*)|0(?:_?0)*|[1-9](?:_?\d)*/y;
/** Behind a dot a number is an index: `rows.0.1`. */
const indexToken = /()\d+/y;
const stringToken = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const operatorToken = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~<>=()[\]{}.,:|;]/y;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Cuts a template into tokens. Whitespace control (`{%-`, `-%}`) is already applied to the text tokens.
 *
 * @param text As `normalizeText` gives it.
 * @throws SyntaxFault
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  appendTokens(text, 0, tokens);
  return tokens;
}

/** The same up to the first tag that cannot be cut into tokens. */
export function tokenizeUpToFault(
  text: string,
  from: number,
): { readonly tokens: readonly Token[]; readonly fault: SyntaxFault | undefined } {
  const tokens: Token[] = [];
  try {
    appendTokens(text, from, tokens);
    return { tokens, fault: undefined };
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    const isWhole = ({ kind }: Token): boolean =>
      kind === 'text' || kind === 'variable-end' || kind === 'block-end';
    const whole = tokens.findLastIndex(isWhole) + 1;
    const { start } = tokens[whole] ?? fault;
    return { tokens: [...tokens.slice(0, whole), { kind: 'end', start, end: start }], fault };
  }
}

function appendTokens(text: string, from: number, tokens: Token[]): void {
  let position = from;
  let trimsNext = false;

  const addText = (end: number, trimsEnd: boolean): void => {
    let start = position;
    if (trimsNext) while (start < end && isSpace(text[start]!)) start++;
    let stop = end;
    if (trimsEnd) while (stop > start && isSpace(text[stop - 1]!)) stop--;
    if (stop > start) tokens.push({ kind: 'text', text: text.slice(start, stop), start, end: stop });
    trimsNext = false;
  };

  for (;;) {
    opening.lastIndex = position;
    const found = opening.exec(text);
    if (!found) {
      addText(text.length, false);
      tokens.push({ kind: 'end', start: text.length, end: text.length });
      return;
    }
    const start = found.index;
    const sign = text[start + 2];
    addText(start, sign === '-');
    position = start + 2;
    if (found[0] === '{#') {
      const end = text.indexOf('#}', position);
      if (end === -1) throw new SyntaxFault('Missing end of comment: expected "#}"', start, text.length);
      trimsNext = text[end - 1] === '-' && end - 1 >= position;
      position = end + 2;
      continue;
    }
    if (found[0] === '{%') {
      rawOpening.lastIndex = start;
      const raw = rawOpening.exec(text);
      if (raw) {
        rawClosing.lastIndex = rawOpening.lastIndex;
        const closing = rawClosing.exec(text);
        if (!closing)
          throw new SyntaxFault('Missing end of raw block: expected "{% endraw %}"', start, text.length);
        position = rawOpening.lastIndex;
        trimsNext = raw[1] === '-';
        addText(closing.index, closing[1] === '-');
        trimsNext = closing[2] === '-';
        position = rawClosing.lastIndex;
        continue;
      }
    }
    const isBlock = found[0] === '{%';
    if (sign === '-' || sign === '+') position++;
    tokens.push({ kind: isBlock ? 'block-begin' : 'variable-begin', start, end: position });
    const inside = tokenizeExpression(text, position, isBlock, start, tokens);
    position = inside.end;
    trimsNext = inside.trims;
  }
}

/** Appends the tokens of one `{{ … }}` or `{% … %}` up to and with its end. */
function tokenizeExpression(
  text: string,
  from: number,
  isBlock: boolean,
  opened: number,
  tokens: Token[],
): { readonly end: number; readonly trims: boolean } {
  const close = isBlock ? '%}' : '}}';
  const brackets: { readonly closer: string; readonly start: number }[] = [];
  let position = from;
  for (;;) {
    position = skip(space, text, position, text.length);
    if (position >= text.length) {
      throw new SyntaxFault(
        `Missing end of ${isBlock ? 'tag' : 'expression'}: expected "${close}"`,
        opened,
        text.length,
      );
    }
    if (brackets.length === 0) {
      const sign = text[position];
      const closesAt = sign === '-' || sign === '+' ? position + 1 : position;
      if (text.startsWith(close, closesAt) && (sign !== '+' || isBlock)) {
        const end = closesAt + 2;
        tokens.push({ kind: isBlock ? 'block-end' : 'variable-end', start: position, end });
        return { end, trims: sign === '-' };
      }
    }
    position = pushToken(text, position, tokens, brackets, isBlock);
  }
}

function pushToken(
  text: string,
  start: number,
  tokens: Token[],
  brackets: { readonly closer: string; readonly start: number }[],
  isBlock: boolean,
): number {
  let end = matchAt(nameToken, text, start);
  if (end !== undefined) {
    tokens.push({ kind: 'name', text: text.slice(start, end), start, end });
    return end;
  }
  const pattern = text[start - 1] === '.' ? indexToken : numberToken;
  pattern.lastIndex = start;
  const number = pattern.exec(text);
  if (number) {
    tokens.push(numberFrom(number, start));
    return start + number[0].length;
  }
  end = matchAt(stringToken, text, start);
  if (end !== undefined) {
    tokens.push({ kind: 'string', text: unescapeString(text.slice(start + 1, end - 1)), start, end });
    return end;
  }
  end = matchAt(operatorToken, text, start);
  if (end === undefined) {
    const isQuote = text[start] === "'" || text[start] === '"';
    throw new SyntaxFault(
      isQuote ? 'Missing end of string' : `Unexpected character "${text[start]}"`,
      start,
      start + 1,
    );
  }
  const operator = text.slice(start, end);
  const closer = closers[operator];
  if (closer) brackets.push({ closer, start });
  else if (operator === ')' || operator === ']' || operator === '}') {
    const open = brackets.pop();
    if (!open) throw new SyntaxFault(`Unexpected "${operator}": nothing is open`, start, end);
    if (open.closer !== operator) {
      throw new SyntaxFault(`Unexpected "${operator}", expected "${open.closer}"`, start, end);
    }
  } else if (operator === '%' && isBlock && brackets.length > 0 && text[end] === '}') {
    const open = brackets.at(-1)!;
    throw new SyntaxFault(
      `Missing "${open.closer}": the tag ends inside brackets`,
      open.start,
      open.start + 1,
    );
  }
  tokens.push({ kind: 'operator', text: operator, start, end });
  return end;
}

function numberFrom(match: RegExpExecArray, start: number): Token {
  const [whole, prefixed] = match;
  const end = start + whole.length;
  const digits = whole.replaceAll('_', '');
  if (prefixed === undefined && /[.eE]/.test(digits))
    return { kind: 'float', value: Number(digits), start, end };
  return { kind: 'integer', value: narrow(BigInt(digits)), start, end };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** Python's escapes; an unknown one stays as it is written. */
function unescapeString(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (
      all,
      x: string | undefined,
      u: string | undefined,
      U: string | undefined,
      octal: string | undefined,
      other: string | undefined,
    ) => {
      const hex = x ?? u ?? U;
      const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
      if (code !== undefined) return code > 0x10ffff ? all : String.fromCodePoint(code);
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      return simpleEscapes[other!] ?? all;
    },
  );
}

function matchAt(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function skip(pattern: RegExp, text: string, position: number, end: number): number {
  pattern.lastIndex = position;
  pattern.test(text);
  return Math.min(pattern.lastIndex, end);
}
