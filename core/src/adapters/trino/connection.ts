import {
  type AdapterResponse,
  type Connection,
  DatabaseError,
  type ExecuteOptions,
  type ExecuteResult,
  PythonError,
  type ResultColumn,
  ResultTable,
} from '../../adapter/index.ts';
import { type SqlPart, splitStatements } from '../../adapter/statements.ts';
import type { Value } from '../../jinja/index.ts';
import { interruption, type TrinoClient } from './client.ts';
import { literalOf } from './literals.ts';
import type { Page } from './page.ts';
import type { Session } from './session.ts';
import { plainType } from './types.ts';
import { readingOf } from './values.ts';

/** A session of the cluster. Each statement stands for itself: the cluster's tables know no transaction over several. */
export class TrinoConnection implements Connection {
  readonly inTransaction = false;
  readonly #client: TrinoClient;
  readonly #session: Session;
  readonly #stopping = new AbortController();
  /** When what runs has ended, well or not. */
  #settled: Promise<unknown> = Promise.resolve();

  readonly #onRelease: () => void;

  constructor(client: TrinoClient, session: Session, onRelease: () => void) {
    this.#client = client;
    this.#session = session;
    this.#onRelease = onRelease;
  }

  execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteResult> {
    const result = this.#executeAll(sql, options);
    this.#settled = result.catch(() => undefined);
    return result;
  }

  /** @throws DatabaseError whose place is in the query itself */
  async describe(sql: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
    const [query = { sql, start: 0 }] = splitStatements(sql);
    const prefix = 'select * from (\n';
    try {
      const { columns } = await this.#run(`${prefix}${query.sql}\n) where false limit 0`, () => true);
      return columns.map(({ name, type }) => ({ name, type: plainType(type) }));
    } catch (error) {
      throw error instanceof DatabaseError ? moved(error, sql, query.start - prefix.length) : error;
    }
  }

  runPython(): Promise<never> {
    return Promise.reject(
      new PythonError('Trino runs no Python models', {
        hint: 'Write the model in SQL, or build it on a target of type duckdb',
      }),
    );
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }

  rollback(): Promise<void> {
    return Promise.resolve();
  }

  interrupt(): void {
    this.#stopping.abort();
  }

  async release(): Promise<void> {
    await this.#settled;
    this.#onRelease();
  }

  async #executeAll(sql: string, options: ExecuteOptions): Promise<ExecuteResult> {
    const parts = splitStatements(sql);
    let result: ExecuteResult = { response: { message: 'OK' }, table: ResultTable.empty() };
    for (const part of parts) {
      const isLast = part === parts.at(-1);
      result = await this.#executeOne(sql, part, isLast ? options : {});
    }
    return result;
  }

  async #executeOne(
    whole: string,
    { sql, start }: SqlPart,
    { bindings, fetch, limit }: ExecuteOptions,
  ): Promise<ExecuteResult> {
    const isBound = bindings !== undefined && bindings.length > 0;
    const sent = isBound
      ? `execute immediate ${literalOf(sql)} using ${bindings.map(literalOf).join(', ')}`
      : sql;
    const rows: NonNullable<Page['data']>[number][] = [];
    const most = fetch === true ? (limit ?? Number.POSITIVE_INFINITY) : 0;
    let response: AdapterResponse;
    let columns: Columns;
    try {
      const { columns: found, last } = await this.#run(sent, (page) => {
        for (const row of page.data ?? []) if (rows.length < most) rows.push(row);
        return fetch !== true || rows.length < most || !page.columns;
      });
      columns = found;
      response = responseOf(last);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw isBound ? placeless(error, whole) : moved(error, whole, start);
    }
    return { response, table: fetch === true ? tableOf(columns, rows) : ResultTable.empty() };
  }

  async #run(
    sql: string,
    takes: (page: Page) => boolean,
  ): Promise<{ readonly last: Page; readonly columns: Columns }> {
    if (this.#stopping.signal.aborted) throw interruption(sql);
    let columns: Columns = [];
    const last = await this.#client.run(
      sql,
      this.#session,
      (page) => {
        columns = page.columns ?? columns;
        return takes(page);
      },
      this.#stopping.signal,
    );
    return { last, columns };
  }
}

type Columns = NonNullable<Page['columns']>;

function tableOf(columns: Columns, rows: readonly NonNullable<Page['data']>[number][]): ResultTable {
  return new ResultTable(
    columns.map(({ name, type }, index): ResultColumn => {
      const { kind, read } = readingOf(type);
      const values = rows.map((row): Value => {
        const value = row[index];
        return value === null || value === undefined ? null : read(value);
      });
      return { name, kind, values };
    }),
  );
}

/** As dbt-trino answers: `CREATE TABLE (1_000 rows)`, `SUCCESS`. */
function responseOf({ updateType = 'SUCCESS', updateCount }: Page): AdapterResponse {
  if (updateCount === undefined) return { message: updateType, code: updateType };
  const rows = Number(updateCount);
  const shown = String(rows).replace(/\B(?=(?:\d{3})+$)/g, '_');
  return { message: `${updateType} (${shown} rows)`, code: updateType, rowsAffected: rows };
}

/** The error of a part, with its place in the whole text. */
function moved(error: DatabaseError, sql: string, shift: number): DatabaseError {
  const { candidates, cause, hint, kind, message, offset } = error;
  const place = offset === undefined ? undefined : offset + shift;
  return new DatabaseError(message, {
    kind,
    sql,
    offset: place !== undefined && place >= 0 && place <= sql.length ? place : undefined,
    candidates,
    hint,
    cause,
  });
}

function placeless({ candidates, cause, hint, kind, message }: DatabaseError, sql: string): DatabaseError {
  return new DatabaseError(message, { kind, sql, candidates, hint, cause });
}
