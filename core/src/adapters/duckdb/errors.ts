import { DatabaseError, type DatabaseErrorKind } from '../../adapter/index.ts';

interface Report {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly position?: string;
  readonly candidates?: string;
}

/**
 * DuckDB's error, which its setting `errors_as_json` makes a report of.
 *
 * @param shown The statement as its author knows it, with the way to its offsets from those of the one that was sent.
 */
export function toDatabaseError(
  error: unknown,
  sql: string,
  shown = sql,
  originalOffset: (offset: number) => number = (offset) => offset,
): DatabaseError {
  const text = error instanceof Error ? error.message : String(error);
  const report = readReport(text);
  const type = report?.exception_type ?? /^(?:(\w[\w ]*?) Error: )/.exec(text)?.[1] ?? '';
  const message = report?.exception_message ?? text;
  return new DatabaseError(type && report ? `${type} Error: ${message}` : message, {
    kind: kindOf(type, message),
    sql: shown,
    offset:
      report?.position === undefined ? undefined : originalOffset(utf16Offset(sql, Number(report.position))),
    candidates:
      report?.candidates === undefined ? [] : report.candidates.split(',').map((name) => name.trim()),
    cause: error,
  });
}

function readReport(text: string): Report | undefined {
  const start = text.indexOf('{"exception_type"');
  if (start === -1) return undefined;
  try {
    return JSON.parse(text.slice(start)) as Report;
  } catch {
    return undefined;
  }
}

/** DuckDB counts bytes of UTF-8. */
function utf16Offset(sql: string, byteOffset: number): number {
  return Buffer.from(sql, 'utf8').subarray(0, byteOffset).toString('utf8').length;
}

function kindOf(type: string, message: string): DatabaseErrorKind {
  const isConflict =
    /write-write conflict|Conflict on (?:tuple|update)|Transaction conflict|Catalog write-write/i.test(
      message,
    );
  if (isConflict) return 'conflict';
  switch (type) {
    case 'Parser':
    case 'Syntax':
      return 'syntax';
    case 'Binder':
    case 'Catalog':
      return 'catalog';
    case 'Conversion':
    case 'Constraint':
    case 'Out of Range':
    case 'Invalid Input':
    case 'Mismatch Type':
      return 'data';
    case 'IO':
    case 'Out of Memory':
    case 'Permission':
      return 'resource';
    case 'Connection':
      return 'connection';
    case 'INTERRUPT':
    case 'Interrupt':
      return 'interrupted';
    default:
      return /interrupt/i.test(message) ? 'interrupted' : 'other';
  }
}
