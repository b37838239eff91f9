/** Python's flags, by their bits. */
export const flagBits = { I: 2, M: 8, S: 16, U: 32, X: 64, A: 256 } as const;

/** A pattern of Python's as JavaScript's engine takes it. */
export interface Translated {
  readonly source: string;
  /** JavaScript's flags. */
  readonly flags: string;
  /** Python's, with those that the pattern itself sets. */
  readonly bits: number;
  /** The numbers of groups by their names. */
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
}

/**
 * Translates what differs: classes of letters know Unicode, `$` holds before a last line end too, `]` may come first in
 * a class, `{,n}`, named groups, comments, flags inside of a pattern.
 *
 * @throws SyntaxError for what is no pattern, or what JavaScript has nothing for
 */
export function translate(pattern: string, bits: number): Translated {
  return new Translator(pattern, bits).run();
}

const word = '\\p{L}\\p{N}\\p{M}_';
/** Inside of brackets. */
const unicodeClasses: Readonly<Record<string, string>> = { w: word, d: '\\p{Nd}', s: '\\s\\x1c-\\x1f\\x85' };
const asciiClasses: Readonly<Record<string, string>> = { w: 'A-Za-z0-9_', d: '0-9', s: ' \\t\\n\\r\\f\\v' };
const controls: Readonly<Record<string, string>> = {
  a: '\\x07',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};
const atStart = '(?<![\\s\\S])';
const atEnd = '(?![\\s\\S])';

class Translator {
  readonly #text: string;
  #at = 0;
  #bits: number;
  /** Flags of the groups around. */
  readonly #saved: number[] = [];
  readonly #names = new Map<string, number>();
  #groupCount = 0;
  /** Whether the engine itself ignores the letters' case, everywhere. */
  #isInsensitive = false;

  constructor(text: string, bits: number) {
    this.#text = text;
    this.#bits = bits;
  }

  run(): Translated {
    for (;;) {
      const own = /^\(\?([aimsux]+)\)/.exec(this.#text.slice(this.#at));
      if (!own) break;
      this.#bits |= bitsOf(own[1]!);
      this.#at += own[0].length;
    }
    const bits = this.#bits;
    this.#isInsensitive = this.#has('I');
    const parts: string[] = [];
    while (this.#at < this.#text.length) parts.push(this.#next());
    const flags = `dgv${bits & flagBits.I ? 'i' : ''}`;
    return { source: parts.join(''), flags, bits, names: this.#names, groupCount: this.#groupCount };
  }

  #has(flag: keyof typeof flagBits): boolean {
    return (this.#bits & flagBits[flag]) !== 0;
  }

  /** The text of a pattern at the place that has been come to, which is then behind it. */
  #take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern.source, 'suy');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (!found) return undefined;
    this.#at = sticky.lastIndex;
    return found;
  }

  #next(): string {
    const [character] = this.#take(/./)!;
    switch (character) {
      case '\\':
        return this.#escape(false);
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case ')':
        this.#bits = this.#saved.pop() ?? this.#bits;
        return ')';
      case '.':
        return this.#has('S') ? '[\\s\\S]' : '[^\\n]';
      case '^':
        return this.#has('M') ? '(?<![^\\n])' : atStart;
      case '$':
        return this.#has('M') ? '(?![^\\n])' : `(?=\\n?${atEnd})`;
      case '{':
        return this.#braces();
      case '*':
      case '+':
      case '?':
        if (this.#text[this.#at] === '+') throw new SyntaxError('possessive quantifiers are not supported');
        return character;
      case '|':
        return '|';
      default:
        return this.#plain(character);
    }
  }

  /** A character that stands for itself. */
  #plain(character: string): string {
    if (this.#has('X')) {
      if (/\s/.test(character)) return '';
      if (character === '#') {
        this.#take(/[^\n]*/);
        return '';
      }
    }
    const [small, big] = [character.toLowerCase(), character.toUpperCase()];
    const hasTwoCases = this.#has('I') && !this.#isInsensitive && small !== big;
    return hasTwoCases ? `[${small}${big}]` : literal(character);
  }

  #braces(): string {
    const range = this.#take(/(\d*)(,?)(\d*)\}/);
    if (!range || (range[1] === '' && range[3] === '')) {
      if (range) this.#at -= range[0].length;
      return '\\{';
    }
    const [, from, comma, to] = range;
    return `{${from === '' ? '0' : from}${comma}${to}}`;
  }

