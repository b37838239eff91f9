import type {
  DuckDBDecimalValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api';
import { Decimal, type ValueKind } from '../../adapter/index.ts';
import { DateTime, PyDate, PyTime, utc } from '../../jinja/datetime.ts';
import { Dict, Float, type Value } from '../../jinja/index.ts';

type Reader = (value: NonNullable<DuckDBValue>) => Value;

interface TypeReading {
  readonly kind: ValueKind;
  readonly read: Reader;
}

const asIs: Reader = (value) => value as Value;
const asText: Reader = (value) => String(value);
const whole: Reader = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : (value as bigint);
};
const naive =
  (microsPerUnit: number, unit: 'seconds' | 'millis' | 'micros' | 'nanos'): Reader =>
  (value) =>
    new DateTime(Number((value as unknown as Record<string, bigint>)[unit]) * microsPerUnit);

/** By the type's name without its parameters; what is not named here is read as text. */
const readings: Readonly<Record<string, TypeReading>> = {
  BOOLEAN: { kind: 'boolean', read: asIs },
  ...Object.fromEntries(
    'TINYINT SMALLINT INTEGER UTINYINT USMALLINT UINTEGER'
      .split(' ')
      .map((name) => [name, { kind: 'integer', read: asIs }]),
  ),
  ...Object.fromEntries(
    'BIGINT UBIGINT HUGEINT UHUGEINT BIGNUM'
      .split(' ')
      .map((name) => [name, { kind: 'integer', read: whole }]),
  ),
  FLOAT: { kind: 'number', read: (value) => new Float(value as number) },
  DOUBLE: { kind: 'number', read: (value) => new Float(value as number) },
  DECIMAL: {
    kind: 'number',
    read: (value) => Decimal.ofUnscaled((value as DuckDBDecimalValue).value, (value as DuckDBDecimalValue).scale),
  },
  VARCHAR: { kind: 'text', read: asIs },
  DATE: { kind: 'date', read: (value) => new PyDate((value as DuckDBDateValue).days) },
  TIME: { kind: 'time', read: (value) => new PyTime(Number((value as DuckDBTimeValue).micros)) },
  TIMESTAMP: { kind: 'datetime', read: naive(1, 'micros') },
  TIMESTAMP_S: { kind: 'datetime', read: naive(1_000_000, 'seconds') },
  TIMESTAMP_MS: { kind: 'datetime', read: naive(1000, 'millis') },
  TIMESTAMP_NS: { kind: 'datetime', read: naive(0.001, 'nanos') },
  'TIMESTAMP WITH TIME ZONE': {
    kind: 'datetime',
    read: (value) => new DateTime(Number((value as DuckDBTimestampValue).micros), utc),
  },
};

/** How values of a DuckDB type become template values. */
export function readingOf(type: DuckDBType): TypeReading {
  const name = String(type).replace(/\(.*$/s, '');
  if (String(type).endsWith(']') || name === 'STRUCT' || name === 'MAP')
    return { kind: 'text', read: nested };
  return Object.hasOwn(readings, name) ? readings[name]! : { kind: 'text', read: asText };
}

/** Lists, structs and maps by what their parts are. */
function nested(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return value;
  if (typeof value === 'number') return Number.isInteger(value) ? value : new Float(value);
  const { items } = value as Partial<DuckDBListValue>;
  if (items) return items.map(nested);
  const { entries } = value as Partial<DuckDBStructValue | DuckDBMapValue>;
  if (Array.isArray(entries))
    return new Dict(entries.map(({ key, value: item }) => [nested(key), nested(item)]));
  if (entries)
    return new Dict(Object.entries(entries).map(([key, item]): [Value, Value] => [key, nested(item)]));
  return String(value);
}
