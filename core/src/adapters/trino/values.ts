import { Decimal, type ValueKind } from '../../adapter/index.ts';
import {
  clockMicros,
  DateTime,
  dayNumber,
  namedZone,
  offsetZone,
  PyDate,
  PyTime,
} from '../../jinja/datetime.ts';
import { Dict, dumpJson, Float, toStr, type Value } from '../../jinja/index.ts';
import { bytesText } from '../bytes-text.ts';
import { readType, type TypeTree } from './types.ts';

/** A value as the protocol has it; whole numbers beyond 2^53 come as text. */
export type Wire = string | number | boolean | null | readonly Wire[] | { readonly [key: string]: Wire };

/** How values of a type become template values. */
export interface TypeReading {
  readonly kind: ValueKind;
  readonly read: (value: Wire) => Value;
}

const text: TypeReading = { kind: 'text', read: (value) => String(value as string) };

const readings: ReadonlyMap<string, TypeReading> = new Map<string, TypeReading>([
  ['boolean', { kind: 'boolean', read: (value) => value === true }],
  ...['tinyint', 'smallint', 'integer', 'bigint'].map((name): [string, TypeReading] => [
    name,
    { kind: 'integer', read: readInteger },
  ]),
  ...['real', 'double'].map((name): [string, TypeReading] => [
    name,
    { kind: 'number', read: (value) => Decimal.fromFloat(Number(value)) },
  ]),
  ['decimal', { kind: 'number', read: (value) => readDecimal(String(value as string)) }],
  ['date', { kind: 'date', read: (value) => readDate(String(value as string)) }],
  ['time', { kind: 'time', read: (value) => readTime(String(value as string)) }],
  ['timestamp', { kind: 'datetime', read: (value) => readTimestamp(String(value as string)) }],
  ['timestamp with time zone', { kind: 'datetime', read: (value) => readTimestamp(String(value as string)) }],
  ['varbinary', { kind: 'text', read: (value) => bytesText(Buffer.from(String(value as string), 'base64')) }],
]);

/** The reading of a column's values; nulls are read by nobody. */
export function readingOf(type: string): TypeReading {
  const tree = readType(type);
  if (tree.parts.length === 0) return readings.get(tree.name) ?? text;
  const inner = nestedReader(tree);
  return { kind: 'text', read: (value) => dumpJson(inner(value)) };
}

/** What an array, row or map gives inside of JSON. */
function nestedReader(tree: TypeTree): (value: Wire) => Value {
  const read = presentReader(tree);
  return (value) => (value === null ? null : read(value));
}

function presentReader({ name, names, parts }: TypeTree): (value: Wire) => Value {
  const readers = parts.map(nestedReader);
  switch (name) {
    case 'array':
      return (value) => (value as readonly Wire[]).map(readers[0]!);
    case 'row':
      return (value) => {
        const items = (value as readonly Wire[]).map((item, index) => readers[index]!(item));
        return names.every((field) => field !== '')
          ? new Dict(items.map((item, index): [Value, Value] => [names[index]!, item]))
          : items;
      };
    case 'map':
      return (value) =>
        new Dict(
          Object.entries(value as { readonly [key: string]: Wire }).map(([key, item]): [Value, Value] => [
            key,
            readers[1]!(item),
          ]),
        );
    case 'real':
    case 'double':
    case 'decimal':
      return (value) => new Float(Number(value));
    default: {
      const { kind, read } = readings.get(name) ?? text;
      return kind === 'integer' || kind === 'boolean' ? read : (value) => toStr(read(value));
    }
  }
}

function readInteger(value: Wire): Value {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(String(value as string));
}

function readDecimal(value: string): Value {
  const point = value.indexOf('.');
  const scale = point === -1 ? 0 : value.length - point - 1;
  return Decimal.ofUnscaled(BigInt(value.replace('.', '')), scale);
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,12}))?$/;

/** Text where it is no day of Python's calendar, which has the years 1 to 9999. */
function readDate(value: string): Value {
  const day = dayOf(value);
  return day === undefined ? value : new PyDate(day);
}

function readTime(value: string): Value {
  const micros = microsOf(value);
  return micros === undefined ? value : new PyTime(micros).toStr();
}

function readTimestamp(value: string): Value {
  const [date = '', time = '', zoneName] = value.split(' ');
  const day = dayOf(date);
  const micros = microsOf(time);
  if (day === undefined || micros === undefined) return value;
  if (zoneName === undefined) return new DateTime(day, micros);
  return new DateTime(day, micros, offsetZone(zoneName) ?? namedZone(zoneName));
}

function dayOf(value: string): number | undefined {
  const match = datePattern.exec(value);
  return match ? dayNumber(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/** Since midnight; what is finer than a microsecond is cut off. */
function microsOf(value: string): number | undefined {
  const match = timePattern.exec(value);
  if (!match) return undefined;
  const micros = Number((match[4] ?? '').padEnd(6, '0').slice(0, 6));
  return clockMicros(Number(match[1]), Number(match[2]), Number(match[3]), micros);
}
