import type { DeltaField, DeltaType } from './schema.ts';
import { quoteName } from './sql-text.ts';

/** What `COPY … (RETURN_STATS)` says of one column of one file, by dotted, quoted name. */
export type ColumnStatistics = ReadonlyMap<string, ReadonlyMap<string, string>>;

const maxTextLength = 32;

/**
 * Statistics of a data file as JSON text: how many rows, and for each column the least and greatest value and how many
 * are null. Bounds that would not be bounds are left out: of floats with NaN, of types without order.
 *
 * @see Delta protocol, "Per-file Statistics"
 */
export function statisticsText(
  rows: bigint,
  fields: readonly DeltaField[],
  columns: ColumnStatistics,
): string {
  const minValues: string[] = [];
  const maxValues: string[] = [];
  const nullCount: string[] = [];
  const visit = (
    field: DeltaField,
    key: string,
    into: { min: string[]; max: string[]; nulls: string[] },
  ): void => {
    const name = JSON.stringify(field.name);
    const { type } = field;
    if (typeof type !== 'string' && type.type === 'struct') {
      const inner = { min: [] as string[], max: [] as string[], nulls: [] as string[] };
      for (const member of type.fields) visit(member, `${key}.${quoteName(member.name)}`, inner);
      if (inner.min.length > 0) into.min.push(`${name}:{${inner.min.join(',')}}`);
      if (inner.max.length > 0) into.max.push(`${name}:{${inner.max.join(',')}}`);
      if (inner.nulls.length > 0) into.nulls.push(`${name}:{${inner.nulls.join(',')}}`);
      return;
    }
    const found = columns.get(key);
    if (!found) return;
    const nulls = found.get('null_count');
    if (nulls !== undefined) into.nulls.push(`${name}:${nulls}`);
    const least = boundText(type, found, 'min');
    const greatest = boundText(type, found, 'max');
    if (least !== undefined) into.min.push(`${name}:${least}`);
    if (greatest !== undefined) into.max.push(`${name}:${greatest}`);
  };
  for (const field of fields) {
    visit(field, quoteName(field.name), {
      min: minValues,
      max: maxValues,
      nulls: nullCount,
    });
  }
  return `{"numRecords":${rows},"minValues":{${minValues.join(',')}},"maxValues":{${maxValues.join(',')}},"nullCount":{${nullCount.join(',')}}}`;
}

/** A bound as JSON; whole numbers and decimals are written digit by digit, since they may not fit a double. */
function boundText(
  type: DeltaType,
  found: ReadonlyMap<string, string>,
  side: 'min' | 'max',
): string | undefined {
  const value = found.get(side);
  if (value === undefined || typeof type !== 'string' || type === 'binary' || type === 'boolean')
    return undefined;
  if (found.get('has_nan') === 'true') return undefined;
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(value) ? value : undefined;
    case 'float':
    case 'double': {
      const number = Number(value);
      if (!Number.isFinite(number)) return undefined;
      return String(number === 0 && side === 'min' ? '-0.0' : number);
    }
    case 'string':
      return side === 'min' ? JSON.stringify(truncate(value)) : upperBound(value);
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value) ? JSON.stringify(value) : undefined;
    case 'timestamp':
    case 'timestamp_ntz':
      return timestampBound(value, side, type === 'timestamp');
    default:
      return /^-?\d+(\.\d+)?$/.test(value) ? value : undefined;
  }
}

function truncate(text: string): string {
  return [...text].slice(0, maxTextLength).join('');
}

/** Cut text is less than the whole; the greatest character behind it makes it a bound again. */
function upperBound(text: string): string | undefined {
  const characters = [...text];
  if (characters.length <= maxTextLength) return JSON.stringify(text);
  const next = characters[maxTextLength]!;
  return JSON.stringify(`${truncate(text)}${next.codePointAt(0)! > 0xffff ? '\u{10ffff}' : '\uffff'}`);
}

/** Milliseconds are all that readers keep: the greatest value is rounded up. */
function timestampBound(value: string, side: 'min' | 'max', isUtc: boolean): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([+-]\d\d(?::?\d\d)?|Z)?$/.exec(value);
  if (!match) return undefined;
  const [, date, time, fraction = '', zone] = match;
  if (zone !== undefined && !/^([+-]00(:?00)?|Z)$/.test(zone)) return undefined;
  const millis = fraction.padEnd(9, '0').slice(0, 3);
  const hasMore = /[1-9]/.test(fraction.padEnd(9, '0').slice(3));
  const ms = Date.parse(`${date}T${time}.${millis}Z`) + (side === 'max' && hasMore ? 1 : 0);
  if (Number.isNaN(ms)) return undefined;
  const text = new Date(ms).toISOString();
  return JSON.stringify(isUtc ? text : text.slice(0, -1));
}
