import { formatPercent } from '../format/percent.ts';
import { pretty } from '../format/pretty.ts';
import { dumpJson } from '../json.ts';
import { Marker } from '../marker.ts';
import { center, strip } from '../methods/string-padding.ts';
import { splitLines } from '../methods/string-split.ts';
import { replaceText, stringMethods } from '../methods/string.ts';
import { toStr } from '../text.ts';
import {
  Dict,
  noKwargs,
  refuseUndefined,
  TemplateFault,
  Tuple,
  Undefined,
  type Value,
} from '../values/index.ts';
import { isSet, type NamedFilter, takes, variadic, wholeNumber } from './filter.ts';
import { wrapText } from './wrap.ts';

/** Filters over text. */
export const textFilters: Readonly<Record<string, NamedFilter>> = {
  string: takes('', (input) => (input instanceof Marker ? input : toStr(input))),
  upper: takes('', (input) => toStr(input).toUpperCase()),
  lower: takes('', (input) => toStr(input).toLowerCase()),
  capitalize: takes('', (input) => stringMethods.get('capitalize')!(toStr(input), [], noKwargs)),
  title: takes('', (input) =>
    toStr(input)
      .split(/([-\s({[<]+)/u)
      .map((part) => (part === '' ? '' : part[0]!.toUpperCase() + part.slice(1).toLowerCase()))
      .join(''),
  ),
  trim: takes('chars?', (input, [chars]) => strip(toStr(input), chars, true, true)),
  replace: takes('old, new, count?', (input, [old, fresh, count]) =>
    replaceText(toStr(input), toStr(old!), toStr(fresh!), wholeNumber(count, -1, 'replace')),
  ),
  center: takes('width?', (input, [width]) => center(toStr(input), wholeNumber(width, 80, 'center'), ' ')),
  format: variadic((input, args, kwargs) => {
    if (args.length > 0 && kwargs.size > 0)
      throw new TemplateFault("can't handle positional and keyword arguments at the same time");
    return formatPercent(toStr(input), kwargs.size > 0 ? new Dict(kwargs) : new Tuple(args));
  }),
  indent: takes('width?, first?, blank?', (input, [width = 4, first, blank]) => {
    refuseUndefined(input);
    return indent(
      toStr(input),
      typeof width === 'string' ? width : ' '.repeat(Math.max(0, wholeNumber(width, 4, 'indent'))),
      isSet(first),
      isSet(blank),
    );
  }),
  wordcount: takes('', (input) => (toStr(input).match(/[\p{L}\p{N}_]+/gu) ?? []).length),
  wordwrap: takes(
    'width?, break_long_words?, wrapstring?, break_on_hyphens?',
    (input, [width, breaksWords = true, wrapstring, breaksHyphens = true]) => {
      if (input instanceof Undefined) input.lookInto('splitlines');
      return wrapText(toStr(input), {
        width: wholeNumber(width, 79, 'wordwrap'),
        breaksWords: isSet(breaksWords),
        breaksHyphens: isSet(breaksHyphens),
        lineEnd: wrapstring === undefined || wrapstring === null ? '\n' : toStr(wrapstring),
      });
    },
  ),
  truncate: takes('length?, killwords?, end?, leeway?', (input, [length, killsWords, end = '...', leeway]) =>
    truncate(
      [...toStr(input)],
      wholeNumber(length, 255, 'truncate'),
      isSet(killsWords),
      [...toStr(end)],
      wholeNumber(leeway, 5, 'truncate'),
    ),
  ),
  pprint: takes('', (input) => pretty(input)),
  tojson: takes('indent?', (input, [indent]) => {
    const text = dumpJson(input, { sortKeys: true, ...(typeof indent === 'number' && { indent }) });
    return text.replace(/[<>&']/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  }),
  filesizeformat: takes('binary?', (input, [binary]) => fileSize(Number(toStr(input)), isSet(binary))),
};

function indent(text: string, pad: string, hasFirst: boolean, hasBlank: boolean): string {
  const [first = '', ...rest] = splitLines(`${text}\n`, false).map(toStr);
  const indented = rest.map((line) => (line !== '' || hasBlank ? pad + line : line));
  return [hasFirst ? pad + first : first, ...indented].join('\n');
}

function truncate(
  text: readonly string[],
  length: number,
  killsWords: boolean,
  end: readonly string[],
  leeway: number,
): Value {
  if (length < end.length) {
    throw new TemplateFault(
      `truncate() cannot cut to ${length}: the ending alone has ${end.length} characters`,
    );
  }
  if (text.length <= length + leeway) return text.join('');
  const cut = text.slice(0, length - end.length).join('');
  return (killsWords ? cut : cut.replace(/ [^ ]*$/, '')) + end.join('');
}

function fileSize(bytes: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000;
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  if (Number.isNaN(bytes)) throw new TemplateFault('filesizeformat() takes a number');
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  let power = 1;
  while (power < units.length && bytes >= base ** (power + 1)) power++;
  return `${(bytes / base ** power).toFixed(1)} ${units[power - 1]}`;
}
