/** A token of Python source, as far as finding calls and reading literals needs to tell them apart. */
export interface PythonToken {
  readonly kind: 'name' | 'number' | 'string' | 'f-string' | 'operator' | 'line';
  /** Its text; of a string, its value; of an f-string, what stands between the quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const opening = '([{';
const closing = ')]}';

/**
 * The tokens of Python source without comments; the ends of logical lines are tokens, indentation is not.
 * Source that is no Python gives tokens all the same: only what looks like a call of `dbt` is read from them.
 */
export function* pythonTokens(source: string): Iterable<PythonToken> {
  let depth = 0;
  let at = 0;
  while (at < source.length) {
    const start = at;
    const char = source[at]!;
    if (char === '#') {
      at = endOfLine(source, at);
    } else if (char === '\\') {
      at += source.startsWith('\r\n', at + 1) ? 3 : 2;
    } else if (char === '\n') {
      at++;
      if (depth === 0) yield { kind: 'line', text: char, start, end: at };
    } else if (/\s/.test(char)) {
      at++;
    } else if (/[A-Za-z_\u0080-\uffff]/.test(char)) {
      at = endOf(/[\w\u0080-\uffff]*/y, source, at);
      const prefix = source.slice(start, at).toLowerCase();
      const isPrefix = /^(r|u|b|f|rb|br|rf|fr)$/.test(prefix) && (source[at] === '"' || source[at] === "'");
      if (!isPrefix) {
        yield { kind: 'name', text: source.slice(start, at), start, end: at };
        continue;
      }
      const string = readString(source, at);
      at = string.end;
      const kind = prefix.includes('f') ? 'f-string' : 'string';
      const text = prefix.includes('r') || kind === 'f-string' ? string.body : unescaped(string.body);
      yield { kind, text, start, end: at };
    } else if (char === '"' || char === "'") {
      const string = readString(source, at);
      at = string.end;
      yield { kind: 'string', text: unescaped(string.body), start, end: at };
    } else if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(source[at + 1] ?? ''))) {
      at = endOf(/(0[xXoObB][\da-fA-F_]+|[\d_]*\.?[\d_]*([eE][+-]?\d+)?)[jJ]?/y, source, at);
      yield { kind: 'number', text: source.slice(start, at).replaceAll('_', ''), start, end: at };
    } else {
      at = endOf(/\*\*|\/\/|->|:=|[=!<>]=|./suy, source, at);
      const text = source.slice(start, at);
      if (opening.includes(text)) depth++;
      if (closing.includes(text)) depth = Math.max(0, depth - 1);
      yield { kind: 'operator', text, start, end: at };
    }
  }
}

function endOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return Math.max(at + 1, at + (pattern.exec(source)?.[0].length ?? 1));
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
}

/** The string whose first quote is at `at`; one that is not closed goes to the end of its line, or of the source. */
function readString(source: string, at: number): { body: string; end: number } {
  const quote = source[at]!;
  const isTriple = source.startsWith(quote.repeat(3), at);
  const close = isTriple ? quote.repeat(3) : quote;
  const from = at + close.length;
  for (let end = from; end < source.length; end++) {
    if (source[end] === '\\') end++;
    else if (source.startsWith(close, end)) return { body: source.slice(from, end), end: end + close.length };
    else if (source[end] === '\n' && !isTriple) return { body: source.slice(from, end), end };
  }
  return { body: source.slice(from), end: source.length };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

function unescaped(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|.|\n)/gs,
    (whole: string, escape: string) => {
      const known = escapes[escape];
      if (known !== undefined) return known;
      if (/^[xuU]/.test(escape) && escape.length > 1)
        return codePoint(Number.parseInt(escape.slice(1), 16), whole);
      return /^[0-7]/.test(escape) ? codePoint(Number.parseInt(escape, 8), whole) : whole;
    },
  );
}

const codePoint = (code: number, otherwise: string): string =>
  code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
