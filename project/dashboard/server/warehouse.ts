import { stat } from 'node:fs/promises';
import {
  BIGINT,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
} from '@duckdb/node-api';
import { Problem } from './problem.ts';
import { newestPublication, type Publication, sweepPublications } from './publication.ts';
import type { Value } from './table.ts';

/** Values of a query's parameters, by name; a list is of whole numbers. */
export type Parameters = Readonly<Record<string, string | number | readonly number[]>>;

/** A query and what stands for its `$names`. */
export interface Statement {
  readonly sql: string;
  readonly parameters: Parameters;
}

/** A query whose columns all are DOUBLE and never null. */
export interface NumericStatement extends Statement {
  readonly isNumeric: true;
}

/** Columns by name. */
export type Columns = Readonly<Record<string, readonly Value[]>>;

/** Columns of numbers by name. */
export type NumericColumns = Readonly<Record<string, Float64Array>>;

/** One publication, open for reading. What is asked of it has the same answer for ever. */
export interface Generation {
  readonly id: string;
  query(statement: Statement): Promise<Columns>;
  /** For millions of rows: lists of plain numbers, which take eight bytes each and nothing of the heap. */
  queryNumbers(statement: NumericStatement): Promise<NumericColumns>;
}

/** What has to be there for the dashboard to work; an older project's publication has it not. */
const requiredTables = [
  'analytics.mart_data_window',
  'analytics.mart_revenue_daily',
  'analytics.mart_revenue_weekly',
  'analytics.mart_product_daily',
  'analytics.mart_product_pareto',
  'analytics.mart_customer_daily',
  'analytics.mart_customer_cohort',
  'analytics.mart_cohort_monthly',
  'analytics.mart_rfm_snapshot',
  'marts.dim_customers',
  'marts.dim_products',
  'publication.nodes',
  'publication.build',
];

const connectionCount = 6;
const queryTimeoutMs = 20_000;

/** The newest publication of a warehouse, changed for the next one while requests go on. */
export class Warehouse {
  readonly #path: string;
  #current: OpenGeneration | undefined;
  #lastFailure: { readonly id: string; readonly problem: Problem } | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Looks whether there is a newer publication and opens it; the former one is closed when its last request has ended. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /**
   * Does something with one generation, which stays open and the same until that has ended.
   *
   * @throws Problem 503 when there is nothing to read
   */
  async use<Result>(work: (generation: Generation) => Promise<Result>): Promise<Result> {
    const generation = this.#current;
    if (!generation) throw this.#lastFailure?.problem ?? nothingPublished(this.#path);
    return generation.during(() => work(generation));
  }

  get generationId(): string | undefined {
    return this.#current?.id;
  }

  async close(): Promise<void> {
    await this.#refreshing;
    this.#current?.retire();
    this.#current = undefined;
  }

  async #refresh(): Promise<void> {
    const publication = await newestPublication(this.#path);
    if (!publication || publication.id === this.#current?.id) return;
    if (this.#current && publication.id === this.#lastFailure?.id) return;
    try {
      const opened = await OpenGeneration.open(publication);
      this.#current?.retire();
      this.#current = opened;
      this.#lastFailure = undefined;
    } catch (error) {
      const problem = error instanceof Problem ? error : unreadable(error as Error);
      this.#lastFailure = { id: publication.id, problem };
      return;
    }
    await sweepPublications(this.#path).catch(() => undefined);
  }
}

class OpenGeneration implements Generation {
  readonly id: string;
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  #users = 0;
  #retired = false;

  private constructor(id: string, instance: DuckDBInstance, connections: DuckDBConnection[]) {
    this.id = id;
    this.#instance = instance;
    this.#idle = connections;
  }

  static async open({ id, path }: Publication): Promise<OpenGeneration> {
    const instance = await DuckDBInstance.create(path, {
      access_mode: 'READ_ONLY',
      enable_external_access: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: `${memoryMb((await stat(path)).size)}MB`,
      threads: '4',
    });
    try {
      const connections = await Promise.all(
        Array.from({ length: connectionCount }, () => instance.connect()),
      );
      await connections[0]!.run('SET lock_configuration = true');
      await requireTables(connections[0]!);
      return new OpenGeneration(id, instance, connections);
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
      this.#closeWhenUnused();
    }
  }

  retire(): void {
    this.#retired = true;
    this.#closeWhenUnused();
  }

  query({ sql, parameters }: Statement): Promise<Columns> {
    return this.#withConnection(async (connection) => {
      const reader = await connection.runAndReadAll(sql, bound(parameters), listTypes(parameters));
      return plain(reader.getColumnsObjectJS());
    });
  }

  queryNumbers({ sql, parameters }: NumericStatement): Promise<NumericColumns> {
    return this.#withConnection(async (connection) =>
      numericColumns(await connection.stream(sql, bound(parameters), listTypes(parameters))),
    );
  }

