import { countCharacters, isSpace } from '../characters.ts';
import { refuseLong } from '../limits.ts';

import type { Value } from '../values/index.ts';
import { stringArgument } from './method.ts';

/** @param chars The characters to take away; whitespace when undefined or None. */
export function strip(text: string, chars: Value | undefined, atStart: boolean, atEnd: boolean): string {
  const set = chars === undefined || chars === null ? undefined : new Set(stringArgument(chars, 'strip'));
  const isStripped = (character: string): boolean => (set ? set.has(character) : isSpace(character));
  let start = 0;
  let end = text.length;
  while (atStart && start < end) {
    const character = String.fromCodePoint(text.codePointAt(start)!);
    if (!isStripped(character)) break;
    start += character.length;
  }
  while (atEnd && end > start) {
    const isPair = end - start > 1 && /[\ud800-\udbff]/.test(text[end - 2]!);
    const character = text.slice(isPair ? end - 2 : end - 1, end);
    if (!isStripped(character)) break;
    end -= character.length;
  }
  return text.slice(start, end);
}

/** A text without the whitespace around it, as Python's `strip()` has it: JavaScript's `trim()` differs by a few characters. */
export function stripSpace(text: string): string {
  return strip(text, undefined, true, true);
}

export function justify(text: string, width: number, fill: string, side: 'start' | 'end'): string {
  const missing = missingIn(text, width);
  return side === 'end' ? text + fill.repeat(missing) : fill.repeat(missing) + text;
}

export function center(text: string, width: number, fill: string): string {
  const missing = missingIn(text, width);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

export function zeroFill(text: string, width: number): string {
  const sign = text.startsWith('-') || text.startsWith('+') ? text[0]! : '';
  return sign + '0'.repeat(missingIn(text, width)) + text.slice(sign.length);
}

/** Tabs as spaces up to the next column that is a multiple of `size`. */
export function expandTabs(text: string, size: number): string {
  let column = 0;
  return text.replace(/\t|[\n\r]|[^\t\n\r]+/g, (part) => {
    if (part === '\t') {
      const width = size > 0 ? size - (column % size) : 0;
      column += width;
      return ' '.repeat(width);
    }
    column = part === '\n' || part === '\r' ? 0 : column + countCharacters(part);
    return part;
  });
}

function missingIn(text: string, width: number): number {
  refuseLong(width);
  return Math.max(0, width - countCharacters(text));
}
