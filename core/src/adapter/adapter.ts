import type { FunctionBody, Value } from '../jinja/index.ts';
import type { ColumnTypes } from './column-types.ts';
import type { RelationDialect } from './relation.ts';
import type { ResultTable } from './result-table.ts';
import type { ValueKind } from './table-views.ts';

/**
 * A database, as bk-build needs it. One adapter serves one invocation: `open`, any number of connections at a time,
 * `close`. What SQL says is the business of macros; an adapter carries statements, quotes names and explains errors.
 */
export interface Adapter extends RelationDialect {
  /** The profile's `type`: `duckdb`. */
  readonly type: string;
  /** Types whose macros this adapter falls back on, nearest first, itself included: `duckdb__x`, then `default__x`. */
  readonly dispatchTypes: readonly string[];
  /** The profile's keys that templates may see as `target.…`; never a secret. */
  readonly publicKeys: Readonly<Record<string, unknown>>;

  /**
   * Begins what opening the database takes time for, and does not wait for it. `open` goes on from there, and tells what
   * went wrong; `close` is needed in any case.
   */
  prepare(): Promise<void>;
  /**
   * Opens the database, once.
   * @throws UserError when it is locked (named by process), not a database, or not to be reached.
   */
  open(): Promise<void>;
  /** A connection of its own for one node. There are as many at a time as are asked for: the scheduler sets the limit. */
  acquire(name: string): Promise<Connection>;
  /**
   * Ends it all: what still runs is interrupted, what is open rolled back, and the file left whole and free for others.
   * Safe to call twice; the adapter may be opened again.
   */
  close(): Promise<void>;

  /** Whether two spellings of a name mean the same object when it is not quoted. */
  readonly caseSensitive: boolean;
  /** The database's type for a kind of value, as seeds and result tables need it. */
  typeFor(kind: ValueKind): string;
  /** What its types are called and how they are written. */
  readonly columnTypes: ColumnTypes;
  /** Whether SQL reads files by their names, so that a source may be one (`external_location`). */
  readonly readsFiles: boolean;
  /** dbt's incremental strategies that the adapter's macros know: `append`, `delete+insert`, … */
  readonly incrementalStrategies: readonly string[];
  /** What fails where nothing can be built with a profile though the server answers. */
  readonly checkSql: string;
  /** What only this adapter's macros call, such as `adapter.is_motherduck()`; needs no connection. */
  readonly methods?: Readonly<Record<string, FunctionBody>>;
  /** What only this adapter's macros call, and what asks the database: `adapter.location_exists('…')`. */
  readonly connectionMethods?: Readonly<Record<string, ConnectionMethod>>;
  /** Whether an error may pass when the same transaction is tried again (a write-write conflict). */
  isRetryable(error: DatabaseError): boolean;
}

/** A method of `adapter` in templates that runs on the node's connection. */
export interface ConnectionMethod {
  /** Names of its parameters; a trailing `?` makes one optional. */
  readonly parameters: readonly string[];
  /** What it gives while parsing, when there is no database. */
  readonly whileParsing: Value;
  /** @throws DatabaseError */
  call(connection: Connection, args: readonly (Value | undefined)[]): Promise<Value>;
}

/** One session of the database. Not for concurrent use: await each call before the next. */
export interface Connection {
  /**
   * Runs one or several statements; the result is the last one's.
   * @throws DatabaseError with the database's own words; the transaction, if one is open, is then aborted.
   */
  execute(sql: string, options?: ExecuteOptions): Promise<ExecuteResult>;
  /** Names and types of the columns that a query would give, in order; the query is bound, not run. */
  describe(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /**
   * Runs the code of a Python model and keeps the tables that it makes.
   * @throws PythonError, also where the database runs none; DatabaseError
   */
  runPython(job: PythonJob): Promise<AdapterResponse>;
  /** Opens a transaction. Where the database has none that hold changes together, each statement stands for itself. */
  begin(): Promise<void>;
  /** @throws DatabaseError, the transaction's first, where it can only be rolled back. */
  commit(): Promise<void>;
  /** Does nothing when no transaction is open. */
  rollback(): Promise<void>;
  readonly inTransaction: boolean;
  /**
   * Stops what runs now, and refuses what comes until the connection is released: `execute` throws a DatabaseError
   * whose kind is `interrupted`.
   */
  interrupt(): void;
  /** Gives the connection back once its statement has ended, rolling back what was not committed. */
  release(): Promise<void>;
}

/** A Python model that is to be run. */
export interface PythonJob {
  /** The author's file, and how many of the code's first lines are his. */
  readonly file: string;
  readonly lines: number;
  /** The author's code with `dbtObj` and `materialize` behind it. */
  readonly code: string;
  /** What the code reads: how SQL names it, and its database, schema and name, or null for what has none. */
  readonly inputs: readonly {
    readonly name: string;
    readonly path: readonly [database: string, schema: string, identifier: string] | null;
  }[];
  /** Gets each line that the code prints. */
  say(line: string): void;
}

export interface ExecuteOptions {
  /** Rows are wanted; without it they are not read and `table` is empty. */
  readonly fetch?: boolean;
  /** At most so many rows. */
  readonly limit?: number;
  /** Values for `?` placeholders. */
  readonly bindings?: readonly (string | number | bigint | boolean | null)[];
}

export interface ExecuteResult {
  readonly response: AdapterResponse;
  readonly table: ResultTable;
}

/** What a statement answered, as run_results.json keeps it; `message` is shown beside the node: `OK`, `SELECT 100`. */
export interface AdapterResponse {
  readonly message: string;
  readonly code?: string;
  readonly rowsAffected?: number;
}

/** The database refused a statement. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  readonly kind: DatabaseErrorKind;
  /** The statement as it was sent. */
  readonly sql: string;
  /** UTF-16 offset of the fault in `sql`, from 0, where the database tells. */
  readonly offset: number | undefined;
  /** Names that the database offers instead: `Did you mean "order_id"`. */
  readonly candidates: readonly string[];
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    details: {
      readonly kind: DatabaseErrorKind;
      readonly sql: string;
      readonly offset?: number | undefined;
      readonly candidates?: readonly string[];
      readonly hint?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.kind = details.kind;
    this.sql = details.sql;
    this.offset = details.offset;
    this.candidates = details.candidates ?? [];
    this.hint = details.hint;
  }
}

/** A Python model's code failed, or could not be run at all. */
export class PythonError extends Error {
  override name = 'PythonError';
  /** UTF-16 offset in the job's code, from 0, of the author's line where it failed. */
  readonly offset: number | undefined;
  /** What to do about it, where that is known. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    details: { readonly offset?: number | undefined; readonly hint?: string | undefined } = {},
  ) {
    super(message);
    this.offset = details.offset;
    this.hint = details.hint;
  }
}

export type DatabaseErrorKind =
  | 'syntax' // the parser or binder refused the statement
  | 'catalog' // a relation, column or function that does not exist
  | 'data' // a value could not be cast, a constraint was broken
  | 'conflict' // another transaction wrote the same
  | 'resource' // out of memory or disk, read-only file
  | 'connection'
  | 'interrupted'
  | 'other';
