import { formatBraces } from '../format/braces.ts';
import { iterateOrFail, lengthOf } from '../operators.ts';
import { typeName } from '../text.ts';
import { Dict, TemplateFault, Tuple, type Value } from '../values/index.ts';
import { argument, integerArgument, type Method, methodTable, stringArgument } from './method.ts';

const whitespace = /\s/u;

/** Python's str methods. */
export const stringMethods = methodTable<string>({
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss'),
  capitalize: (self) => (self === '' ? '' : self[0]!.toUpperCase() + self.slice(1).toLowerCase()),
  title: (self) => titleCase(self),
  swapcase: (self) =>
    self.replace(/\p{L}/gu, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  strip: (self, [characters]) => strip(self, characters, true, true),
  lstrip: (self, [characters]) => strip(self, characters, true, false),
  rstrip: (self, [characters]) => strip(self, characters, false, true),
  split: (self, args, kwargs) =>
    split(self, argument(args, kwargs, 0, 'sep'), argument(args, kwargs, 1, 'maxsplit')),
  rsplit: (self, args, kwargs) =>
    splitFromEnd(self, argument(args, kwargs, 0, 'sep'), argument(args, kwargs, 1, 'maxsplit')),
  splitlines: (self, args, kwargs) => splitLines(self, argument(args, kwargs, 0, 'keepends') === true),
  join: (self, [items]) =>
    [...iterateOrFail(items ?? null)].map((item, index) => joinable(item, index)).join(self),
  replace: (self, [from, to, count]) =>
    replace(
      self,
      stringArgument(from, 'replace'),
      stringArgument(to, 'replace'),
      integerArgument(count, -1, 'replace'),
    ),
  startswith: (self, [prefix, start, end]) =>
    affixes(prefix).some((text) => window(self, start, end).startsWith(text)),
  endswith: (self, [suffix, start, end]) =>
    affixes(suffix).some((text) => window(self, start, end).endsWith(text)),
  find: (self, [text, start]) =>
    self.indexOf(stringArgument(text, 'find'), integerArgument(start, 0, 'find')),
  rfind: (self, [text]) => self.lastIndexOf(stringArgument(text, 'rfind')),
  index: (self, [text]) => found(self.indexOf(stringArgument(text, 'index'))),
  rindex: (self, [text]) => found(self.lastIndexOf(stringArgument(text, 'rindex'))),
  count: (self, [text]) => {
    const wanted = stringArgument(text, 'count');
    return wanted === '' ? lengthOf(self) + 1 : self.split(wanted).length - 1;
  },
  format: (self, args, kwargs) => formatBraces(self, args, kwargs),
  format_map: (self, [mapping]) => formatBraces(self, [], mapping instanceof Dict ? mapping : new Dict()),
  zfill: (self, [width]) => zeroFill(self, integerArgument(width, 0, 'zfill')),
  ljust: (self, [width, fill]) => pad(self, width, fill, 'end'),
  rjust: (self, [width, fill]) => pad(self, width, fill, 'start'),
  center: (self, [width, fill]) =>
    center(
      self,
      integerArgument(width, 0, 'center'),
      fill === undefined ? ' ' : stringArgument(fill, 'center'),
    ),
  partition: (self, [separator]) =>
    partition(self, stringArgument(separator, 'partition'), self.indexOf(String(separator)), false),
  rpartition: (self, [separator]) =>
    partition(self, stringArgument(separator, 'rpartition'), self.lastIndexOf(String(separator)), true),
  removeprefix: (self, [prefix]) =>
    self.startsWith(stringArgument(prefix, 'removeprefix')) ? self.slice(String(prefix).length) : self,
  removesuffix: (self, [suffix]) =>
    suffix !== '' && self.endsWith(stringArgument(suffix, 'removesuffix'))
      ? self.slice(0, -String(suffix).length)
      : self,
  expandtabs: (self, [size]) => self.replaceAll('\t', ' '.repeat(integerArgument(size, 8, 'expandtabs'))),
  encode: (self) => self,
  isdigit: (self) => /^\p{Nd}+$/u.test(self),
  isdecimal: (self) => /^\p{Nd}+$/u.test(self),
  isnumeric: (self) => /^\p{N}+$/u.test(self),
  isalpha: (self) => /^\p{L}+$/u.test(self),
  isalnum: (self) => /^[\p{L}\p{N}]+$/u.test(self),
  isspace: (self) => /^\s+$/u.test(self),
  isupper: (self) => self !== self.toLowerCase() && self === self.toUpperCase(),
  islower: (self) => self !== self.toUpperCase() && self === self.toLowerCase(),
  istitle: (self) => self !== self.toLowerCase() && self === titleCase(self),
  isidentifier: (self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(self),
});

/** Every run of letters starts upper and goes on lower. */
function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());
}

