import { DatabaseError, type DatabaseErrorKind } from '../../adapter/index.ts';
import { nearest } from '../../diagnostics/index.ts';

/** What DuckDB tells of an error under its setting `errors_as_json`. */
interface Report {
  readonly exception_type?: string;
  readonly exception_message?: string;
  /** Bytes of UTF-8 before the fault. */
  readonly position?: string;
  readonly candidates?: string;
  readonly name?: string;
}

/** The statement as its author knows it, where another one was sent, and the way back to its offsets. */
export interface Origin {
  readonly sql: string;
  originalOffset(offset: number): number;
}

/** DuckDB's error with its kind, place and suggestions. */
export function toDatabaseError(error: unknown, sent: string, origin?: Origin): DatabaseError {
  const text = error instanceof Error ? error.message : String(error);
  const report = readReport(text) ?? plainReport(text);
  const { exception_type: type = '', exception_message: message = text, position } = report;
  const offset = position === undefined ? undefined : utf16Offset(sent, Number(position));
  const candidates = candidatesOf(report, message);
  const told = candidates.length > 0 ? withoutCandidates(message) : message;
  return new DatabaseError(type === '' ? told : `${type} Error: ${told}`, {
    kind: kindOf(type, message),
    sql: origin?.sql ?? sent,
    offset: offset === undefined ? undefined : (origin?.originalOffset(offset) ?? offset),
    candidates,
    ...(type === 'Out of Memory' && { hint: sideBySide }),
    cause: error,
  });
}

const sideBySide =
  'Nodes that run side by side share this limit: `bk-build retry --threads 1` builds what failed one at a time, still on every core. Where that is not enough, raise memory_limit or max_temp_directory_size under settings';

function readReport(text: string): Report | undefined {
  const start = text.indexOf('{"exception_type"');
  if (start === -1) return undefined;
  try {
    return JSON.parse(text.slice(start)) as Report;
  } catch {
    return undefined;
  }
}

/** Some errors, such as those of a commit, are told in words: `TransactionContext Error: Failed to commit: …`. */
function plainReport(text: string): Report {
  const match = /^(\w[\w ]*?) Error: ([\s\S]*)$/.exec(text);
  return match ? { exception_type: match[1]!, exception_message: match[2]! } : { exception_message: text };
}

function utf16Offset(sql: string, byteOffset: number): number {
  return Buffer.from(sql, 'utf8').subarray(0, byteOffset).toString('utf8').length;
}

const maxCandidates = 3;

/** Names worth suggesting: DuckDB also offers its own catalog's, or a list of all names there are. */
function candidatesOf({ candidates, name }: Report, message: string): string[] {
  const listed =
    candidates?.split(',').map((candidate) => candidate.trim()) ??
    [...(/Candidate bindings: :? ?(.*)$/m.exec(message)?.[1]?.matchAll(/"((?:[^"]|"")+)"/g) ?? [])].map(
      (match) => match[1]!,
    );
  const own = listed.filter((candidate) => !isOfSystem(candidate) || isOfSystem(name ?? ''));
  if (own.length <= maxCandidates) return own;
  const wanted = name ?? /parameter "([^"]+)"/.exec(message)?.[1];
  const similar = wanted === undefined ? undefined : nearest(wanted, own);
  return similar === undefined ? own.slice(0, maxCandidates) : [similar];
}

function isOfSystem(name: string): boolean {
  return /^(?:pg_|duckdb_|pragma_|sqlite_|information_schema\b)/.test(name);
}

/** The message without the names that it would offer a second time. */
function withoutCandidates(message: string): string {
  return message.replace(/\n+(?:Did you mean|Candidate bindings|Candidate tables):?[\s\S]*$/, '');
}

const conflict =
  /write-write conflict|Conflict on (?:tuple|update)|Transaction conflict|Could not commit creation of dependency/i;

function kindOf(type: string, message: string): DatabaseErrorKind {
  if (conflict.test(message)) return 'conflict';
  if (/No space left on device/i.test(message)) return 'resource';
  if (/constraint violation/i.test(message)) return 'data';
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
    case 'Divide by Zero':
      return 'data';
    case 'IO':
      return message.startsWith('No files found') ? 'catalog' : 'resource';
    case 'Out of Memory':
    case 'Permission':
      return 'resource';
    case 'Connection':
    case 'FATAL':
      return 'connection';
    case 'INTERRUPT':
      return 'interrupted';
    default:
      return 'other';
  }
}
