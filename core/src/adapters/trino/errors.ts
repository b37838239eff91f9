import { DatabaseError, type DatabaseErrorKind } from '../../adapter/index.ts';
import { adviceFor } from './advice.ts';
import type { TrinoError } from './page.ts';

/** Trino's error with its kind and place. */
export function toDatabaseError(error: TrinoError, sql: string): DatabaseError {
  const { errorLocation, errorName } = error;
  const message = error.message.replace(/^line \d+:\d+: /, '');
  const offset = errorLocation && offsetOf(sql, errorLocation.lineNumber, errorLocation.columnNumber);
  return new DatabaseError(shortened(`${errorName}: ${message}`), {
    kind: kindOf(error),
    sql,
    offset,
    hint: adviceFor(error, sql, offset),
    cause: error,
  });
}

/** Errors after which the same statement may be sent again: it was not begun, or has left nothing behind. */
const passing = new Set([
  // The cluster is not ready, or has enough to do.
  'SERVER_STARTING_UP',
  'SERVER_SHUTTING_DOWN',
  'NO_NODES_AVAILABLE',
  'QUERY_QUEUE_FULL',
  'CLUSTER_OUT_OF_MEMORY',
  // A worker is lost: what it wrote was not committed.
  'REMOTE_HOST_GONE',
  'REMOTE_TASK_ERROR',
  'REMOTE_TASK_FAILED',
  'REMOTE_TASK_MISMATCH',
  'PAGE_TRANSPORT_ERROR',
  'PAGE_TRANSPORT_TIMEOUT',
  'TOO_MANY_REQUESTS_FAILED',
  // This machine slept, so that the cluster ended what nobody asked for any more.
  'ABANDONED_QUERY',
  // Another statement has written the same table first.
  'TRANSACTION_CONFLICT',
]);

export function mayPass({ errorName }: TrinoError): boolean {
  return passing.has(errorName);
}

function kindOf({ errorName, errorType }: TrinoError): DatabaseErrorKind {
  if (errorName === 'SYNTAX_ERROR') return 'syntax';
  if (errorName === 'USER_CANCELED') return 'interrupted';
  if (/CONFLICT/.test(errorName)) return 'conflict';
  if (/NOT_FOUND$|ALREADY_EXISTS$|^MISSING_|^AMBIGUOUS_|^COLUMN_|^TYPE_MISMATCH$/.test(errorName))
    return 'catalog';
  if (
    /DIVISION_BY_ZERO|OUT_OF_RANGE|INVALID_CAST|CONSTRAINT_VIOLATION|^SUBQUERY_|^MERGE_TARGET_/.test(
      errorName,
    )
  )
    return 'data';
  if (/^(?:SERVER_|NO_NODES|REMOTE_|PAGE_TRANSPORT|TOO_MANY_REQUESTS)/.test(errorName)) return 'connection';
  return errorType === 'INSUFFICIENT_RESOURCES' ? 'resource' : 'other';
}

/** A parser names every word that it would have taken; the first few say enough. */
function shortened(message: string): string {
  return message.replace(/(Expecting: (?:[^,]+, ){4})[\s\S]*$/, '$1…').trimEnd();
}

/** The UTF-16 offset of a place that is given by line and column, both from 1; columns count code points. */
export function offsetOf(sql: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const end = sql.indexOf('\n', start);
    if (end === -1) return undefined;
    start = end + 1;
  }
  let offset = start;
  for (let current = 1; current < column && offset < sql.length; current++) {
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}
