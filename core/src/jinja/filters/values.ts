import { getAttribute } from '../attributes.ts';
<<<<<<< /work/scratch/jinja-proof/tree/core/src/jinja/filters/values.ts
=======
import { isTrue, negate } from '../operators.ts';
import { isNumeric, toStr, typeName } from '../text.ts';
import { Float, type NumberLike, TemplateFault, TemplateObject, Undefined, type Value } from '../values/index.ts';
>>>>>>> /work/main/core/src/jinja/filters/values.ts
import { Marker, type MarkerKind } from '../marker.ts';
import { isTrue } from '../operators.ts';
import { toStr } from '../text.ts';
import { Undefined, type Value } from '../values/index.ts';
import { isSet, type NamedFilter, takes } from './filter.ts';

<<<<<<< /work/scratch/jinja-proof/tree/core/src/jinja/filters/values.ts
/** Filters over single values: defaults, attributes, and dbt's marks for native rendering. */
export const valueFilters: Readonly<Record<string, NamedFilter>> = {
  default: orDefault(),
  d: orDefault(),
  attr: takes('name', (input, [name], { isLenient }) => getAttribute(input, toStr(name!), isLenient)),
=======
/** Filters over single values: defaults, numbers, attributes, and dbt's marks for native rendering. */
export const valueFilters: Readonly<Record<string, Filter>> = {
  default: orDefault,
  d: orDefault,
  attr: (input, [name]) => {
    const found = getAttribute(input, toStr(name ?? ''), true);
    return found;
  },
  abs: (input) =>
    isNumeric(input) && Number(input instanceof Float ? input.value : input) < 0
      ? negate(input)
      : (numberLike(input)?.absolute() ?? numeric(input, 'abs')),
  int: (input, args, kwargs) => {
    const fallback = option(args, kwargs, 0, 'default');
    return toInteger(
      input,
      fallback === undefined ? 0 : fallback,
      wholeNumber(option(args, kwargs, 1, 'base'), 10, 'int'),
    );
  },
  float: (input, args, kwargs) => {
    const fallback = option(args, kwargs, 0, 'default');
    return toFloat(input) ?? (fallback === undefined ? new Float(0) : fallback);
  },
  round: (input, args, kwargs) => {
    const value = numeric(input, 'round');
    const precision = wholeNumber(option(args, kwargs, 0, 'precision'), 0, 'round');
    const method = option(args, kwargs, 1, 'method') ?? 'common';
    const own = numberLike(input);
    if (own && method === 'common') return own.round(precision);
    const number = value instanceof Float ? value.value : Number(value);
    if (method === 'common') {
      if (!(value instanceof Float) && precision >= 0) return value;
      return new Float(roundHalfEven(number, precision));
    }
    if (method !== 'ceil' && method !== 'floor')
      throw new TemplateFault('method must be common, ceil or floor');
    const scale = 10 ** precision;
    return new Float(Math[method](number * scale) / scale);
  },
>>>>>>> /work/main/core/src/jinja/filters/values.ts
  as_text: marking('text'),
  as_bool: marking('bool'),
  as_number: marking('number'),
  as_native: marking('native'),
};

/** Marks what native rendering is to make of a text; elsewhere the value stays as it is. */
function marking(kind: MarkerKind): NamedFilter {
  return takes('', (input, _args, { isNative }) => (isNative ? new Marker(kind, toStr(input)) : input));
}

<<<<<<< /work/scratch/jinja-proof/tree/core/src/jinja/filters/values.ts
function orDefault(): NamedFilter {
  return takes('default_value?, boolean?', (input, [fallback = '', isAlsoFalse]): Value => {
    const isMissing = input instanceof Undefined || (isSet(isAlsoFalse) && !isTrue(input));
    return isMissing ? fallback : input;
  });
=======
function orDefault(...[input, args, kwargs]: Parameters<Filter>): Value {
  const isAlsoFalse = option(args, kwargs, 1, 'boolean');
  const isMissing =
    input instanceof Undefined || (isAlsoFalse !== undefined && isTrue(isAlsoFalse) && !isTrue(input));
  if (!isMissing) return input;
  const fallback = option(args, kwargs, 0, 'default_value');
  return fallback === undefined ? '' : fallback;
}

const numberLike = (value: Value): NumberLike | undefined =>
  value instanceof TemplateObject ? value.asNumber() : undefined;

function numeric(value: Value, filter: string): Value {
  if (typeof value === 'boolean') return Number(value);
  if (isNumeric(value)) return value;
  const own =
    value instanceof TemplateObject && !(value instanceof Undefined) ? Number(value.toStr()) : Number.NaN;
  if (!Number.isNaN(own)) return new Float(own);
  throw new TemplateFault(`the filter ${filter} takes a number, not ${typeName(value)}`);
}

function toInteger(value: Value, fallback: Value, base: number): Value {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Float) return Number.isFinite(value.value) ? Math.trunc(value.value) : fallback;
  if (typeof value === 'object') {
    const number =
      value === null || Array.isArray(value) || value instanceof Undefined
        ? Number.NaN
        : Number(value.toStr());
    return Number.isFinite(number) ? Math.trunc(number) : fallback;
  }
  const text = value.trim().replaceAll('_', '').toLowerCase();
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[base];
  const digits = prefix !== undefined && text.startsWith(prefix) ? text.slice(2) : text;
  if (base !== 10) {
    const parsed = Number.parseInt(digits, base);
    return Number.isNaN(parsed) ? fallback : parsed;
  }
  if (/^[+-]?\d+$/.test(digits))
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
  const float = toFloat(value);
  return float instanceof Float && Number.isFinite(float.value) ? Math.trunc(float.value) : fallback;
}

function toFloat(value: Value): Value | undefined {
  if (value instanceof Float) return value;
  if (isNumeric(value)) return new Float(Number(value));
  if (typeof value === 'string') {
    const text = value.trim().replaceAll('_', '');
    if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return new Float(Number(text));
    const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (!special) return undefined;
    return new Float(
      special[2]!.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity,
    );
  }
  if (value instanceof TemplateObject && !(value instanceof Undefined)) {
    const number = Number(value.toStr());
    return Number.isNaN(number) ? undefined : new Float(number);
  }
  return undefined;
}

/** Python's round: ties go to the even digit, judged on the exact binary value. */
function roundHalfEven(value: number, precision: number): number {
  if (precision > 0) return Number(value.toFixed(Math.min(precision, 100)));
  const scale = 10 ** -precision;
  const scaled = value / scale;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest === 0.5 ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled);
  return rounded * scale;
>>>>>>> /work/main/core/src/jinja/filters/values.ts
}
