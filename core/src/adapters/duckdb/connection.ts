import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import {
  type Connection,
  DatabaseError,
  type ExecuteOptions,
  type ExecuteResult,
  type ResultColumn,
  ResultTable,
} from '../../adapter/index.ts';
import type { Value } from '../../jinja/index.ts';
import type { DeltaScans } from './delta-scans.ts';
import { toDatabaseError } from './errors.ts';
import { readingOf } from './values.ts';

/** DuckDB's number for statements such as BEGIN. */
const transactionStatement = 10;

export class DuckDbConnection implements Connection {
  readonly #connection: DuckDBConnection;
  readonly #onRelease: (connection: DuckDBConnection, isHealthy: boolean) => void;
  readonly #deltaScans: DeltaScans;
  #inTransaction = false;
  #isReleased = false;
  #interrupted = false;

  constructor(
    connection: DuckDBConnection,
    deltaScans: DeltaScans,
    onRelease: (connection: DuckDBConnection, isHealthy: boolean) => void,
  ) {
    this.#connection = connection;
    this.#deltaScans = deltaScans;
    this.#onRelease = onRelease;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    if (this.#interrupted) throw this.#interruption(sql);
    if (sql.trim() === '') return { response: { message: 'OK' }, table: ResultTable.empty() };
    const statement = await this.#deltaScans.rewrite(sql, this.#connection);
    const result = await this.#send(statement.sql, options, sql, (offset) =>
      statement.originalOffset(offset),
    );
    if (Number(result.statementType) === transactionStatement) this.#noteTransaction(sql);
    const table = options.fetch ? await this.#fetch(result, sql, options.limit) : ResultTable.empty();
    const { rowsChanged } = result;
    return { response: { message: 'OK', ...(rowsChanged > 0 && { rowsAffected: rowsChanged }) }, table };
  }

  async describe(sql: string): Promise<readonly { name: string; type: string }[]> {
    const { table } = await this.execute(`describe ${sql}`, { fetch: true });
    const [names, types] = table.columns;
    return (names?.values ?? []).map((name, index) => ({
      name: String(name),
      type: String(types!.values[index]),
    }));
  }

  async begin(): Promise<void> {
    await this.#send('begin transaction');
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    this.#inTransaction = false;
    await this.#send('commit');
  }

  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    await this.#send('rollback');
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#connection.interrupt();
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    let isHealthy = true;
    if (this.#inTransaction) await this.rollback().catch(() => (isHealthy = false));
    this.#onRelease(this.#connection, isHealthy);
  }

  /** @param shown The SQL as errors quote it, with the way back to its offsets where what is sent differs. */
  async #send(
    sql: string,
    { bindings }: ExecuteOptions = {},
    shown = sql,
    originalOffset?: (offset: number) => number,
  ): Promise<DuckDBResult> {
    try {
      return await this.#connection.run(sql, bindings ? [...bindings] : undefined);
    } catch (error) {
      throw this.#interrupted
        ? this.#interruption(shown, error)
        : toDatabaseError(error, sql, shown, originalOffset);
    }
  }

  async #fetch(result: DuckDBResult, sql: string, limit = Number.POSITIVE_INFINITY): Promise<ResultTable> {
    const readings = result.columnTypes().map(readingOf);
    const columns = readings.map((): Value[] => []);
    try {
      for (let rows = 0; rows < limit;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) break;
        rows += chunk.rowCount;
        readings.forEach(({ read }, index) => {
          const into = columns[index]!;
          for (const value of chunk.getColumnValues(index)) into.push(value === null ? null : read(value));
        });
      }
    } catch (error) {
      throw toDatabaseError(error, sql);
    }
    const names = result.columnNames();
    return new ResultTable(
      readings.map(({ kind }, index): ResultColumn => ({
        name: names[index]!,
        kind,
        values: columns[index]!.slice(0, limit),
      })),
    );
  }

  /** Statements of an author may open and end transactions too. */
  #noteTransaction(sql: string): void {
    const last = sql.trim().replace(/;\s*$/, '').split(';').at(-1)!.trim().toLowerCase();
    if (/^(begin|start)\b/.test(last)) this.#inTransaction = true;
    else if (/^(commit|end|rollback|abort)\b/.test(last)) this.#inTransaction = false;
  }

  #interruption(sql: string, cause?: unknown): DatabaseError {
    return new DatabaseError('The query was cancelled', { kind: 'interrupted', sql, cause });
  }
}
