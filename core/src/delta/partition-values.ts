import { deltaTypeUnsupported, UserError } from '../diagnostics/index.ts';
import { fieldTypeText } from './duckdb-type.ts';
import type { DeltaField } from './schema.ts';
import { quoteText } from './sql-text.ts';

/** A partition value of the log as text that casts to the column's type; null for the empty text too. */
export function partitionText(field: DeltaField, value: string | null | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  switch (field.type) {
    case 'timestamp':
      // Without a zone it is the writer's, which nobody knows; every writer that counts works in UTC.
      return /(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value) ? value : `${value}+00`;
    case 'binary':
      return [...new TextEncoder().encode(value)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
        .join('');
    default:
      return value;
  }
}

/** SQL for a text of {@link partitionText}. */
export function partitionSql(field: DeltaField, text: string | null): string {
  return `cast(${text === null ? 'null' : quoteText(text)} as ${fieldTypeText(field)})`;
}

/**
 * What the log keeps of a value that `COPY … (PARTITION_BY, RETURN_STATS)` names.
 * @throws UserError for a type whose values cannot name a partition
 */
export function partitionValue(field: DeltaField, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  const text = String(value);
  if (field.type === 'timestamp') return utcTimestamp(text);
  return text;
}

/** @throws UserError for a column that cannot partition a table */
export function checkPartitionType({ name, type }: DeltaField): void {
  if (typeof type === 'string' && type !== 'binary') return;
  const text = typeof type === 'string' ? type : type.type;
  throw new UserError(deltaTypeUnsupported(name, text, 'Partition the table by another column'));
}

/** `2020-01-01 05:00:00.5+00` as ISO 8601 in UTC, to the microsecond. */
function utcTimestamp(text: string): string {
  const match = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(?::?(\d\d))?$/.exec(text);
  if (!match) return text;
  const [, date, time, fraction = '', hours, minutes = '00'] = match;
  const utc = new Date(`${date}T${time}${hours}:${minutes}`);
  if (Number.isNaN(utc.getTime())) return text;
  return `${utc.toISOString().slice(0, 19)}${fraction === '' ? '.000000' : fraction.padEnd(7, '0')}Z`;
}
