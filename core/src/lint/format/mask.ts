import type { SqlToken } from '../sql/tokens.ts';

/** SQL in which plain words and comments stand for templates, so that a formatter of SQL can read it. */
export interface Masked {
  readonly text: string;
  /** Puts the templates back into the formatted text. */
  restore(formatted: string): string;
}

/** Clause words and operators behind which an expression has to follow, on a line of its own or not. */
const wantsExpression =
  /^(select|from|join|where|on|and|or|not|having|qualify|by|when|then|else|case|in|as|limit|offset|using|union|all|except|intersect|values|with|[(,[=<>+\-*/%|.]|::|\|\||<=|>=|<>|!=)$/i;

/**
 * Puts placeholders in the place of templates: words for those within a line, comments for those that have their lines
 * to themselves.
 */
export function maskTemplates(source: string, tokens: readonly SqlToken[]): Masked {
  const originals: string[] = [];
  const place = (original: string, make: (name: string) => string): string => {
    originals.push(original);
    return make(`bk${originals.length - 1}_`);
  };
  let text = '';
  let end = 0;
  for (let index = 0; index < tokens.length; index++) {
    const last = separatorEnd(tokens, index) ?? index;
    const token = tokens[index]!;
    const stop = tokens[last]!.end;
    text += source.slice(end, token.start);
    text += mask(
      source.slice(token.start, stop),
      token,
      isOwnLine(source, token, stop, tokens[index - 1]),
      place,
    );
    end = stop;
    index = last;
  }
  return {
    text: text + source.slice(end),
    restore: (formatted) =>
      formatted.replace(
        /(?:--|\/\*|')?bk(\d+)_x*(?:\*\/|')?/g,
        (found, index: string) => originals[Number(index)] ?? found,
      ),
  };
}

function mask(
  text: string,
  { kind, isMixed }: SqlToken,
  isOwn: boolean,
  place: (original: string, make: (name: string) => string) => string,
): string {
  const asWord = (name: string): string => name.padEnd(Math.min(text.length, 60), 'x');
  switch (kind) {
    case 'template-comment':
    case 'statement':
    case 'expression':
      return isOwn ? place(text, (name) => `--${name}`) : place(text, asWord);
    case 'string':
      return text.includes('{') || text.includes('$')
        ? place(text, (name) => `'${name.padEnd(text.length - 2, 'x')}'`)
        : text;
    case 'word':
    case 'number':
    case 'quoted':
      return isMixed ? place(text, asWord) : text;
    case 'comment':
      // A formatter would move the lines of one that has several.
      if (!text.includes('\n')) return text;
      return place(text, (name) => (isOwn ? `--${name}` : `/*${name}*/`));
    case 'operator':
      return text;
  }
}

/** Of `{% if not loop.last %},{% endif %}` the index of its end: the comma is no place for a line break. */
function separatorEnd(tokens: readonly SqlToken[], index: number): number | undefined {
  const [first, comma, last] = tokens.slice(index, index + 3);
  const isSeparator =
    (first?.kind === 'statement' || first?.kind === 'word') &&
    comma?.text === ',' &&
    last?.kind === 'statement' &&
    /\{%[-+]?\s*if\b[^%]*%\}$/.test(first.text) &&
    /^\{%[-+]?\s*endif\b/.test(last.text);
  return isSeparator ? index + 2 : undefined;
}

/** Whether a template has its lines to itself, and is no expression that the SQL around it waits for. */
function isOwnLine(
  source: string,
  { kind, start }: SqlToken,
  end: number,
  before: SqlToken | undefined,
): boolean {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = source.indexOf('\n', end);
  const isAlone =
    source.slice(lineStart, start).trim() === '' &&
    source.slice(end, lineEnd === -1 ? source.length : lineEnd).trim() === '';
  if (!isAlone || kind !== 'expression') return isAlone;
  return before === undefined || before.kind === 'statement' || !wantsExpression.test(before.text);
}
