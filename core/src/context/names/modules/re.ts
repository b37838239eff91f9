import { regexInvalid, wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import {
  type CallSite,
  Dict,
  Float,
  noKwargs,
  TemplateObject,
  toStr,
  Tuple,
  typeName,
  type Value,
} from '../../../jinja/index.ts';
import { fault, native, text } from '../../call.ts';
import { LazyIterator } from './itertools.ts';

const flagLetters: ReadonlyMap<number, string> = new Map([
  [2, 'i'],
  [8, 'm'],
  [16, 's'],
]);
const namedFlags = {
  IGNORECASE: 2,
  I: 2,
  MULTILINE: 8,
  M: 8,
  DOTALL: 16,
  S: 16,
  VERBOSE: 64,
  X: 64,
  ASCII: 256,
  A: 256,
  UNICODE: 32,
  U: 32,
};
const verbose = 64;

/** Python's `re`, on JavaScript's engine; patterns are translated, what cannot be is refused by name. */
export const re: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...Object.entries(namedFlags),
  [
    'compile',
    native('compile', ['pattern', 'flags?'], ([pattern, flags], site) => compile(pattern!, flags, site)),
  ],
  ['escape', native('escape', ['pattern'], ([pattern], site) => escape(text('escape', pattern, site)))],
  ...(['match', 'fullmatch', 'search', 'findall', 'finditer'] as const).map((name): [string, Value] => [
    name,
    native(name, ['pattern', 'string', 'flags?'], ([pattern, string, flags], site) =>
      compile(pattern!, flags, site).apply(name, text(name, string, site)),
    ),
  ]),
  [
    'split',
    native('split', ['pattern', 'string', 'maxsplit?', 'flags?'], ([pattern, string, limit, flags], site) =>
      compile(pattern!, flags, site).split(text('split', string, site), Number(limit ?? 0)),
    ),
  ],
  ...(['sub', 'subn'] as const).map((name): [string, Value] => [
    name,
    native(
      name,
      ['pattern', 'repl', 'string', 'count?', 'flags?'],
      ([pattern, repl, string, count, flags], site) =>
        compile(pattern!, flags, site).substitute(
          name,
          repl!,
          text(name, string, site),
          Number(count ?? 0),
          site,
        ),
    ),
  ]),
]);