  #group(): string {
    this.#saved.push(this.#bits);
    if (!this.#take(/\?/)) {
      this.#groupCount++;
      return '(';
    }
    const named = this.#take(/P<(\w+)>/);
    if (named) {
      this.#names.set(named[1]!, ++this.#groupCount);
      return `(?<${named[1]}>`;
    }
    const reference = this.#take(/P=(\w+)\)/);
    if (reference) {
      this.#saved.pop();
      return `\\k<${reference[1]}>`;
    }
    if (this.#take(/#[^)]*\)/)) {
      this.#saved.pop();
      return '';
    }
    const look = this.#take(/:|=|!|<=|<!/);
    if (look) return `(?${look[0]}`;
    const flags = this.#take(/([aimsux]*)(?:-([imsx]+))?:/);
    if (!flags) throw new SyntaxError(`"(?${this.#text.slice(this.#at, this.#at + 3)}" is not supported`);
    this.#bits = (this.#bits | bitsOf(flags[1]!)) & ~bitsOf(flags[2] ?? '');
    if (this.#isInsensitive && !this.#has('I')) throw new SyntaxError('"(?-i:" is not supported');
    return '(?:';
  }

  #class(): string {
    const isNegated = this.#take(/\^/) !== undefined;
    const parts: string[] = [];
    let isFirst = true;
    for (;;) {
      const character = this.#take(/./)?.[0];
      if (character === undefined) throw new SyntaxError('unterminated character set');
      if (character === ']' && !isFirst) return `[${isNegated ? '^' : ''}${parts.join('')}]`;
      isFirst = false;
      if (character === '\\') parts.push(this.#escape(true));
      else if (character === '-') parts.push(this.#hyphen(parts.at(-1)));
      else parts.push(inClass(character));
    }
  }

  /** Between two characters it makes a range; anywhere else it stands for itself. */
  #hyphen(before: string | undefined): string {
    const isRange =
      before !== undefined &&
      !before.includes('\\p') &&
      !before.includes('\\s') &&
      /[^\]]/.test(this.#text[this.#at] ?? ']');
    const after = this.#text.slice(this.#at, this.#at + 2);
    return isRange && !/^\\[dDsSwW]/.test(after) ? '-' : '\\-';
  }

  #escape(isInClass: boolean): string {
    const code = this.#take(/x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/);
    const itself = isInClass ? inClass : literal;
    if (code) return itself(String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16)));
    const octal = this.#take(/0[0-7]{0,2}|[0-3][0-7]{2}/);
    if (octal) return itself(String.fromCodePoint(Number.parseInt(octal[0], 8)));
    const reference = isInClass ? undefined : this.#take(/[1-9]\d?/);
    if (reference) return `(?:\\${reference[0]})`;
    const character = this.#take(/./)?.[0];
    if (character === undefined) throw new SyntaxError('bad escape (end of pattern)');
    const classes = this.#has('A') ? asciiClasses : unicodeClasses;
    const members = classes[character.toLowerCase()];
    if (members !== undefined) return this.#shorthand(character, members, isInClass);
    if (isInClass && character === 'b') return '\\x08';
    if (!isInClass && /[AZbB]/.test(character)) return this.#anchor(character, `[${classes['w']}]`);
    const control = controls[character];
    if (control !== undefined) return control;
    if (/[A-Za-z0-9]/.test(character)) throw new SyntaxError(`bad escape \\${character}`);
    return itself(character);
  }

  #shorthand(character: string, members: string, isInClass: boolean): string {
    const isNegated = character !== character.toLowerCase();
    return isInClass && !isNegated ? members : `[${isNegated ? '^' : ''}${members}]`;
  }

  #anchor(character: string, letters: string): string {
    if (character === 'A') return atStart;
    if (character === 'Z') return atEnd;
    const [here, elsewhere] = character === 'b' ? ['=', '!'] : ['!', '='];
    return `(?:(?<=${letters})(?${elsewhere}${letters})|(?<!${letters})(?${here}${letters}))`;
  }
}

function bitsOf(letters: string): number {
  let bits = 0;
  for (const letter of letters) bits |= flagBits[letter.toUpperCase() as keyof typeof flagBits];
  return bits;
}

function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function inClass(character: string): string {
  return /[\^$\\.*+?()[\]{}|/\-&!#%,:;<=>@`~]/.test(character) ? `\\${character}` : character;
}
