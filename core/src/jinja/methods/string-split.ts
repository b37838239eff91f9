import { spacePattern } from '../characters.ts';
import { TemplateFault, Tuple, type Value } from '../values/index.ts';
import { stringArgument } from './method.ts';
import { strip } from './string-padding.ts';

/** @param most The most cuts to make; any number when negative. */
export function split(text: string, separator: Value | undefined, most: number): Value[] {
  if (separator === undefined || separator === null) {
    if (most < 0) return words(text);
    const parts: Value[] = [];
    let rest = strip(text, undefined, true, false);
    while (rest !== '' && parts.length < most) {
      const cut = spacePattern.exec(rest);
      parts.push(cut ? rest.slice(0, cut.index) : rest);
      rest = cut ? rest.slice(cut.index + cut[0].length) : '';
    }
    return rest === '' ? parts : [...parts, rest];
  }
  const parts = text.split(nonEmpty(separator));
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(String(separator))];
}

export function splitFromEnd(text: string, separator: Value | undefined, most: number): Value[] {
  if (separator === undefined || separator === null) {
    if (most < 0) return words(text);
    const parts: Value[] = [];
    let rest = strip(text, undefined, false, true);
    while (rest !== '' && parts.length < most) {
      const word = lastWord(rest);
      parts.push(word);
      rest = strip(rest.slice(0, rest.length - word.length), undefined, false, true);
    }
    if (rest !== '') parts.push(rest);
    return parts.reverse();
  }
  const parts = text.split(nonEmpty(separator));
  if (most < 0 || parts.length <= most + 1) return parts;
  const cut = parts.length - most;
  return [parts.slice(0, cut).join(String(separator)), ...parts.slice(cut)];
}

/** Cuts at every line end that Python knows. */
export function splitLines(text: string, keepsEnds: boolean): Value[] {
  const ends = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;
  const lines: Value[] = [];
  let start = 0;
  for (let end = ends.exec(text); end; end = ends.exec(text)) {
    lines.push(text.slice(start, keepsEnds ? ends.lastIndex : end.index));
    start = ends.lastIndex;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** What stands before a separator, the separator, and what stands after it. */
export function partition(text: string, separator: string, fromEnd: boolean): Tuple {
  const sep = nonEmpty(separator);
  const at = fromEnd ? text.lastIndexOf(sep) : text.indexOf(sep);
  if (at === -1) return new Tuple(fromEnd ? ['', '', text] : [text, '', '']);
  return new Tuple([text.slice(0, at), sep, text.slice(at + sep.length)]);
}

function words(text: string): string[] {
  const trimmed = strip(text, undefined, true, true);
  return trimmed === '' ? [] : trimmed.split(spacePattern);
}

function lastWord(text: string): string {
  let start = text.length;
  while (start > 0 && !spacePattern.test(text[start - 1]!)) start--;
  return text.slice(start);
}

function nonEmpty(separator: Value): string {
  const text = stringArgument(separator, 'split');
  if (text === '') throw new TemplateFault('empty separator');
  return text;
}
