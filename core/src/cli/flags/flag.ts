import { flagValueInvalid, UserError } from '../../diagnostics/index.ts';
import { readUtcTime } from '../../run/batches.ts';

/** A flag of the command line, with all that can set it. */
export interface Flag<Value> {
  /** Long names first: `--select`, `-s`. */
  readonly names: readonly string[];
  /** `many` takes every following word up to the next flag, and may be given again. */
  readonly takes: 'nothing' | 'one' | 'many';
  /** `--no-…` turns it off. */
  readonly negation?: string;
  /** What stands for the value in help: `<path>`. */
  readonly placeholder?: string;
  /** One line, without a full stop. */
  readonly help: string;
  /** The environment variable that sets it; `DBT_ENGINE_…` does so too, and wins. */
  readonly env?: string;
  readonly initial: Value;
  /** Works, but is not in the help. */
  readonly isHidden?: boolean;
  readonly choices?: readonly string[];
  /**
   * @param texts The words given, none for a flag that takes nothing.
   * @param name What to call it in errors: the flag, the environment variable or the project's key.
   * @throws UserError when they are no value of it
   */
  read(texts: readonly string[], name: string): Value;
}

interface Description {
  readonly names: readonly string[];
  readonly help: string;
  readonly env?: string;
  readonly placeholder?: string;
  readonly isHidden?: boolean;
}

/** On or off; with `negatable`, `--no-…` turns it off. */
export function toggle(
  description: Description & { readonly initial?: boolean; readonly negatable?: boolean },
): Flag<boolean> {
  const { initial = false, negatable = true, ...rest } = description;
  return {
    ...rest,
    takes: 'nothing',
    initial,
    ...(negatable && { negation: description.names[0]!.replace('--', '--no-') }),
    read: ([text = 'true'], name) => readBoolean(text, name),
  };
}

export function text(description: Description): Flag<string | undefined> {
  return {
    placeholder: '<text>',
    ...description,
    takes: 'one',
    initial: undefined,
    read: ([value]) => value,
  };
}

export function textOr(description: Description & { readonly initial: string }): Flag<string> {
  return {
    placeholder: '<text>',
    ...description,
    takes: 'one',
    read: ([value]) => value ?? description.initial,
  };
}

export function integer<Initial extends number | undefined>(
  description: Description & { readonly initial: Initial; readonly least?: number },
): Flag<number | Initial> {
  const { least, ...rest } = description;
  return {
    placeholder: '<number>',
    ...rest,
    takes: 'one',
    read([value = ''], name) {
      const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isNaN(number)) throw new UserError(flagValueInvalid(name, value, 'a whole number'));
      if (least !== undefined && number < least) {
        throw new UserError(flagValueInvalid(name, value, `a whole number from ${least}`));
      }
      return number;
    },
  };
}

/** A moment, in UTC; kept as it was written. */
export function moment(description: Description): Flag<string | undefined> {
  return {
    placeholder: '<time>',
    ...description,
    takes: 'one',
    initial: undefined,
    read([value = ''], name) {
      if (momentForm.test(value) && readUtcTime(value) !== undefined) return value;
      throw new UserError(
        flagValueInvalid(name, value, 'a time in UTC, such as 2024-09-17 or "2024-09-17 16:00:00"'),
      );
    },
  };
}

const momentForm = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d)?$/;

/** One of a few words, in any letter case. */
export function choice<Word extends string>(
  description: Description & { readonly choices: readonly Word[]; readonly initial: Word },
): Flag<Word> {
  return {
    placeholder: '<word>',
    ...description,
    takes: 'one',
    read: ([value = ''], name) => readWord(value, name, description.choices),
  };
}

/** Words of a closed list; commas separate them in an environment variable. */
export function choices<Word extends string>(
  description: Description & { readonly choices: readonly Word[] },
): Flag<readonly Word[]> {
  return {
    placeholder: '<word…>',
    ...description,
    takes: 'many',
    initial: [],
    read: (values, name) =>
      values
        .flatMap((value) => value.split(/[\s,]+/))
        .filter((word) => word !== '')
        .map((word) => readWord(word, name, description.choices)),
  };
}

/** Words; one value may hold several with spaces between. */
export function list(description: Description): Flag<readonly string[]> {
  const split = (values: readonly string[]): readonly string[] =>
    values.flatMap((value) => value.split(/\s+/)).filter((word) => word !== '');
  return { placeholder: '<text…>', ...description, takes: 'many', initial: [], read: split };
}

function readWord<Word extends string>(value: string, name: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === value.toLowerCase());
  if (word === undefined)
    throw new UserError(flagValueInvalid(name, value, `one of ${words.join(', ')}`, words));
  return word;
}

const booleans = new Map([
  ...['1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false] as const),
]);

function readBoolean(value: string, name: string): boolean {
  const found = booleans.get(value.trim().toLowerCase());
  if (found === undefined) throw new UserError(flagValueInvalid(name, value, 'true or false'));
  return found;
}
