/**
 * What a piece of SQL with templates is. A `word` may be glued to templates (`stg_{{ name }}`): together they are one
 * word, since a space between them would change what comes out.
 */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'number'
  | 'operator'
  | 'comment'
  | 'expression'
  | 'statement'
  | 'template-comment';

/** A token; white space lies between tokens and is none. */
export interface SqlToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
  /** A word, a number or a quoted name that holds templates. */
  readonly isMixed: boolean;
}

const space = /[\s\uFEFF]/;
const wordStart = /[\p{L}_]/u;
const wordPart = /[\p{L}\p{N}_$]/u;
const number = /(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][-+]?\d+)?)/y;
/** The longest first. */
const operators = [
  '->>',
  '!~~*',
  '!~~',
  '~~*',
  '::',
  '->',
  '<=',
  '>=',
  '<>',
  '!=',
  '==',
  '||',
  '//',
  '**',
  ':=',
  '=>',
  '~~',
  '!~',
  '<<',
  '>>',
  '&&',
  '@>',
  '<@',
  '^@',
];
const dollarQuote = /\$(?:[A-Za-z_]\w*)?\$/y;
const rawBlock = /\{%[-+]?\s*raw\s*[-+]?%\}[\s\S]*?\{%[-+]?\s*endraw\s*[-+]?%\}/y;

/** Splits SQL with Jinja into tokens. Never fails: what is not closed reaches to the end. */
export function tokenizeSql(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (space.test(text[at]!)) {
      at++;
      continue;
    }
    const { kind, end, isMixed } = scan(text, at);
    tokens.push({ kind, text: text.slice(at, end), start: at, end, isMixed });
    at = end;
  }
  return tokens;
}

interface Scanned {
  readonly kind: TokenKind;
  readonly end: number;
  readonly isMixed: boolean;
}

function scan(text: string, at: number): Scanned {
  const template = templateAt(text, at);
  if (template?.kind === 'template-comment') return { ...template, isMixed: false };
  if (template) {
    const end = wordEnd(text, template.end);
    const isGlued = end > template.end && !isOnlyTemplates(text, template.end, end);
    return isGlued ? { kind: 'word', end, isMixed: true } : { ...template, isMixed: false };
  }
  const character = text[at]!;
  if (text.startsWith('--', at)) return plain('comment', endOfLine(text, at));
  if (text.startsWith('/*', at)) return plain('comment', endOfBlock(text, at));
  if (character === "'") return plain('string', quotedEnd(text, at, "'", isEscapeString(text, at)));
  if (character === '"') {
    const end = wordEnd(text, quotedEnd(text, at, '"', false));
    return { kind: 'quoted', end, isMixed: /\{[{%]/.test(text.slice(at, end)) };
  }
  dollarQuote.lastIndex = at;
  const dollar = dollarQuote.exec(text)?.[0];
  if (dollar !== undefined) {
    const close = text.indexOf(dollar, at + dollar.length);
    return plain('string', close === -1 ? text.length : close + dollar.length);
  }
  if (/[eExX]/.test(character) && text[at + 1] === "'")
    return plain('string', quotedEnd(text, at + 1, "'", /[eE]/.test(character)));
  if (wordStart.test(character) || isSurrogate(character)) {
    const end = wordEnd(text, at);
    return { kind: 'word', end, isMixed: /\{[{%]/.test(text.slice(at, end)) };
  }
  number.lastIndex = at;
  const digits = /[\d.]/.test(character) ? number.exec(text)?.[0] : undefined;
  if (digits && /\d/.test(digits)) {
    const end = wordEnd(text, at + digits.length);
    return { kind: 'number', end, isMixed: /\{[{%]/.test(text.slice(at, end)) };
  }
  const operator = operators.find((known) => text.startsWith(known, at)) ?? character;
  return plain('operator', at + operator.length);
}

function plain(kind: TokenKind, end: number): Scanned {
  return { kind, end, isMixed: false };
}

/** A template that begins at an offset: its end lies behind its closing braces. */
function templateAt(
  text: string,
  at: number,
): { readonly kind: 'expression' | 'statement' | 'template-comment'; readonly end: number } | undefined {
  if (text[at] !== '{') return undefined;
  if (text.startsWith('{#', at)) {
    const close = text.indexOf('#}', at + 2);
    return { kind: 'template-comment', end: close === -1 ? text.length : close + 2 };
  }
  rawBlock.lastIndex = at;
  const raw = rawBlock.exec(text)?.[0];
  if (raw !== undefined) return { kind: 'expression', end: at + raw.length };
  if (text.startsWith('{{', at)) return { kind: 'expression', end: templateEnd(text, at + 2, '}}') };
  if (text.startsWith('{%', at)) return { kind: 'statement', end: templateEnd(text, at + 2, '%}') };
  return undefined;
}

/** Behind the closing braces; those inside of strings and of dictionaries are none. */
function templateEnd(text: string, from: number, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === "'" || character === '"') {
      at = templateStringEnd(text, at, character) - 1;
    } else if (depth === 0 && text.startsWith(close, at)) {
      return at + close.length;
    } else if (character === '{') {
      depth++;
    } else if (character === '}') {
      depth = Math.max(0, depth - 1);
    }
  }
  return text.length;
}

function templateStringEnd(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** The end of a string or quoted name; templates within it may hold quotes of their own. */
function quotedEnd(text: string, start: number, quote: string, hasEscapes: boolean): number {
  let at = start + 1;
  while (at < text.length) {
    const template = templateAt(text, at);
    if (template) at = template.end;
    else if (hasEscapes && text[at] === '\\') at += 2;
    else if (text[at] !== quote) at++;
    else if (text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return text.length;
}

/** Where a word ends that goes on at an offset, with the templates that are glued to it. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const template = templateAt(text, at);
    if (template && template.kind !== 'template-comment') at = template.end;
    else if (wordPart.test(text[at]!) || isSurrogate(text[at]!)) at++;
    else break;
  }
  return at;
}

/** Whether nothing but templates stands in a stretch: those beside one another make no word. */
function isOnlyTemplates(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const template = templateAt(text, at);
    if (!template) return false;
    at = template.end;
  }
  return true;
}

function isEscapeString(text: string, at: number): boolean {
  return /[eE]/.test(text[at - 1] ?? '') && !wordPart.test(text[at - 2] ?? '');
}

function isSurrogate(character: string): boolean {
  return /[\ud800-\udfff]/.test(character);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Block comments nest. */
function endOfBlock(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++;
      at++;
    } else if (text.startsWith('*/', at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
