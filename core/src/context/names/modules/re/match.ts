import {
  Dict,
  Float,
  TemplateFault,
  TemplateObject,
  toRepr,
  toStr,
  Tuple,
  type Value,
} from '../../../../jinja/index.ts';
import { native } from '../../../call.ts';

/** What a match knows of the pattern that found it. */
export interface PatternInfo extends TemplateObject {
  readonly names: ReadonlyMap<string, number>;
}

/** Python's `re.Match`. */
export class Match extends TemplateObject {
  override readonly typeName = 're.Match';
  readonly #match: RegExpExecArray;
  readonly #pattern: PatternInfo;
  readonly #range: readonly [start: number, end: number];

  /** @param range What part of the text was looked at. */
  constructor(match: RegExpExecArray, pattern: PatternInfo, range?: readonly [number, number]) {
    super();
    this.#match = match;
    this.#pattern = pattern;
    this.#range = range ?? [0, match.input.length];
  }

  override isTrue(): boolean {
    return true;
  }

  override getItem(key: Value): Value | undefined {
    return this.#group(key);
  }

  override toRepr(): string {
    const [start, end] = this.#indices(0);
    return `<re.Match object; span=(${start}, ${end}), match=${toRepr(this.#match[0])}>`;
  }

  override getAttribute(name: string): Value | undefined {
    const match = this.#match;
    switch (name) {
      case 'group':
        return native('group', ['group1?', 'group2?', 'group3?', 'group4?', 'group5?', 'group6?'], (keys) => {
          const wanted = keys.filter((key) => key !== undefined);
          if (wanted.length > 1) return new Tuple(wanted.map((key) => this.#groupOrFail(key)));
          return this.#groupOrFail(wanted[0] ?? 0);
        });
      case 'groups':
        return native(name, ['default?'], ([fallback]) => {
          return new Tuple(match.slice(1).map((group) => group ?? fallback ?? null));
        });
      case 'groupdict':
        return native(name, ['default?'], ([fallback]) => {
          const pairs = [...this.#pattern.names].map(([key, index]): [Value, Value] => [
            key,
            match[index] ?? fallback ?? null,
          ]);
          return new Dict(pairs);
        });
      case 'start':
      case 'end':
      case 'span':
        return native(name, ['group?'], ([key]) => {
          const [start, end] = this.#indices(key ?? 0);
          return name === 'span' ? new Tuple([start, end]) : name === 'start' ? start : end;
        });
      case 'expand':
        return native(name, ['template'], ([template]) => expand(toStr(template!), match));
      case 'string':
        return match.input;
      case 're':
        return this.#pattern;
      case 'pos':
        return this.#range[0];
      case 'endpos':
        return this.#range[1];
      case 'lastindex':
        return this.#last() ?? null;
      case 'lastgroup':
        return [...this.#pattern.names].find(([, index]) => index === this.#last())?.[0] ?? null;
      default:
        return undefined;
    }
  }

  /** The last group that took part. */
  #last(): number | undefined {
    const last = this.#match.findLastIndex((group) => group !== undefined);
    return last > 0 ? last : undefined;
  }

  #group(key: Value): Value | undefined {
    if (key instanceof Float) return undefined;
    const index = typeof key === 'string' ? this.#pattern.names.get(key) : key;
    if (typeof index !== 'number' || index < 0 || index >= this.#match.length) return undefined;
    return this.#match[index] ?? null;
  }

  #groupOrFail(key: Value): Value {
    const group = this.#group(key);
    if (group === undefined) throw new TemplateFault(`the pattern has no group ${toRepr(key)}`);
    return group;
  }

  #indices(key: Value): readonly [number, number] {
    const index = typeof key === 'string' ? this.#pattern.names.get(key) : key;
    return (typeof index === 'number' && this.#match.indices?.[index]) || [-1, -1];
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** A replacement's text, with the groups that it names. */
export function expand(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\\(?:g<(\w+)>|([1-9]\d?)|(0[0-7]{0,2})|([\s\S]))/g,
    (_, name?: string, index?: string, octal?: string, other?: string) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      if (other !== undefined) return escapes[other] ?? (/[A-Za-z]/.test(other) ? badEscape(other) : other);
      const key = name ?? index!;
      if (!/^\d+$/.test(key)) {
        if (!Object.hasOwn(match.groups ?? {}, key)) throw new TemplateFault(`unknown group name '${key}'`);
        return match.groups![key] ?? '';
      }
      if (Number(key) >= match.length) throw new TemplateFault(`invalid group reference ${key}`);
      return match[Number(key)] ?? '';
    },
  );
}

function badEscape(letter: string): never {
  throw new TemplateFault(`bad escape \\${letter}`);
}