export function strip(text: string, characters: Value | undefined, atStart: boolean, atEnd: boolean): string {
  const set =
    characters === undefined || characters === null
      ? undefined
      : new Set(stringArgument(characters, 'strip'));
  const isStripped = (character: string): boolean => (set ? set.has(character) : whitespace.test(character));
  let start = 0;
  let end = text.length;
  if (atStart) while (start < end && isStripped(text[start]!)) start++;
  if (atEnd) while (end > start && isStripped(text[end - 1]!)) end--;
  return text.slice(start, end);
}

function split(text: string, separator: Value | undefined, limit: Value | undefined): Value[] {
  const most = integerArgument(limit, -1, 'split');
  if (separator === undefined || separator === null) {
    const words = text.trim() === '' ? [] : text.trim().split(/\s+/u);
    if (most < 0 || words.length <= most + 1) return words;
    const head = words.slice(0, most);
    let rest = text.trimStart();
    for (const word of head) rest = rest.slice(word.length).trimStart();
    return [...head, rest.trimEnd()];
  }
  const parts = text.split(nonEmpty(separator));
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(String(separator))];
}

function splitFromEnd(text: string, separator: Value | undefined, limit: Value | undefined): Value[] {
  const most = integerArgument(limit, -1, 'rsplit');
  if (separator === undefined || separator === null) {
    const words = split(text, null, undefined);
    if (most < 0 || words.length <= most + 1) return words;
    const tail = words.slice(words.length - most);
    return [words.slice(0, words.length - most).join(' '), ...tail];
  }
  const parts = text.split(nonEmpty(separator));
  if (most < 0 || parts.length <= most + 1) return parts;
  const cut = parts.length - most;
  return [parts.slice(0, cut).join(String(separator)), ...parts.slice(cut)];
}

function nonEmpty(separator: Value): string {
  const text = stringArgument(separator, 'split');
  if (text === '') throw new TemplateFault('empty separator');
  return text;
}

function splitLines(text: string, keepsEnds: boolean): Value[] {
  const lines = text.match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
  return keepsEnds ? lines : lines.map((line) => line.replace(/[\r\n]+$/, ''));
}

function joinable(item: Value, index: number): string {
  if (typeof item === 'string') return item;
  throw new TemplateFault(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
}

function replace(text: string, from: string, to: string, count: number): string {
  if (count < 0) return text.split(from).join(to);
  let result = text;
  let position = 0;
  for (let i = 0; i < count; i++) {
    const at = result.indexOf(from, position);
    if (at === -1) break;
    result = result.slice(0, at) + to + result.slice(at + from.length);
    position = at + to.length + (from === '' ? 1 : 0);
  }
  return result;
}

function affixes(value: Value | undefined): string[] {
  if (value instanceof Tuple) return value.items.map((item) => stringArgument(item, 'startswith'));
  return [stringArgument(value, 'startswith')];
}

function window(text: string, start: Value | undefined, end: Value | undefined): string {
  if (start === undefined && end === undefined) return text;
  return text.slice(integerArgument(start, 0, 'startswith'), integerArgument(end, text.length, 'startswith'));
}

function found(index: number): number {
  if (index === -1) throw new TemplateFault('substring not found');
  return index;
}

function zeroFill(text: string, width: number): string {
  const sign = text.startsWith('-') || text.startsWith('+') ? text[0]! : '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function pad(text: string, width: Value | undefined, fill: Value | undefined, side: 'start' | 'end'): string {
  const size = integerArgument(width, 0, 'ljust') + text.length - lengthOf(text);
  const character = fill === undefined ? ' ' : stringArgument(fill, 'ljust');
  return side === 'end' ? text.padEnd(size, character) : text.padStart(size, character);
}

export function center(text: string, width: number, fill: string): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function partition(text: string, separator: string, at: number, fromEnd: boolean): Tuple {
  if (at === -1) return new Tuple(fromEnd ? ['', '', text] : [text, '', '']);
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
}

export type StringMethod = Method<string>;
