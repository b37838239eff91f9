import { wrongArguments } from '../../../../diagnostics/catalogue/context.ts';
import {
  type CallSite,
  Dict,
  noKwargs,
  TemplateFault,
  TemplateObject,
  toRepr,
  toStr,
  Tuple,
  typeName,
  type Value,
} from '../../../../jinja/index.ts';
import { fault, native, text } from '../../../call.ts';
import { LazyIterator } from '../itertools.ts';
import { expand, Match, type PatternInfo } from './match.ts';
import { type Translated, translate } from './translate.ts';

/** What part of a text to look at: Python's `pos` and `endpos`. */
type Range = readonly [start: Value | undefined, end: Value | undefined];

/** Runs work and gives its answer, or undefined when it takes too long. */
export type WithinTime = <T>(work: () => T) => T | undefined;

/** A part that repeats within a part that repeats: what such a pattern costs may double with each character. */
const nestedRepeats = /(?:[*+}]|\|[^)]*)\??\)(?:[*+]|\{\d*,)/;
/** A text too short for that to matter. */
const harmlessLength = 20;

const finders = ['match', 'fullmatch', 'search', 'findall', 'finditer'] as const;
type Finder = (typeof finders)[number];

/** Python's `re.Pattern`, on JavaScript's engine. */
export class Pattern extends TemplateObject implements PatternInfo {
  override readonly typeName = 're.Pattern';
  readonly #source: string;
  readonly #translated: Translated;
  readonly #regex: RegExp;
  readonly #withinTime: WithinTime | undefined;

  /** @throws SyntaxError for what is no pattern */
  constructor(source: string, bits: number, withinTime?: WithinTime) {
    super();
    this.#source = source;
    this.#translated = translate(source, bits);
    this.#withinTime = nestedRepeats.test(source) ? withinTime : undefined;
    this.#regex = new RegExp(this.#translated.source, this.#translated.flags);
  }

  get names(): ReadonlyMap<string, number> {
    return this.#translated.names;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'pattern':
        return this.#source;
      case 'flags':
        return this.#translated.bits | 32;
      case 'groups':
        return this.#translated.groupCount;
      case 'groupindex':
        return new Dict(this.names);
      case 'split':
        return native(name, ['string', 'maxsplit?'], ([string, limit], site) =>
          this.split(text(name, string, site), Number(limit ?? 0)),
        );
      case 'sub':
      case 'subn':
        return native(name, ['repl', 'string', 'count?'], ([repl, string, count], site) =>
          this.substitute(name, repl!, text(name, string, site), Number(count ?? 0), site),
        );
      default: {
        const finder = finders.find((candidate) => candidate === name);
        if (!finder) return undefined;
        return native(name, ['string', 'pos?', 'endpos?'], ([string, start, end], site) =>
          this.find(finder, text(name, string, site), [start, end]),
        );
      }
    }
  }

  override toRepr(): string {
    return `re.compile(${toRepr(this.#source)})`;
  }

  find(finder: Finder, subject: string, range: Range = [undefined, undefined]): Value {
    const end = Math.min(subject.length, Number(range[1] ?? subject.length));
    const start = Math.max(0, Math.min(Number(range[0] ?? 0), end));
    const looked = subject.slice(0, end);
    const match = (found: RegExpExecArray): Match => new Match(found, this, [start, end]);
    switch (finder) {
      case 'search':
        return this.#first(this.#regex, looked, start, match);
      case 'match':
        return this.#first(this.#anchored(''), looked, start, match);
      case 'fullmatch':
        return this.#first(this.#anchored('(?![\\s\\S])'), looked, start, match);
      case 'findall':
        return this.#all(looked, start).map(groupsOf);
      case 'finditer':
        return new LazyIterator(this.#all(looked, start).map(match));
    }
  }

  split(subject: string, limit: number): Value {
    const parts: Value[] = [];
    let from = 0;
    let splits = 0;
    for (const match of this.#all(subject, 0)) {
      if (limit > 0 && splits >= limit) break;
      parts.push(subject.slice(from, match.index), ...match.slice(1).map((group) => group ?? null));
      from = match.index + match[0].length;
      splits++;
    }
    parts.push(subject.slice(from));
    return parts;
  }

  substitute(name: 'sub' | 'subn', repl: Value, subject: string, limit: number, site: CallSite): Value {
    let result = '';
    let from = 0;
    let count = 0;
    for (const match of this.#all(subject, 0)) {
      if (limit > 0 && count >= limit) break;
      result += subject.slice(from, match.index) + this.#replacement(repl, match, site);
      from = match.index + match[0].length;
      count++;
    }
    result += subject.slice(from);
    return name === 'subn' ? new Tuple([result, count]) : result;
  }

  #replacement(repl: Value, match: RegExpExecArray, site: CallSite): string {
    if (typeof repl === 'string') return expand(repl, match);
    if (!(repl instanceof TemplateObject) || !repl.call)
      throw fault(site, wrongArguments('sub', `the replacement is a ${typeName(repl)}`));
    const answer = repl.call([new Match(match, this)], noKwargs, site);
    if (answer instanceof Promise)
      throw fault(site, wrongArguments('sub', 'the function must not query the database'));
    return toStr(answer);
  }

  #all(subject: string, start: number): readonly RegExpExecArray[] {
    const regex = new RegExp(this.#regex);
    regex.lastIndex = start;
    return this.#bounded(subject, () => [...matches(regex, subject)]);
  }

  /** @throws TemplateFault when the pattern finds no end */
  #bounded<T>(subject: string, work: () => T): T {
    if (!this.#withinTime || subject.length < harmlessLength) return work();
    const found = this.#withinTime(() => ({ value: work() }));
    if (found) return found.value;
    throw new TemplateFault(
      `the pattern ${toRepr(this.#source)} finds no end in a text of ${subject.length} characters`,
      'STEP_LIMIT',
      'It repeats a part that repeats itself; write it so that each text can be matched in one way only',
    );
  }

  /** The pattern where it must begin at the place that is looked at. */
  #anchored(end: string): RegExp {
    const { source, flags } = this.#translated;
    return new RegExp(`(?:${source})${end}`, flags.replace('g', 'y'));
  }

  #first(regex: RegExp, subject: string, start: number, make: (match: RegExpExecArray) => Match): Value {
    regex.lastIndex = start;
    const match = this.#bounded(subject, () => regex.exec(subject));
    return match ? make(match) : null;
  }
}

/** As in Python, an empty match may follow another match at once, but not stand within one. */
function* matches(regex: RegExp, subject: string): Iterable<RegExpExecArray> {
  for (let match = regex.exec(subject); match; match = regex.exec(subject)) {
    yield match;
    if (match[0] === '') regex.lastIndex += (subject.codePointAt(regex.lastIndex) ?? 0) > 0xffff ? 2 : 1;
  }
}

/** What findall gives for a match: the text, the one group, or a tuple of groups. */
function groupsOf(match: RegExpExecArray): Value {
  if (match.length === 1) return match[0];
  if (match.length === 2) return match[1] ?? '';
  return new Tuple(match.slice(1).map((group) => group ?? ''));
}
