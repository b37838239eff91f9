import { noMinusZero, type Numeric, toNumber } from '../arithmetic.ts';
import { toFixed } from '../format/fixed.ts';
import { strip } from '../methods/string-padding.ts';
import {
  Float,
  type NumberLike,
  refuseUndefined,
  TemplateFault,
  TemplateObject,
  type Value,
} from '../values/index.ts';
import { negate } from '../operators.ts';
import { isNumeric, typeName } from '../text.ts';
import { type NamedFilter, takes, wholeNumber } from './filter.ts';

/** Filters that compute with one number, or make one. */
export const numberFilters: Readonly<Record<string, NamedFilter>> = {
  abs: takes('', (input) => {
    const own = numberLike(input);
    if (own) return own.absolute();
    const value = numeric(input, 'abs');
    return toNumber(value) < 0 ? negate(value) : typeof value === 'boolean' ? Number(value) : value;
  }),
  int: takes('default?, base?', (input, [fallback = 0, base]) =>
    toInteger(input, fallback, wholeNumber(base, 10, 'int')),
  ),
  float: takes('default?', (input, [fallback = new Float(0)]) => toFloat(input) ?? fallback),
  round: takes('precision?, method?', (input, [precision, method = 'common']) => {
    const places = wholeNumber(precision, 0, 'round');
    const own = numberLike(input);
    return own && method === 'common' ? own.round(places) : round(numeric(input, 'round'), places, method);
  }),
};

function numberLike(value: Value): NumberLike | undefined {
  return value instanceof TemplateObject ? value.asNumber() : undefined;
}

function numeric(value: Value, filter: string): Numeric {
  if (isNumeric(value)) return value;
  refuseUndefined(value);
  const own = value instanceof TemplateObject ? Number(value.toStr()) : Number.NaN;
  if (!Number.isNaN(own)) return new Float(own);
  throw new TemplateFault(`the filter ${filter} takes a number, not ${typeName(value)}`);
}

function round(value: Numeric, precision: number, method: Value): Value {
  const number = Number(toNumber(value));
  if (method === 'ceil' || method === 'floor') {
    const scale = 10 ** precision;
    return new Float(Math[method](number * scale) / scale);
  }
  if (method !== 'common') throw new TemplateFault('method must be common, ceil or floor');
  if (value instanceof Float) return new Float(roundHalfEven(number, precision));
  const whole = typeof value === 'boolean' ? Number(value) : value;
  return precision >= 0 ? whole : noMinusZero(roundHalfEven(number, precision));
}

/** Python's round: ties go to the even digit. */
function roundHalfEven(value: number, precision: number): number {
  if (!Number.isFinite(value) || precision > 100) return value;
  if (precision > 0) return Number(toFixed(value, precision));
  return halfEven(value / 10 ** -precision) * 10 ** -precision;
}

function halfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function toInteger(value: Value, fallback: Value, base: number): Value {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Float) return Number.isFinite(value.value) ? truncated(value.value) : fallback;
  if (typeof value === 'object') {
    refuseUndefined(value);
    const number = value === null || Array.isArray(value) ? Number.NaN : Number(value.toStr());
    return Number.isFinite(number) ? truncated(number) : fallback;
  }
  const text = digitsOf(value)?.toLowerCase();
  const parsed = text === undefined ? undefined : parseInteger(text, base);
  if (parsed !== undefined) return parsed;
  const float = toFloat(value);
  return float && Number.isFinite(float.value) ? truncated(float.value) : fallback;
}

function truncated(value: number): number | bigint {
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}

const prefixes: ReadonlyMap<number, string> = new Map([
  [2, '0b'],
  [8, '0o'],
  [16, '0x'],
]);

function parseInteger(text: string, base: number): number | bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const unsigned = text.slice(sign.length);
  const prefix = prefixes.get(base);
  const digits = prefix !== undefined && unsigned.startsWith(prefix) ? unsigned.slice(2) : unsigned;
  if (digits === '') return undefined;
  for (const digit of digits) {
    const amount = Number.parseInt(digit, 36);
    if (Number.isNaN(amount) || amount >= base) return undefined;
  }
  if (base === 10 && !Number.isSafeInteger(Number(digits)))
    return BigInt(sign === '-' ? `-${digits}` : digits);
  const value = Number.parseInt(digits, base);
  return sign === '-' ? -value : value;
}

function toFloat(value: Value): Float | undefined {
  if (value instanceof Float) return value;
  if (isNumeric(value)) return new Float(Number(value));
  refuseUndefined(value);
  if (typeof value === 'string') {
    const text = digitsOf(value);
    if (text === undefined) return undefined;
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return new Float(Number(text));
    const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (!special) return undefined;
    if (special[2]!.toLowerCase() === 'nan') return new Float(Number.NaN);
    return new Float(special[1] === '-' ? -Infinity : Infinity);
  }
  if (value instanceof TemplateObject) {
    const number = Number(value.toStr());
    return Number.isNaN(number) ? undefined : new Float(number);
  }
  return undefined;
}

/** A number's text without the space around it and the `_` between its digits; undefined when a `_` stands elsewhere. */
function digitsOf(text: string): string | undefined {
  const trimmed = strip(text, undefined, true, true);
  if (!trimmed.includes('_')) return trimmed;
  return /^_|_$|__|[^\da-zA-Z]_|_[^\da-zA-Z]/.test(trimmed) ? undefined : trimmed.replaceAll('_', '');
}
