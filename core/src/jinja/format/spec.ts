import { countCharacters } from '../characters.ts';
import { isNumeric, toStr, typeName } from '../text.ts';
import type { Numeric } from '../arithmetic.ts';
import { refuseLong } from '../limits.ts';

import { Float, TemplateFault, TemplateObject, type Value } from '../values/index.ts';
import { toFixed } from './fixed.ts';

const specification = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** `format(value, specification)` of Python, as in `'{:>10.2f}'`. */
export function formatSpec(value: Value, spec: string): string {
  if (spec === '') return toStr(value);
  const special = value instanceof TemplateObject ? value.toFormat(spec) : undefined;
  if (special !== undefined) return special;
  const match = specification.exec(spec);
  if (!match) throw new TemplateFault(`Invalid format specifier '${spec}'`);
  const [, fill, align, sign = '-', alternate, zero, width, grouping, precision, type] = match;
  const own = value instanceof TemplateObject ? value.asNumber() : undefined;
  if (own && type !== undefined && type !== 's') return formatSpec(new Float(own.toFloat()), spec);
  if (precision !== undefined) refuseLong(Number(precision));
  const isNumber = isNumeric(value);
  const text = isNumber
    ? formatNumber(value, { sign, isAlternate: alternate !== undefined, grouping, precision, type })
    : formatText(value, type, precision);
  const alignment = align ?? (zero !== undefined ? '=' : isNumber ? '>' : '<');
  return pad(text, Number(width ?? 0), fill ?? (zero !== undefined ? '0' : ' '), alignment);
}

function formatText(value: Value, type: string | undefined, precision: string | undefined): string {
  const text = typeof value === 'string' ? value : toStr(value);
  if (type !== undefined && type !== 's') throw unknownCode(type, value);
  return precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
}

interface NumberFormat {
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly grouping: string | undefined;
  readonly precision: string | undefined;
  readonly type: string | undefined;
}

function formatNumber(value: Numeric, format: NumberFormat): string {
  const number = value instanceof Float ? value.value : value;
  const isNegative = Number(number) < 0 || Object.is(number, -0);
  const sign = isNegative ? '-' : format.sign === '-' ? '' : format.sign;
  const isWhole = !(value instanceof Float) && !/^[eEfFgG%]$/.test(format.type ?? '');
  const digits = isWhole ? integer(BigInt(value), format) : float(Math.abs(Number(number)), format);
  return sign + digits;
}

function float(magnitude: number, { type, precision, grouping }: NumberFormat): string {
  if (type !== undefined && !/^[eEfFgGn%]$/.test(type)) throw unknownCode(type, new Float(magnitude));
  if (!Number.isFinite(magnitude)) {
    const word = Number.isNaN(magnitude) ? 'nan' : 'inf';
    return type === 'E' || type === 'F' || type === 'G' ? word.toUpperCase() : word;
  }
  const places = precision === undefined ? 6 : Number(precision);
  switch (type) {
    case 'f':
    case 'F':
      return group(toFixed(magnitude, places), grouping, 3);
    case '%':
      return `${group(toFixed(magnitude * 100, places), grouping, 3)}%`;
    case 'e':
      return exponent(magnitude, places);
    case 'E':
      return exponent(magnitude, places).toUpperCase();
    case 'g':
    case 'n':
      return group(general(magnitude, Math.max(1, places)), grouping, 3);
    case 'G':
      return group(general(magnitude, Math.max(1, places)).toUpperCase(), grouping, 3);
    default:
      return group(shortest(magnitude, precision), grouping, 3);
  }
}

const bases: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['b', [2, '0b']],
  ['o', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function integer(value: bigint, { type, precision, grouping, isAlternate }: NumberFormat): string {
  if (type === 's') throw unknownCode(type, 0);
  if (precision !== undefined) throw new TemplateFault('Precision not allowed in integer format specifier');
  if (type === 'c') return String.fromCodePoint(Number(value));
  const [base, prefix] = bases.get(type ?? 'd') ?? [10, ''];
  const digits = (value < 0n ? -value : value).toString(base);
  return (
    (isAlternate ? prefix : '') +
    group(type === 'X' ? digits.toUpperCase() : digits, grouping, base === 10 ? 3 : 4)
  );
}

function unknownCode(type: string, value: Value): TemplateFault {
  return new TemplateFault(`Unknown format code '${type}' for object of type '${typeName(value)}'`);
}

function exponent(value: number, places: number): string {
  const [digits, power] = value.toExponential(Math.min(places, 100)).split('e') as [string, string];
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}

function general(value: number, digits: number): string {
  if (value === 0) return '0';
  const shown = Math.min(digits, 100);
  const power = Number(value.toExponential(shown - 1).split('e')[1]);
  if (power < -4 || power >= shown) {
    return exponent(value, shown - 1)
      .replace(/(\.\d*?)0+e/, '$1e')
      .replace('.e', 'e');
  }
  const text = toFixed(value, shown - 1 - power);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Without a type, a float shows that it is one. */
function shortest(value: number, precision: string | undefined): string {
  if (precision === undefined) return new Float(value).toRepr();
  const text = general(value, Math.max(1, Number(precision)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function group(text: string, separator: string | undefined, size: number): string {
  if (separator === undefined) return text;
  const [, whole = '', rest = ''] = /^([^.e]*)(.*)$/s.exec(text)!;
  let grouped = '';
  for (let end = whole.length; end > 0; end -= size) {
    grouped = whole.slice(Math.max(0, end - size), end) + (grouped && separator + grouped);
  }
  return grouped + rest;
}

function pad(text: string, width: number, fill: string, align: string): string {
  refuseLong(width);
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  switch (align) {
    case '<':
      return text + fill.repeat(missing);
    case '^':
      return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
    case '=': {
      const [head] = /^[-+ ]?(?:0[xXob])?/.exec(text)!;
      return head + fill.repeat(missing) + text.slice(head.length);
    }
    default:
      return fill.repeat(missing) + text;
  }
}
