import { isNumeric, toStr, typeName } from '../text.ts';
import { Float, TemplateFault, type Value } from '../values/index.ts';

const specification = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** `format(value, specification)` of Python, as in `'{:>10.2f}'`. */
export function formatSpec(value: Value, spec: string): string {
  if (spec === '') return toStr(value);
  const match = specification.exec(spec);
  if (!match) throw new TemplateFault(`Invalid format specifier '${spec}'`);
  const [, fill, align, sign = '-', alternate, zero, width, grouping, precision, type] = match;
  const isNumber = isNumeric(value) && type !== 's' && !(typeof value === 'boolean' && type === undefined);
  let text: string;
  if (isNumber) {
    text = formatNumber(value, { sign, isAlternate: alternate !== undefined, grouping, precision, type });
  } else {
    if (type !== undefined && type !== 's') {
      throw new TemplateFault(`Unknown format code '${type}' for object of type '${typeName(value)}'`);
    }
    text = precision === undefined ? toStr(value) : [...toStr(value)].slice(0, Number(precision)).join('');
  }
  const alignment = align ?? (zero !== undefined ? '=' : isNumber ? '>' : '<');
  return pad(text, Number(width ?? 0), fill ?? (zero !== undefined ? '0' : ' '), alignment);
}

interface NumberFormat {
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly grouping: string | undefined;
  readonly precision: string | undefined;
  readonly type: string | undefined;
}

function formatNumber(value: number | bigint | boolean | Float, format: NumberFormat): string {
  const number = value instanceof Float ? value.value : value;
  const isNegative = Number(number) < 0 || Object.is(number, -0);
  const digits = unsigned(value, format);
  const sign = isNegative ? '-' : format.sign === '-' ? '' : format.sign;
  return sign + digits;
}

function unsigned(
  value: number | bigint | boolean | Float,
  { type, precision, grouping, isAlternate }: NumberFormat,
): string {
  const isFloat = value instanceof Float;
  const magnitude = Math.abs(isFloat ? value.value : Number(value));
  const places = precision === undefined ? 6 : Number(precision);
  switch (type) {
    case 'f':
    case 'F':
      return group(fixed(magnitude, places), grouping);
    case '%':
      return `${group(fixed(magnitude * 100, places), grouping)}%`;
    case 'e':
    case 'E': {
      const text = exponent(magnitude, places);
      return type === 'E' ? text.toUpperCase() : text;
    }
    case 'g':
    case 'G':
    case 'n': {
      const text = general(magnitude, Math.max(1, places));
      return group(type === 'G' ? text.toUpperCase() : text, grouping);
    }
    default:
      if (!isFloat)
        return integer(BigInt(value) < 0n ? -BigInt(value) : BigInt(value), type, grouping, isAlternate);
      if (type !== undefined)
        throw new TemplateFault(`Unknown format code '${type}' for object of type 'float'`);
      return group(
        precision === undefined ? new Float(magnitude).toRepr() : general(magnitude, Math.max(1, places)),
        grouping,
      );
  }
}

const bases: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function integer(
  value: bigint,
  type: string | undefined,
  grouping: string | undefined,
  isAlternate: boolean,
): string {
  if (type === 'c') return String.fromCodePoint(Number(value));
  const [base, prefix] = bases[type ?? ''] ?? [10, ''];
  const digits = value.toString(base);
  return (isAlternate ? prefix : '') + group(type === 'X' ? digits.toUpperCase() : digits, grouping);
}

/** Half to even on the exact binary value, as C's printf rounds. */
export function fixed(value: number, places: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  if (value < 1e21 && places <= 100) return value.toFixed(places);
  return BigInt(value).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '');
}

function exponent(value: number, places: number): string {
  const [digits, power] = value.toExponential(places).split('e') as [string, string];
  return `${digits}e${power[0]}${power.slice(1).padStart(2, '0')}`;
}

function general(value: number, digits: number): string {
  if (value === 0) return '0';
  const power = Number(value.toExponential(digits - 1).split('e')[1]);
  if (power < -4 || power >= digits) return exponent(value, digits - 1).replace(/\.?0+e/, 'e');
  const text = value.toFixed(Math.max(0, digits - 1 - power));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function group(text: string, separator: string | undefined): string {
  if (separator === undefined) return text;
  const [whole, ...rest] = text.split('.') as [string, ...string[]];
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator), ...rest].join('.');
}

function pad(text: string, width: number, fill: string, align: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  switch (align) {
    case '<':
      return text + fill.repeat(missing);
    case '^':
      return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2));
    case '=': {
      const sign = /^[-+ ]/.test(text) ? text[0]! : '';
      return sign + fill.repeat(missing) + text.slice(sign.length);
    }
    default:
      return fill.repeat(missing) + text;
  }
}
