import { center, strip, stringMethods } from '../methods/string.ts';
import { formatPercent } from '../format/percent.ts';
import { isTrue } from '../operators.ts';
import { toRepr, toStr } from '../text.ts';
import { dumpJson } from '../json.ts';
import { Dict, noKwargs, TemplateFault, Tuple, Undefined, type Value } from '../values/index.ts';
import { type Filter, itemsOf, option, wholeNumber } from './filter.ts';

const isSet = (value: Value | undefined): boolean => value !== undefined && isTrue(value);

/** Filters over text. */
export const textFilters: Readonly<Record<string, Filter>> = {
  string: (input) => toStr(input),
  upper: (input) => toStr(input).toUpperCase(),
  lower: (input) => toStr(input).toLowerCase(),
  capitalize: (input) => stringMethods.get('capitalize')!(toStr(input), [], noKwargs),
  title: (input) =>
    toStr(input)
      .split(/([-\s({[<]+)/u)
      .map((part) => (part === '' ? '' : part[0]!.toUpperCase() + part.slice(1).toLowerCase()))
      .join(''),
  trim: (input, args, kwargs) => strip(toStr(input), option(args, kwargs, 0, 'chars'), true, true),
  replace: (input, [from, to, count]) =>
    stringMethods.get('replace')!(
      toStr(input),
      [toStr(from ?? ''), toStr(to ?? ''), ...(count === undefined || count === null ? [] : [count])],
      noKwargs,
    ),
  center: (input, args, kwargs) =>
    center(toStr(input), wholeNumber(option(args, kwargs, 0, 'width'), 80, 'center'), ' '),
  format: (input, args, kwargs) => {
    if (args.length > 0 && kwargs.size > 0)
      throw new TemplateFault("can't handle positional and keyword arguments at the same time");
    return formatPercent(toStr(input), kwargs.size > 0 ? new Dict(kwargs) : new Tuple(args));
  },
  indent: (input, args, kwargs) => {
    const width = option(args, kwargs, 0, 'width') ?? 4;
    const pad = typeof width === 'string' ? width : ' '.repeat(wholeNumber(width, 4, 'indent'));
    const hasFirst = isSet(option(args, kwargs, 1, 'first'));
    const hasBlank = isSet(option(args, kwargs, 2, 'blank'));
    const [first = '', ...rest] = toStr(input).split('\n');
    const indented = rest.map((line) => (line !== '' || hasBlank ? pad + line : line));
    return [hasFirst ? pad + first : first, ...indented].join('\n');
  },
  wordcount: (input) => (toStr(input).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  wordwrap: (input, args, kwargs) =>
    wrap(
      toStr(input),
      wholeNumber(option(args, kwargs, 0, 'width'), 79, 'wordwrap'),
      option(args, kwargs, 1, 'break_long_words') !== false,
      toStr(option(args, kwargs, 2, 'wrapstring') ?? '\n'),
    ),
  truncate: (input, args, kwargs) => {
    const text = [...toStr(input)];
    const length = wholeNumber(option(args, kwargs, 0, 'length'), 255, 'truncate');
    const ending = toStr(option(args, kwargs, 2, 'end') ?? '...');
    const leeway = wholeNumber(option(args, kwargs, 3, 'leeway'), 5, 'truncate');
    if (text.length <= length + leeway) return text.join('');
    const cut = text.slice(0, length - ending.length).join('');
    if (isSet(option(args, kwargs, 1, 'killwords'))) return cut + ending;
    return cut.replace(/ [^ ]*$/, '') + ending;
  },
  striptags: (input) =>
    toStr(input)
      .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
      .trim()
      .split(/\s+/u)
      .join(' '),
  escape: (input) => escapeHtml(toStr(input)),
  e: (input) => escapeHtml(toStr(input)),
  forceescape: (input) => escapeHtml(toStr(input)),
  safe: (input) => toStr(input),
  urlencode: (input) => urlencode(input),
  urlize: (input) =>
    toStr(input).replace(
      /https?:\/\/[^\s<>]+/g,
      (url) => `<a href="${escapeHtml(url)}" rel="noopener">${escapeHtml(url)}</a>`,
    ),
  xmlattr: (input, args, kwargs) => {
    if (!(input instanceof Dict)) throw new TemplateFault('xmlattr takes a dict');
    const parts = [...input.entries()]
      .filter(([, value]) => value !== null && !(value instanceof Undefined))
      .map(([key, value]) => `${toStr(key)}="${escapeHtml(toStr(value))}"`);
    const text = parts.join(' ');
    return text !== '' && option(args, kwargs, 0, 'autospace') !== false ? ` ${text}` : text;
  },
  pprint: (input) => toRepr(input),
  tojson: (input, args, kwargs) => {
    const indent = option(args, kwargs, 0, 'indent');
    const text = dumpJson(input, { sortKeys: true, ...(typeof indent === 'number' && { indent }) });
    return text.replace(/[<>&']/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  },
  filesizeformat: (input, args, kwargs) =>
    fileSize(Number(toStr(input)), isSet(option(args, kwargs, 0, 'binary'))),
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

function urlencode(input: Value): string {
  const quote = (value: Value, keepsSlash: boolean): string => {
    const text = encodeURIComponent(toStr(value)).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return keepsSlash ? text.replaceAll('%2F', '/') : text.replaceAll('%20', '+');
  };
  if (typeof input === 'string' || typeof input !== 'object' || input === null) return quote(input, true);
  const pairs =
    input instanceof Dict
      ? [...input.entries()]
      : itemsOf(input).map((pair) => itemsOf(pair) as [Value, Value]);
  return pairs.map(([key, value]) => `${quote(key, false)}=${quote(value, false)}`).join('&');
}

function wrap(text: string, width: number, breaksWords: boolean, lineEnd: string): string {
  const wrapLine = (line: string): string => {
    const lines: string[] = [];
    let current = '';
    for (let word of line.split(/\s+/u)) {
      while (breaksWords && word.length > width) {
        const room = current === '' ? width : width - current.length - 1;
        if (room > 0) {
          lines.push(current === '' ? word.slice(0, room) : `${current} ${word.slice(0, room)}`);
          word = word.slice(room);
        } else lines.push(current);
        current = '';
      }
      if (current === '') current = word;
      else if (current.length + 1 + word.length <= width) current += ` ${word}`;
      else {
        lines.push(current);
        current = word;
      }
    }
    return [...lines, current].join(lineEnd);
  };
  return text.split('\n').map(wrapLine).join(lineEnd);
}

function fileSize(bytes: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000;
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  let power = 1;
  while (power < units.length && bytes >= base ** (power + 1)) power++;
  return `${(bytes / base ** power).toFixed(1)} ${units[power - 1]}`;
}
