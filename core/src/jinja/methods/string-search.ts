import { countCharacters, isPlain } from '../characters.ts';
import type { Value } from '../values/index.ts';
import { integerArgument } from './method.ts';

type Bound = Value | undefined;

/** The index, in characters, of the first or last place between two bounds; -1 when there is none. */
export function findIn(text: string, sub: string, start: Bound, end: Bound, which: 'first' | 'last'): number {
  const range = window(text, start, end);
  if (!range) return -1;
  const at = which === 'first' ? range.text.indexOf(sub) : range.text.lastIndexOf(sub);
  if (at === -1) return -1;
  return range.from + (isPlain(range.text) ? at : countCharacters(range.text.slice(0, at)));
}

/** How often a text occurs between two bounds, without overlap. */
export function countIn(text: string, sub: string, start: Bound, end: Bound): number {
  const range = window(text, start, end);
  if (!range) return 0;
  return sub === '' ? countCharacters(range.text) + 1 : range.text.split(sub).length - 1;
}

export function startsIn(text: string, prefix: string, start: Bound, end: Bound): boolean {
  return window(text, start, end)?.text.startsWith(prefix) ?? false;
}

export function endsIn(text: string, suffix: string, start: Bound, end: Bound): boolean {
  return window(text, start, end)?.text.endsWith(suffix) ?? false;
}

/** The text between two bounds, which count from the end when negative; undefined when they leave no place for it. */
function window(
  text: string,
  start: Bound,
  end: Bound,
): { readonly text: string; readonly from: number } | undefined {
  if (start === undefined && end === undefined) return { text, from: 0 };
  const characters = isPlain(text) ? undefined : [...text];
  const { length } = characters ?? text;
  const clamp = (value: Bound, fallback: number): number => {
    const index = integerArgument(value, fallback, 'find');
    return index < 0 ? Math.max(0, index + length) : index;
  };
  const from = clamp(start, 0);
  if (from > length) return undefined;
  const to = clamp(end, length);
  if (to < from) return undefined;
  return { text: characters ? characters.slice(from, to).join('') : text.slice(from, to), from };
}