  async #withConnection<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection =
      this.#idle.pop() ?? (await new Promise<DuckDBConnection>((give) => this.#waiting.push(give)));
    const timer = setTimeout(() => connection.interrupt(), queryTimeoutMs);
    try {
      return await work(connection);
    } finally {
      clearTimeout(timer);
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#idle.push(connection);
    }
  }

  #closeWhenUnused(): void {
    if (!this.#retired || this.#users > 0) return;
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** What DuckDB may take: little for a shop of a million orders (33 MB), and half of a large file, to sort its millions in. */
const memoryMb = (bytes: number): number => Math.min(1024, Math.max(96, Math.round(bytes / 2 ** 21)));

function bound(parameters: Parameters): Record<string, DuckDBValue> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]): [string, DuckDBValue] => [
      name,
      typeof value === 'object' ? listValue(value.map(BigInt)) : value,
    ]),
  );
}

/** The types of lists: an empty one does not tell its own. */
function listTypes(parameters: Parameters): Record<string, DuckDBType> {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => typeof value === 'object')
      .map(([name]): [string, DuckDBType] => [name, LIST(BIGINT)]),
  );
}

/** Reads a result chunk by chunk, so that of all rows nothing but their numbers is ever there. */
async function numericColumns(result: DuckDBResult): Promise<NumericColumns> {
  const names = result.columnNames();
  const chunks: Float64Array[][] = names.map(() => []);
  let rowCount = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const { rowCount: count } = chunk;
    rowCount += count;
    for (const [index, column] of chunks.entries()) {
      const vector = chunk.getColumnVector(index);
      const numbers = new Float64Array(count);
      for (let row = 0; row < count; row++) numbers[row] = vector.getItem(row) as number;
      column.push(numbers);
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, joined(chunks[index]!, rowCount)]));
}

function joined(parts: readonly Float64Array[], length: number): Float64Array {
  const whole = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whole numbers as numbers, days as `YYYY-MM-DD` and times as `YYYY-MM-DDTHH:MM:SSZ`: what JSON can hold. */
function plain(columns: Readonly<Record<string, readonly unknown[]>>): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.map((value) => plainValue(value))]),
  );
}

function plainValue(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 19)}Z`;
  }
  return value as Value;
}

async function requireTables(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE database_name = CURRENT_DATABASE()`,
  );
  const present = new Set(reader.getRowObjectsJS().map(({ name }) => String(name)));
  const absent = requiredTables.filter((name) => !present.has(name));
  if (absent.length > 0)
    throw new Problem(
      503,
      'WAREHOUSE_OUTDATED',
      `The last build comes from another version of this project: it lacks ${absent.join(', ')}. Build it again with: npm run shop`,
    );
}

function nothingPublished(path: string): Problem {
  return new Problem(
    503,
    'WAREHOUSE_MISSING',
    `There is no finished build beside ${path} yet. Make one with: npm run shop`,
  );
}

function unreadable(error: Error): Problem {
  return new Problem(
    503,
    'WAREHOUSE_UNREADABLE',
    `The last build cannot be read (${error.message.split('\n')[0]}). Build it again with: npm run shop`,
  );
}
