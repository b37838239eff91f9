import type {
  DuckDBArrayType,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeNSValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  DuckDBType,
  DuckDBUnionType,
  DuckDBUnionValue,
  DuckDBValue,
} from '@duckdb/node-api';
import { Decimal, type ValueKind } from '../../adapter/index.ts';
import { DateTime, PyDate, PyTime, TimeDelta, type TimeZone, utc } from '../../jinja/datetime.ts';
import { bytesText } from '../bytes-text.ts';
import { Dict, dumpJson, Float, toStr, type Value } from '../../jinja/index.ts';

type Present = NonNullable<DuckDBValue>;

/** How values of one of DuckDB's types become template values, as templates see them under dbt-duckdb. */
export interface TypeReading {
  readonly kind: ValueKind;
  readonly read: (value: Present) => Value;
  /** The value inside of a list, struct or map, which as a whole is read as JSON; `read`'s own where it is absent. */
  readonly nested?: (value: Present) => Value;
}

/** A reading of values that `@duckdb/node-api` gives as one class. */
function reading<T>(kind: ValueKind, read: (value: T) => Value, nested?: (value: T) => Value): TypeReading {
  return {
    kind,
    read: read as TypeReading['read'],
    ...(nested && { nested: nested as TypeReading['read'] }),
  };
}

const whole = reading('integer', (value: number) => value);
const big = reading('integer', (value: bigint) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
});
const real = reading('number', Decimal.fromFloat, (value: number) => new Float(value));
const text = reading('text', (value: Present) => String(value));

const endOfTime = { day: PyDate.of(9999, 12, 31).day, micros: 86_399_999_999 };
const startOfTime = { day: PyDate.of(1, 1, 1).day, micros: 0 };

interface Moment {
  readonly isFinite?: boolean;
}

/** A moment of DuckDB's; its infinities are Python's last and first moments. */
function moment(epochMicros: (value: never) => bigint, zone?: TimeZone): TypeReading {
  const read = (value: Moment): DateTime => {
    const micros = epochMicros(value as never);
    if (value.isFinite !== false) return DateTime.ofEpochMicros(micros, zone);
    const edge = micros > 0n ? endOfTime : startOfTime;
    return new DateTime(edge.day, edge.micros, zone);
  };
  return reading('datetime', read, (value: Moment) => read(value).format('T'));
}

function readDate({ days, isFinite }: DuckDBDateValue): PyDate {
  return isFinite ? new PyDate(days) : new PyDate(days > 0 ? endOfTime.day : startOfTime.day);
}

const microsPerDay = 86_400_000_000;
/** dbt takes a month for 30 days. */
const interval = reading('text', ({ months, days, micros }: DuckDBIntervalValue) =>
  new TimeDelta((months * 30 + days) * microsPerDay + Number(micros)).toStr(),
);

const timeOfDay = (micros: bigint): string => new PyTime(Number(micros)).toStr();

