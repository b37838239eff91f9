import {
  argumentMissing,
  argumentUnexpected,
  commandUnknown,
  flagTakesNoValue,
  flagUnknown,
  flagValueMissing,
  UserError,
} from '../../diagnostics/index.ts';
import type { Flag } from './flag.ts';

type AnyFlag = Flag<unknown>;
/** The flags that may stand at some place, by their keys. */
export type FlagSet = Readonly<Record<string, AnyFlag>>;

/** What was written for each flag: its words in order, or `false` for `--no-…`. */
export type Given = ReadonlyMap<string, { readonly name: string; readonly words: readonly string[] }>;

export interface ParsedLine {
  readonly given: Given;
  /** Words that belong to no flag. */
  readonly rest: readonly string[];
  readonly asksHelp: boolean;
  readonly asksVersion: boolean;
}

/**
 * Reads a command line up to its end, or up to its first word that is no flag.
 *
 * @param known The flags that may stand here.
 * @param command For errors.
 * @throws UserError for an unknown flag or a missing value
 */
export function parseLine(
  words: readonly string[],
  known: FlagSet,
  command: string | undefined,
  stopsAtWord = false,
): ParsedLine {
  return new LineParser(words, known, command, stopsAtWord).parse();
}

class LineParser {
  readonly #words: readonly string[];
  readonly #command: string | undefined;
  readonly #stopsAtWord: boolean;
  readonly #byName = new Map<
    string,
    { readonly key: string; readonly flag: AnyFlag; readonly isNegation: boolean }
  >();
  readonly #given = new Map<string, { name: string; words: readonly string[] }>();
  readonly #rest: string[] = [];
  #asksHelp = false;
  #asksVersion = false;
  #next = 0;

  constructor(words: readonly string[], known: FlagSet, command: string | undefined, stopsAtWord: boolean) {
    this.#words = words;
    this.#command = command;
    this.#stopsAtWord = stopsAtWord;
    for (const [key, flag] of Object.entries(known)) {
      for (const name of flag.names) this.#byName.set(name, { key, flag, isNegation: false });
      if (flag.negation !== undefined) this.#byName.set(flag.negation, { key, flag, isNegation: true });
    }
  }

  parse(): ParsedLine {
    while (this.#next < this.#words.length) {
      const word = this.#words[this.#next]!;
      if (word === '--') {
        this.#rest.push(...this.#words.slice(this.#next + 1));
        break;
      }
      if (!isFlag(word)) {
        if (this.#stopsAtWord) {
          this.#rest.push(...this.#words.slice(this.#next));
          break;
        }
        this.#rest.push(word);
        this.#next++;
        continue;
      }
      this.#next++;
      if (word.startsWith('--')) this.#long(word);
      else this.#short(word);
    }
    const { asksHelp, asksVersion } = { asksHelp: this.#asksHelp, asksVersion: this.#asksVersion };
    return { given: this.#given, rest: this.#rest, asksHelp, asksVersion };
  }

  #long(word: string): void {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const attached = equals === -1 ? undefined : word.slice(equals + 1);
    if (name === '--help') this.#asksHelp = true;
    else if (name === '--version') this.#asksVersion = true;
    else this.#take(name, attached);
  }

  /** `-x`, `-xq`, `-tprod`. */
  #short(word: string): void {
    for (let i = 1; i < word.length; i++) {
      const name = `-${word[i]}`;
      if (name === '-h') this.#asksHelp = true;
      else if (name === '-v' || name === '-V') this.#asksVersion = true;
      else {
        const takesValue = this.#byName.get(name)?.flag.takes !== 'nothing';
        const attached = takesValue && i + 1 < word.length ? word.slice(i + 1).replace(/^=/, '') : undefined;
        this.#take(name, attached);
        if (takesValue) return;
      }
    }
  }

  #take(name: string, attached: string | undefined): void {
    const found = this.#byName.get(name);
    if (!found) {
      const names = [...this.#byName.keys(), '--help', '--version'];
      throw new UserError(flagUnknown(name, this.#command, names));
    }
    const { flag, isNegation, key } = found;
    if (flag.takes === 'nothing') {
      if (attached !== undefined) throw new UserError(flagTakesNoValue(name));
      this.#given.set(key, { name, words: [isNegation ? 'false' : 'true'] });
      return;
    }
    const words = attached === undefined ? this.#values(flag) : [attached];
    if (words.length === 0) throw new UserError(flagValueMissing(name));
    const former = flag.takes === 'many' ? (this.#given.get(key)?.words ?? []) : [];
    this.#given.set(key, { name, words: [...former, ...words] });
  }

  #values(flag: AnyFlag): readonly string[] {
    const start = this.#next;
    const most = flag.takes === 'one' ? 1 : Infinity;
    // A lone negative number is a value: `--limit -1`.
    const isValue = (word: string): boolean => !isFlag(word) || (flag.takes === 'one' && /^-\d+$/.test(word));
    while (
      this.#next < this.#words.length &&
      this.#next - start < most &&
      isValue(this.#words[this.#next]!)
    ) {
      this.#next++;
    }
    return this.#words.slice(start, this.#next);
  }
}

function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

/**
 * The word that a command takes beside its flags.
 *
 * @param argument What help calls it; in brackets when it may be left out, undefined when the command takes none.
 * @throws UserError when it is missing, or when words are left over that the command has no use for
 */
export function takeArgument(
  rest: readonly string[],
  command: string,
  argument: string | undefined,
): string | undefined {
  const [word, ...more] = argument === undefined ? [undefined, ...rest] : rest;
  if (more.length > 0) throw new UserError(argumentUnexpected(more[0]!, command, argument));
  if (word === undefined && argument?.startsWith('<'))
    throw new UserError(argumentMissing(argument, command));
  return word;
}

/** @throws UserError with the nearest name */
export function refuseCommand(name: string, known: readonly string[]): never {
  throw new UserError(commandUnknown(name, known));
}
