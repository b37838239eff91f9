import { isAbsolute, relative, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Adapter, type Connection, DatabaseError, type ValueKind } from '../../adapter/index.ts';
import type { JsonObject } from '../../config/json.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { FunctionBody } from '../../jinja/index.ts';
import { duckDbColumnTypes } from './column-types.ts';
import { connectionMethods } from './connection-methods.ts';
import { type ConnectionSettings, DuckDbConnection } from './connection.ts';
import type { DuckDbCredentials } from './credentials.ts';
import { DeltaScans } from './delta-scans.ts';
import { type DuckDb, type InstanceUse, loadDuckDb, useFile, useMemory } from './instances.ts';
import { explainOpening, isLocked, removeUnfinished } from './open-errors.ts';
import { quoteName } from './quoting.ts';
import { setUpConnection, settingSql, setUpInstance } from './setup.ts';
import { templateMethods } from './template-methods.ts';

const types: Readonly<Record<ValueKind, string>> = {
  text: 'varchar',
  integer: 'bigint',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
};

/** One DuckDB database: one instance, as many connections as nodes run at a time. */
export class DuckDbAdapter implements Adapter {
  readonly type = 'duckdb';
  readonly dispatchTypes = ['duckdb'];
  readonly caseSensitive = false;
  readonly columnTypes = duckDbColumnTypes;
  readonly readsFiles = true;
  readonly checkSql = 'select 1 as id';
  readonly incrementalStrategies = ['append', 'delete+insert', 'merge', 'microbatch'];
  readonly publicKeys: JsonObject;
  readonly methods: Readonly<Record<string, FunctionBody>>;
  readonly connectionMethods = connectionMethods;
  readonly #credentials: DuckDbCredentials;
  /** The folder that a relative path of the profile starts from. */
  readonly #folder: string;
  readonly #connectionSettings: ConnectionSettings;
  readonly #idle: DuckDBConnection[] = [];
  readonly #active = new Set<DuckDbConnection>();
  /** The first attempt to open the instance, begun before it was asked for. */
  #prepared: Promise<InstanceUse> | undefined;
  #use: InstanceUse | undefined;
  #opening: Promise<void> | undefined;

  constructor(credentials: DuckDbCredentials, folder: string) {
    this.#credentials = credentials;
    this.#folder = folder;
    const { path, database, schema, externalRoot, disableTransactions } = credentials;
    this.publicKeys = {
      path,
      database,
      schema,
      external_root: externalRoot,
      disable_transactions: disableTransactions,
    };
    this.methods = templateMethods(credentials, (path) => this.#writablePath(path));
    this.#connectionSettings = {
      deltaScans: new DeltaScans(folder),
      disableTransactions,
      python: {
        cwd: resolve(folder),
        statements: Object.entries(credentials.settings).map(([name, value]) => settingSql(name, value)),
        database,
        schema,
      },
      onRelease: (connection, raw, isHealthy) => {
        this.#active.delete(connection);
        const isWanted = isHealthy && this.#use !== undefined && this.#idle.length < credentials.threads;
        if (isWanted) this.#idle.push(raw);
        else raw.closeSync();
      },
    };
  }

  async prepare(): Promise<void> {
    const { path } = this.#credentials;
    // Another server is not asked before there is something to do.
    if (!isFile(path) && !path.startsWith(inMemory)) return;
    this.#prepared ??= this.#instance(await loadDuckDb());
    this.#prepared.catch(() => undefined);
  }

  open(): Promise<void> {
    return (this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    }));
  }

  async acquire(): Promise<Connection> {
    await this.open();
    const raw = this.#idle.pop() ?? (await this.#connect());
    const connection = new DuckDbConnection(raw, this.#connectionSettings);
    this.#active.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const use = this.#use;
    const unused = this.#prepared;
    this.#use = undefined;
    this.#prepared = undefined;
    this.#opening = undefined;
    for (const connection of this.#active) connection.interrupt();
    await Promise.allSettled([...this.#active].map((connection) => connection.release()));
    const [first, ...others] = this.#idle.splice(0);
    for (const connection of others) connection.closeSync();
    // DuckDB writes its log into the file when it is closed; asked for before, that does not hold up other work.
    await first?.run('checkpoint').catch(() => undefined);
    first?.closeSync();
    use?.release();
    (await unused?.catch(() => undefined))?.discard();
  }

  quote(identifier: string): string {
    return quoteName(identifier);
  }

  typeFor(kind: ValueKind): string {
    return types[kind];
  }

  isRetryable(error: DatabaseError): boolean {
    if (error.kind === 'conflict') return true;
    const type = /^(\w[\w ]*?) Error: /.exec(error.message)?.[1]?.replaceAll(' ', '');
    return type !== undefined && this.#credentials.retryableErrors.includes(`${type}Exception`);
  }

  async #open(): Promise<void> {
    this.#use = await this.#openInstance();
    try {
      const connection = await this.#connect();
      await setUpInstance(connection, this.#credentials, (path) => this.#resolve(path));
      this.#idle.push(connection);
    } catch (error) {
      const use = this.#use;
      this.#use = undefined;
      use.release();
      throw error;
    }
  }

  /** Waits for another process to end where the profile asks for several attempts. */
  async #openInstance(): Promise<InstanceUse> {
    const { path, connectAttempts } = this.#credentials;
    const file = this.#resolve(path);
    const duckDb = await loadDuckDb();
    for (let attempt = 1; ; attempt++) {
      const prepared = this.#prepared;
      this.#prepared = undefined;
      try {
        return await (prepared ?? this.#instance(duckDb));
      } catch (error) {
        if (isFile(path) && removeUnfinished(file, error)) continue;
        if (attempt >= connectAttempts || !isLocked(error)) throw explainOpening(error, path, file);
        await new Promise((wake) => setTimeout(wake, 1000 * 2 ** (attempt - 1)));
      }
    }
  }

  #instance(duckDb: DuckDb): Promise<InstanceUse> {
    const { configOptions, path } = this.#credentials;
    const config = { ...configOptions, errors_as_json: 'true' };
    return isFile(path) ? useFile(duckDb, this.#resolve(path), config) : useMemory(duckDb, path, config);
  }

  async #connect(): Promise<DuckDBConnection> {
    const use = this.#use;
    if (!use) throw new DatabaseError('The database is closed', { kind: 'connection', sql: '' });
    const connection = await use.instance.connect();
    try {
      await setUpConnection(connection, { ...this.#searchPath(), ...this.#credentials.settings });
    } catch (error) {
      connection.closeSync();
      throw error instanceof UserError ? error : explainOpening(error, this.#credentials.path, '');
    }
    return connection;
  }

  /** Files that SQL names without a folder are looked for in the project's, wherever the process was started. */
  #searchPath(): Readonly<Record<string, string>> {
    return relative(process.cwd(), this.#folder) === '' ? {} : { file_search_path: resolve(this.#folder) };
  }

  /** Writing has no search path: where the process was not started in the project's folder, the name has to say it all. */
  #writablePath(path: string): string {
    return relative(process.cwd(), this.#folder) === '' ? path : this.#resolve(path);
  }

  #resolve(path: string): string {
    return isFile(path) && !isAbsolute(path) ? resolve(this.#folder, path) : path;
  }
}

const inMemory = ':memory:';

/** Whether a path names a file of this machine: no `:memory:`, no `s3://…`, no `ducklake:…`; `C:\…` is one. */
function isFile(path: string): boolean {
  return !path.startsWith(inMemory) && !/^\w{2,}:/.test(path);
}