function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 > 0 ? [size % 60] : [])];
  return (seconds < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const readings: ReadonlyMap<string, TypeReading> = new Map([
  ['BOOLEAN', reading('boolean', (value: boolean) => value)],
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER'].map(
    (name) => [name, whole] as const,
  ),
  ...['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'BIGNUM'].map((name) => [name, big] as const),
  ['FLOAT', real],
  ['DOUBLE', real],
  [
    'DECIMAL',
    reading(
      'number',
      ({ value, scale }: DuckDBDecimalValue) => Decimal.ofUnscaled(value, scale),
      ({ value, scale }) => new Float(Decimal.ofUnscaled(value, scale).toFloat()),
    ),
  ],
  ['VARCHAR', reading('text', (value: string) => value)],
  ['DATE', reading('date', readDate, (value) => readDate(value).toStr())],
  ['TIME', reading('time', ({ micros }: DuckDBTimeValue) => timeOfDay(micros))],
  ['TIME_NS', reading('time', ({ nanos }: DuckDBTimeNSValue) => timeOfDay(nanos / 1000n))],
  [
    'TIME WITH TIME ZONE',
    reading('text', ({ micros, offset }: DuckDBTimeTZValue) => timeOfDay(micros) + offsetText(offset)),
  ],
  ['TIMESTAMP', moment(({ micros }: DuckDBTimestampValue) => micros)],
  ['TIMESTAMP_S', moment(({ seconds }: DuckDBTimestampSecondsValue) => seconds * 1_000_000n)],
  ['TIMESTAMP_MS', moment(({ millis }: DuckDBTimestampMillisecondsValue) => millis * 1000n)],
  [
    'TIMESTAMP_NS',
    moment(
      ({ nanos }: DuckDBTimestampNanosecondsValue) => (nanos - (((nanos % 1000n) + 1000n) % 1000n)) / 1000n,
    ),
  ],
  ['TIMESTAMP WITH TIME ZONE', moment(({ micros }: DuckDBTimestampTZValue) => micros, utc)],
  ['INTERVAL', interval],
  ['BLOB', reading('text', ({ bytes }: DuckDBBlobValue) => bytesText(bytes))],
]);

/** The reading of a column's values. */
export function readingOf(type: DuckDBType): TypeReading {
  const name = kindOfType(type);
  switch (name) {
    case 'LIST':
    case 'ARRAY':
    case 'STRUCT':
    case 'MAP': {
      const inner = nestedReader(type);
      return { kind: 'text', read: (value) => dumpJson(inner(value)) };
    }
    case 'UNION':
      return { kind: 'text', read: (value) => readUnion(type, value, (member) => readingOf(member).read) };
    default:
      return readings.get(name) ?? text;
  }
}

/** The type's name without what it is made of: `STRUCT`, `DECIMAL`, `TIMESTAMP WITH TIME ZONE`. */
function kindOfType(type: DuckDBType): string {
  if ('valueType' in type && 'keyType' in type) return 'MAP';
  if ('valueType' in type) return 'length' in type ? 'ARRAY' : 'LIST';
  if ('entryNames' in type) return 'STRUCT';
  if ('memberTags' in type) return 'UNION';
  return String(type).replace(/\(.*$/s, '');
}

/** What a list, struct or map gives inside of JSON. */
function nestedReader(type: DuckDBType): (value: DuckDBValue) => Value {
  const read = presentReader(type);
  return (value) => (value === null ? null : read(value));
}

function presentReader(type: DuckDBType): (value: Present) => Value {
  switch (kindOfType(type)) {
    case 'LIST':
    case 'ARRAY': {
      const item = nestedReader((type as DuckDBListType | DuckDBArrayType).valueType);
      return (value) => (value as DuckDBListValue).items.map(item);
    }
    case 'STRUCT': {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      const readers = entryTypes.map(nestedReader);
      return (value) => {
        const { entries } = value as DuckDBStructValue;
        return new Dict(
          entryNames.map((name, index): [Value, Value] => [name, readers[index]!(entries[name]!)]),
        );
      };
    }
    case 'MAP': {
      const { keyType, valueType } = type as DuckDBMapType;
      const [key, item] = [nestedReader(keyType), nestedReader(valueType)];
      return (value) =>
        new Dict(
          (value as DuckDBMapValue).entries.map((entry): [Value, Value] => [
            toStr(key(entry.key)),
            item(entry.value),
          ]),
        );
    }
    case 'UNION':
      return (value) => readUnion(type, value, presentReader);
    default: {
      const { nested, read } = readingOf(type);
      return nested ?? read;
    }
  }
}

/** A union is read as the member that it holds. */
function readUnion(
  type: DuckDBType,
  union: Present,
  reader: (member: DuckDBType) => (value: Present) => Value,
): Value {
  const { tag, value } = union as DuckDBUnionValue;
  const { memberTags, memberTypes } = type as DuckDBUnionType;
  return value === null ? null : reader(memberTypes[memberTags.indexOf(tag)]!)(value);
}
