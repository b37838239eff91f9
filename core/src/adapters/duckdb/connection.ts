import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import {
  type AdapterResponse,
  type Connection,
  DatabaseError,
  type ExecuteOptions,
  type ExecuteResult,
  type PythonJob,
  ResultTable,
} from '../../adapter/index.ts';
import type { DeltaScans } from './delta-scans.ts';
import { type Origin, toDatabaseError } from './errors.ts';
import { fetchTable } from './fetch.ts';
import type { JobSettings } from './python/job.ts';
import { shapeOf, type StatementShape } from '../../adapter/statements.ts';

/** What connections of one adapter share. */
export interface ConnectionSettings {
  readonly deltaScans: DeltaScans;
  /** Statements are committed one by one: begin, commit and rollback do nothing. */
  readonly disableTransactions: boolean;
  /** How Python models are run. */
  readonly python: JobSettings;
  /** Takes the connection back; an unhealthy one is not to be used again. */
  onRelease(connection: DuckDbConnection, raw: DuckDBConnection, isHealthy: boolean): void;
}

/** DuckDB's number for statements that create: how many rows a table got is in their result. */
const createStatement = 7;
/** How often a running statement is told again to stop: DuckDB forgets it when told just before the statement starts. */
const interruptEveryMs = 10;

export class DuckDbConnection implements Connection {
  readonly #raw: DuckDBConnection;
  readonly #settings: ConnectionSettings;
  #inTransaction = false;
  #isReleased = false;
  #isInterrupted = false;
  /** Why the open transaction can only be rolled back, as far as is known. */
  #failure: DatabaseError | undefined;
  #interrupting: NodeJS.Timeout | undefined;
  #running = 0;
  /** Ends the process that a Python model runs in. */
  #stopping: AbortController | undefined;
  /** When what runs has ended, well or not. */
  #settled: Promise<unknown> = Promise.resolve();

  constructor(raw: DuckDBConnection, settings: ConnectionSettings) {
    this.#raw = raw;
    this.#settings = settings;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    return this.#track(sql, async () => {
      this.#refuseInterrupted(sql);
      const shape = shapeOf(sql);
      if (shape.transaction === 'ends') await this.#refuseLostCommit();
      const { sql: sent, originalOffset } = await this.#settings.deltaScans.rewrite(sql, this.#raw);
      this.#refuseInterrupted(sql);
      try {
        const result = await this.#run(sent, shape, options);
        if (shape.transaction) this.#inTransaction = shape.transaction === 'opens';
        const table = options.fetch ? await fetchTable(result, options.limit) : ResultTable.empty();
        return { response: await responseOf(result, options.fetch === true), table };
      } catch (error) {
        throw this.#explain(error, sent, { sql, originalOffset });
      }
    });
  }

  async describe(sql: string): Promise<readonly { name: string; type: string }[]> {
    const prefix = 'describe ';
    const { table } = await this.execute(prefix + sql, { fetch: true }).catch((error: unknown) => {
      throw error instanceof DatabaseError ? withoutPrefix(error, sql, prefix.length) : error;
    });
    const [names, types] = table.columns;
    return (names?.values ?? []).map((name, index) => ({
      name: String(name),
      type: String(types!.values[index]),
    }));
  }

  async runPython(job: PythonJob): Promise<AdapterResponse> {
    const { runPythonJob } = await import('./python/job.ts');
    return this.#track(job.code, async () => {
      this.#refuseInterrupted(job.code);
      this.#stopping = new AbortController();
      return runPythonJob(job, this, this.#settings.python, this.#stopping.signal);
    });
  }

  async begin(): Promise<void> {
    if (this.#settings.disableTransactions) return;
    await this.#control('begin transaction');
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    if (this.#settings.disableTransactions) return;
    await this.#refuseLostCommit();
    this.#inTransaction = false;
    await this.#control('commit');
  }

  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#failure = undefined;
    await this.#control('rollback');
  }

  interrupt(): void {
    this.#isInterrupted = true;
    this.#stopping?.abort();
    if (this.#running === 0 || this.#interrupting) return;
    this.#raw.interrupt();
    this.#interrupting = setInterval(() => this.#raw.interrupt(), interruptEveryMs);
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    // Closing a connection would hold up the whole process until its statement ends.
    await this.#settled;
    let isHealthy = true;
    if (this.#inTransaction) await this.rollback().catch(() => (isHealthy = false));
    this.#settings.onRelease(this, this.#raw, isHealthy);
  }

  /** Several statements run one after the other; DuckDB itself would give the first one's result. */
  async #run(
    sql: string,
    { isSeveral }: StatementShape,
    { bindings }: ExecuteOptions,
  ): Promise<DuckDBResult> {
    if (!isSeveral && !bindings) return this.#raw.run(sql);
    if (!isSeveral) return runPrepared(await this.#raw.prepare(sql), bindings);
    const statements = await this.#raw.extractStatements(sql);
    let result: DuckDBResult | undefined;
    for (let index = 0; index < statements.count; index++) {
      this.#refuseInterrupted(sql);
      const isLast = index === statements.count - 1;
      result = await runPrepared(await statements.prepare(index), isLast ? bindings : undefined);
    }
    return result!;
  }

  #control(sql: string): Promise<unknown> {
    return this.#track(sql, () =>
      this.#raw.run(sql).catch((error: unknown) => {
        throw this.#explain(error, sql);
      }),
    );
  }

  /** Knows of what runs on the connection, so that it can be stopped and waited for. */
  #track<T>(sql: string, body: () => Promise<T>): Promise<T> {
    this.#running++;
    const tracked = body()
      .catch((error: unknown) => {
        throw this.#isInterrupted ? interruption(sql, error) : error;
      })
      .finally(() => {
        if (--this.#running > 0) return;
        clearInterval(this.#interrupting);
        this.#interrupting = undefined;
      });
    const ended = tracked.catch(() => undefined);
    this.#settled = this.#running > 1 ? Promise.all([this.#settled, ended]) : ended;
    return tracked;
  }

  #refuseInterrupted(sql: string): void {
    if (this.#isInterrupted) throw interruption(sql);
  }

  #explain(error: unknown, sql: string, origin?: Origin): Error {
    const explained = toDatabaseError(error, sql, origin);
    if (!this.#inTransaction) return explained;
    // Of a transaction that is lost, the first error is the one that says why.
    if (/Current transaction is aborted/.test(explained.message)) return this.#failure ?? explained;
    this.#failure ??= explained;
    return explained;
  }

  /** DuckDB takes a commit of a failed transaction for a rollback and reports success; this is an error instead. */
  async #refuseLostCommit(): Promise<void> {
    const failure = this.#failure;
    if (!failure || !this.#inTransaction) return;
    const isAlive = await this.#raw.run('select 1').then(
      () => true,
      () => false,
    );
    this.#failure = undefined;
    if (isAlive) return;
    await this.rollback();
    throw failure;
  }
}

