import { nearest } from '../diagnostics/index.ts';
import { type Kwargs, TemplateFault, type Value } from './values/index.ts';

/** A function's arguments after its first, by position; absent ones undefined. */
export type Bound = readonly (Value | undefined)[];

interface Signature {
  readonly names: readonly string[];
  readonly required: number;
}

/** Signatures are written as `'old, new, count?'`; a question mark makes an argument optional. */
export function parseSignature(text: string): Signature {
  const parts = text === '' ? [] : text.split(', ');
  return {
    names: parts.map((part) => part.replace('?', '')),
    required: parts.filter((part) => !part.endsWith('?')).length,
  };
}

/** Puts arguments in the order of a signature. @throws TemplateFault for missing, unknown and surplus ones */
export function bindArguments(
  name: string,
  signature: Signature,
  args: readonly Value[],
  kwargs: Kwargs,
): Bound {
  const { names, required } = signature;
  if (args.length > names.length) throw tooMany(name, names.length, args.length);
  if (kwargs.size === 0 && args.length >= required) return args;
  const bound: (Value | undefined)[] = [...args];
  for (const [key, value] of kwargs) {
    const index = names.indexOf(key);
    if (index === -1) throw unknown(name, key, names);
    if (index < args.length) {
      throw new TemplateFault(`${name}() got two values for the argument "${key}"`, 'WRONG_ARGUMENTS');
    }
    bound[index] = value;
  }
  for (let index = 0; index < required; index++) {
    if (bound[index] === undefined) {
      throw new TemplateFault(`${name}() needs the argument "${names[index]}"`, 'WRONG_ARGUMENTS');
    }
  }
  return bound;
}

function tooMany(name: string, most: number, given: number): TemplateFault {
  const takes = most === 0 ? 'no arguments' : `at most ${most} ${most === 1 ? 'argument' : 'arguments'}`;
  return new TemplateFault(`${name}() takes ${takes}, not ${given}`, 'WRONG_ARGUMENTS');
}

function unknown(name: string, key: string, names: readonly string[]): TemplateFault {
  const similar = nearest(key, names);
  const hint =
    similar === undefined
      ? names.length > 0
        ? `Its arguments are ${names.join(', ')}`
        : undefined
      : `Did you mean "${similar}"?`;
  return new TemplateFault(`${name}() has no argument "${key}"`, 'WRONG_ARGUMENTS', hint);
}