function escape(literal: string): string {
  return literal.replace(/[()[\]{}?*+\-|^$\\.&~#\s]/g, '\\$&');
}

function compile(pattern: Value, flags: Value | undefined, site: CallSite): Pattern {
  if (pattern instanceof Pattern) return pattern;
  const source = text('re', pattern, site);
  const bits = typeof flags === 'number' ? flags : 0;
  try {
    return new Pattern(source, bits);
  } catch (error) {
    throw fault(site, regexInvalid(source, error instanceof Error ? error.message : String(error)));
  }
}

/** Where Python's syntax differs: named groups, text anchors, flags at the start, `{`, verbose mode. */
function translate(source: string, bits: number): RegExp {
  let letters = [...flagLetters].map(([bit, letter]) => ((bits & bit) === bit ? letter : '')).join('');
  let pattern = source;
  const inline = /^\(\?([aimsux]+)\)/.exec(pattern);
  if (inline) {
    pattern = pattern.slice(inline[0].length);
    for (const letter of inline[1]!)
      if ('ims'.includes(letter) && !letters.includes(letter)) letters += letter;
    if (inline[1]!.includes('x')) bits |= verbose;
  }
  if ((bits & verbose) === verbose)
    pattern = pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#.*/g, (m) => (/^(\s|#)/.test(m) ? '' : m));
  pattern = pattern
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll(/\\A/g, letters.includes('m') ? '(?<![\\s\\S])' : '^')
    .replaceAll(/\\Z/g, '(?![\\s\\S])');
  return new RegExp(pattern, `${letters}dg`);
}

class Pattern extends TemplateObject {
  override readonly typeName = 're.Pattern';
  readonly #source: string;
  readonly #regex: RegExp;

  constructor(source: string, bits: number) {
    super();
    this.#source = source;
    this.#regex = translate(source, bits);
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'pattern':
        return this.#source;
      case 'match':
      case 'fullmatch':
      case 'search':
      case 'findall':
      case 'finditer':
        return native(name, ['string'], ([string], site) => this.apply(name, text(name, string, site)));
      case 'split':
        return native(name, ['string', 'maxsplit?'], ([string, limit], site) =>
          this.split(text(name, string, site), Number(limit ?? 0)),
        );
      case 'sub':
      case 'subn':
        return native(name, ['repl', 'string', 'count?'], ([repl, string, count], site) =>
          this.substitute(name, repl!, text(name, string, site), Number(count ?? 0), site),
        );
      default:
        return undefined;
    }
  }

  override toRepr(): string {
    return `re.compile('${this.#source}')`;
  }

  apply(name: 'match' | 'fullmatch' | 'search' | 'findall' | 'finditer', subject: string): Value {
    switch (name) {
      case 'search':
        return this.#first(this.#regex, subject);
      case 'match':
        return this.#first(
          new RegExp(`^(?:${this.#regex.source})`, this.#regex.flags.replace('m', '')),
          subject,
        );
      case 'fullmatch':
        return this.#first(
          new RegExp(`^(?:${this.#regex.source})$`, this.#regex.flags.replace('m', '')),
          subject,
        );
      case 'findall':
        return [...subject.matchAll(this.#regex)].map((match) => found(match));
      case 'finditer':
        return new LazyIterator([...subject.matchAll(this.#regex)].map((match) => new Match(match)));
    }
  }

  split(subject: string, limit: number): Value {
    const parts: Value[] = [];
    let from = 0;
    for (const match of subject.matchAll(this.#regex)) {
      if (limit > 0 && parts.length >= limit) break;
      parts.push(subject.slice(from, match.index), ...match.slice(1).map((group) => group ?? null));
      from = match.index + match[0].length;
    }
    parts.push(subject.slice(from));
    return parts;
  }

  substitute(name: 'sub' | 'subn', repl: Value, subject: string, limit: number, site: CallSite): Value {
    let result = '';
    let from = 0;
    let count = 0;
    for (const match of subject.matchAll(this.#regex)) {
      if (limit > 0 && count >= limit) break;
      result += subject.slice(from, match.index) + replacement(repl, match, site);
      from = match.index + match[0].length;
      count++;
    }
    result += subject.slice(from);
    return name === 'subn' ? new Tuple([result, count]) : result;
  }

  #first(regex: RegExp, subject: string): Value {
    regex.lastIndex = 0;
    const match = regex.exec(subject);
    return match ? new Match(match) : null;
  }
}

/** What findall gives for a match: the text, the one group, or a tuple of groups. */
function found(match: RegExpMatchArray): Value {
  if (match.length === 1) return match[0];
  if (match.length === 2) return match[1] ?? '';
  return new Tuple(match.slice(1).map((group) => group ?? ''));
}

function replacement(repl: Value, match: RegExpMatchArray, site: CallSite): string {
  if (repl instanceof TemplateObject && repl.call) {
    const answer = repl.call([new Match(match)], noKwargs, site);
    if (answer instanceof Promise)
      throw fault(site, wrongArguments('sub', 'the function must not query the database'));
    return toStr(answer);
  }
  if (typeof repl !== 'string')
    throw fault(site, wrongArguments('sub', `the replacement is a ${typeName(repl)}`));
  return repl.replace(
    /\\(?:g<(\w+)>|(\d{1,2})|(.))/g,
    (_, group: string | undefined, index: string | undefined, other: string | undefined) => {
      if (other !== undefined) return other === 'n' ? '\n' : other === 't' ? '\t' : other;
      const key = group ?? index!;
      return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? '';
    },
  );
}

class Match extends TemplateObject {
  override readonly typeName = 're.Match';
  readonly #match: RegExpMatchArray;

  constructor(match: RegExpMatchArray) {
    super();
    this.#match = match;
  }

  override isTrue(): boolean {
    return true;
  }

  override getItem(key: Value): Value | undefined {
    return this.#group(key);
  }

  override getAttribute(name: string): Value | undefined {
    const match = this.#match;
    switch (name) {
      case 'group':
        return native('group', ['group1?', 'group2?', 'group3?', 'group4?'], (keys) => {
          const wanted = keys.filter((key) => key !== undefined);
          if (wanted.length > 1) return new Tuple(wanted.map((key) => this.#group(key) ?? null));
          return this.#group(wanted[0] ?? 0) ?? null;
        });
      case 'groups':
        return native(
          'groups',
          ['default?'],
          ([fallback]) => new Tuple(match.slice(1).map((group) => group ?? fallback ?? null)),
        );
      case 'groupdict':
        return native(
          'groupdict',
          ['default?'],
          ([fallback]) =>
            new Dict(
              Object.entries(match.groups ?? {}).map(([key, group]): [Value, Value] => [
                key,
                group ?? fallback ?? null,
              ]),
            ),
        );
      case 'start':
      case 'end':
      case 'span':
        return native(name, ['group?'], ([key]) => {
          const [start, end] = this.#indices(key ?? 0);
          return name === 'span' ? new Tuple([start, end]) : name === 'start' ? start : end;
        });
      case 'string':
        return match.input ?? '';
      default:
        return undefined;
    }
  }

  #group(key: Value): Value | undefined {
    const index = key instanceof Float ? undefined : key;
    if (typeof index === 'number')
      return index < this.#match.length ? (this.#match[index] ?? null) : undefined;
    return typeof index === 'string' ? (this.#match.groups?.[index] ?? null) : undefined;
  }

  #indices(key: Value): readonly [number, number] {
    const indices = (this.#match as RegExpExecArray).indices;
    const range = typeof key === 'number' ? indices?.[key] : indices?.groups?.[String(key)];
    return range ?? [-1, -1];
  }
}
