import { capitalizeWord } from '../characters.ts';
import { iterateOrFail } from '../operators.ts';
import { typeName } from '../text.ts';
import { TemplateFault, Tuple, type Value } from '../values/index.ts';
import { integerArgument, methodTable, stringArgument, takes } from './method.ts';
import { center, expandTabs, justify, strip, zeroFill } from './string-padding.ts';
import { countIn, endsIn, findIn, startsIn } from './string-search.ts';
import { partition, split, splitFromEnd, splitLines } from './string-split.ts';

/** Python's str methods. */
export const stringMethods = methodTable<string>({
  upper: takes('', (self) => self.toUpperCase()),
  lower: takes('', (self) => self.toLowerCase()),
  casefold: takes('', (self) => self.toLowerCase().replaceAll('ß', 'ss')),
  capitalize: takes('', (self) => capitalizeWord(self)),
  title: takes('', (self) => titleCase(self)),
  swapcase: takes('', (self) =>
    self.replace(/\p{L}/gu, (letter) =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
    ),
  ),
  strip: takes('chars?', (self, chars) => strip(self, chars, true, true)),
  lstrip: takes('chars?', (self, chars) => strip(self, chars, true, false)),
  rstrip: takes('chars?', (self, chars) => strip(self, chars, false, true)),
  split: takes('sep?, maxsplit?', (self, sep, maxsplit) =>
    split(self, sep, integerArgument(maxsplit, -1, 'split')),
  ),
  rsplit: takes('sep?, maxsplit?', (self, sep, maxsplit) =>
    splitFromEnd(self, sep, integerArgument(maxsplit, -1, 'rsplit')),
  ),
  splitlines: takes('keepends?', (self, keepends) => splitLines(self, keepends === true)),
  partition: takes('sep', (self, sep) => partition(self, stringArgument(sep, 'partition'), false)),
  rpartition: takes('sep', (self, sep) => partition(self, stringArgument(sep, 'rpartition'), true)),
  join: takes('iterable', (self, items) =>
    Array.from(iterateOrFail(items!), (item, index) => joinable(item, index)).join(self),
  ),
  replace: takes('old, new, count?', (self, old, fresh, count) =>
    replaceText(
      self,
      stringArgument(old, 'replace'),
      stringArgument(fresh, 'replace'),
      integerArgument(count, -1, 'replace'),
    ),
  ),
  removeprefix: takes('prefix', (self, prefix) => {
    const text = stringArgument(prefix, 'removeprefix');
    return self.startsWith(text) ? self.slice(text.length) : self;
  }),
  removesuffix: takes('suffix', (self, suffix) => {
    const text = stringArgument(suffix, 'removesuffix');
    return text !== '' && self.endsWith(text) ? self.slice(0, -text.length) : self;
  }),
  startswith: takes('prefix, start?, end?', (self, prefix, start, end) =>
    affixes(prefix!, 'startswith').some((text) => startsIn(self, text, start, end)),
  ),
  endswith: takes('suffix, start?, end?', (self, suffix, start, end) =>
    affixes(suffix!, 'endswith').some((text) => endsIn(self, text, start, end)),
  ),
  find: takes('sub, start?, end?', (self, sub, start, end) =>
    findIn(self, stringArgument(sub, 'find'), start, end, 'first'),
  ),
  rfind: takes('sub, start?, end?', (self, sub, start, end) =>
    findIn(self, stringArgument(sub, 'rfind'), start, end, 'last'),
  ),
  index: takes('sub, start?, end?', (self, sub, start, end) =>
    found(findIn(self, stringArgument(sub, 'index'), start, end, 'first')),
  ),
  rindex: takes('sub, start?, end?', (self, sub, start, end) =>
    found(findIn(self, stringArgument(sub, 'rindex'), start, end, 'last')),
  ),
  count: takes('sub, start?, end?', (self, sub, start, end) =>
    countIn(self, stringArgument(sub, 'count'), start, end),
  ),
  zfill: takes('width', (self, width) => zeroFill(self, integerArgument(width, 0, 'zfill'))),
  ljust: takes('width, fillchar?', (self, width, fill) =>
    justify(self, integerArgument(width, 0, 'ljust'), stringArgument(fill ?? ' ', 'ljust'), 'end'),
  ),
  rjust: takes('width, fillchar?', (self, width, fill) =>
    justify(self, integerArgument(width, 0, 'rjust'), stringArgument(fill ?? ' ', 'rjust'), 'start'),
  ),
  center: takes('width, fillchar?', (self, width, fill) =>
    center(self, integerArgument(width, 0, 'center'), stringArgument(fill ?? ' ', 'center')),
  ),
  expandtabs: takes('tabsize?', (self, size) => expandTabs(self, integerArgument(size, 8, 'expandtabs'))),
  // Bytes are not told from text: what is encoded is only ever hashed or printed.
  encode: takes('encoding?, errors?', (self) => self),
  isdigit: takes('', (self) => /^(?:\p{Nd}|[²³¹⁰⁴-⁹₀-₉①-⑨])+$/u.test(self)),
  isdecimal: takes('', (self) => /^\p{Nd}+$/u.test(self)),
  isnumeric: takes('', (self) => /^\p{N}+$/u.test(self)),
  isalpha: takes('', (self) => /^\p{L}+$/u.test(self)),
  isalnum: takes('', (self) => /^[\p{L}\p{N}]+$/u.test(self)),
  isascii: takes('', (self) => isAscii(self)),
  isspace: takes('', (self) => self !== '' && strip(self, undefined, true, false) === ''),
  isupper: takes('', (self) => self !== self.toLowerCase() && self === self.toUpperCase()),
  islower: takes('', (self) => self !== self.toUpperCase() && self === self.toLowerCase()),
  istitle: takes('', (self) => self !== self.toLowerCase() && self === titleCase(self)),
  isidentifier: takes('', (self) => /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{Mn}\p{Mc}\p{Pc}]*$/u.test(self)),
  isprintable: takes('', (self) => !/[\p{C}\p{Z}]/u.test(self.replaceAll(' ', ''))),
});

/** Every run of letters starts upper and goes on lower. */
function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, capitalizeWord);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function joinable(item: Value, index: number): string {
  if (typeof item === 'string') return item;
  throw new TemplateFault(
    `sequence item ${index}: expected str instance, ${typeName(item)} found`,
    'TEMPLATE_ERROR',
    'The filter join takes values of any type',
  );
}

/** @param count The most to replace; all when negative. */
export function replaceText(text: string, old: string, fresh: string, count: number): string {
  if (count < 0 && old !== '') return text.split(old).join(fresh);
  // An empty pattern stands before every character and at the end.
  const parts = old === '' ? ['', ...text] : text.split(old);
  if (old === '') parts.push('');
  const most = count < 0 ? parts.length : count;
  let result = parts[0]!;
  for (let i = 1; i < parts.length; i++) result += (i <= most ? fresh : old) + parts[i]!;
  return result;
}

function affixes(value: Value, method: string): string[] {
  if (value instanceof Tuple) return value.items.map((item) => stringArgument(item, method));
  return [stringArgument(value, method)];
}

function found(index: number): number {
  if (index === -1) throw new TemplateFault('substring not found');
  return index;
}