const ok: AdapterResponse = { message: 'OK' };

/** dbt-duckdb answers `OK` to everything; the number of rows is told beside it. */
async function responseOf(result: DuckDBResult, isFetched: boolean): Promise<AdapterResponse> {
  const isCreate = Number(result.statementType) === createStatement;
  const rows = isCreate && !isFetched ? await createdRows(result) : result.rowsChanged;
  return rows === undefined || rows === 0 ? ok : { ...ok, rowsAffected: rows };
}

async function createdRows(result: DuckDBResult): Promise<number | undefined> {
  const chunk = await result.fetchChunk();
  return chunk?.rowCount === 1 ? Number(chunk.getColumnVector(0).getItem(0)) : undefined;
}

async function runPrepared(
  statement: DuckDBPreparedStatement,
  bindings: ExecuteOptions['bindings'],
): Promise<DuckDBResult> {
  try {
    bindings?.forEach((value, index) => bind(statement, index + 1, value));
    return await statement.run();
  } finally {
    statement.destroySync();
  }
}

const maxInteger = 2 ** 31 - 1;

function bind(
  statement: DuckDBPreparedStatement,
  index: number,
  value: string | number | bigint | boolean | null,
): void {
  if (value === null) statement.bindNull(index);
  else if (typeof value === 'string') statement.bindVarchar(index, value);
  else if (typeof value === 'boolean') statement.bindBoolean(index, value);
  else if (typeof value === 'bigint') statement.bindHugeInt(index, value);
  else if (!Number.isInteger(value)) statement.bindDouble(index, value);
  else if (Math.abs(value) <= maxInteger) statement.bindInteger(index, value);
  else statement.bindBigInt(index, BigInt(value));
}

function interruption(sql: string, cause?: unknown): DatabaseError {
  return new DatabaseError('The query was cancelled', { kind: 'interrupted', sql, cause });
}

function withoutPrefix(error: DatabaseError, sql: string, length: number): DatabaseError {
  const { message, kind, candidates, offset, cause } = error;
  const own = offset === undefined ? undefined : Math.max(0, offset - length);
  return new DatabaseError(message, { kind, sql, offset: own, candidates, cause });
}
