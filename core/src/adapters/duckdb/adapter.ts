import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Adapter, type Connection, type DatabaseError, type ValueKind } from '../../adapter/index.ts';
import type { Json, JsonObject } from '../../config/json.ts';
import { connectionSetupFailed, UserError } from '../../diagnostics/index.ts';
import { type FunctionBody, toStr } from '../../jinja/index.ts';
import { DuckDbConnection } from './connection.ts';
import { type DuckDbCredentials, quoteText } from './credentials.ts';
import { DeltaScans } from './delta-scans.ts';
import { toDatabaseError } from './errors.ts';
import { explainOpening } from './open-errors.ts';

const types: Readonly<Record<ValueKind, string>> = {
  text: 'varchar',
  integer: 'bigint',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  time: 'time',
};

/** DuckDB's module takes a good part of start-up; it is loaded when a database is about to be opened. */
let loading: Promise<typeof import('@duckdb/node-api')> | undefined;

/** Starts loading DuckDB in the background. Calling it more than once is harmless. */
export function preloadDuckDb(): Promise<typeof import('@duckdb/node-api')> {
  return (loading ??= import('@duckdb/node-api'));
}

/** One DuckDB database: one instance, as many connections as nodes run at a time. */
export class DuckDbAdapter implements Adapter {
  readonly type = 'duckdb';
  readonly dispatchTypes = ['duckdb'];
  readonly caseSensitive = false;
  readonly incrementalStrategies = ['append', 'delete+insert', 'merge', 'microbatch'];
  readonly publicKeys: JsonObject;
  readonly methods: Readonly<Record<string, FunctionBody>>;
  readonly #credentials: DuckDbCredentials;
  /** The folder that a relative path of the profile starts from. */
  readonly #folder: string;
  readonly #deltaScans: DeltaScans;
  readonly #idle: DuckDBConnection[] = [];
  readonly #active = new Set<DuckDbConnection>();
  #instance: DuckDBInstance | undefined;
  #opening: Promise<void> | undefined;

  constructor(credentials: DuckDbCredentials, folder: string) {
    this.#credentials = credentials;
    this.#folder = folder;
    this.#deltaScans = new DeltaScans(folder);
    const { path, database, schema, externalRoot, disableTransactions } = credentials;
    this.publicKeys = {
      path,
      database,
      schema,
      external_root: externalRoot,
      disable_transactions: disableTransactions,
    };
    this.methods = templateMethods(credentials);
  }

  open(): Promise<void> {
    return (this.#opening ??= this.#open());
  }

  async acquire(): Promise<Connection> {
    await this.open();
    const raw = this.#idle.pop() ?? (await this.#connect());
    const connection = new DuckDbConnection(raw, this.#deltaScans, (released, isHealthy) => {
      this.#active.delete(connection);
      if (isHealthy && this.#instance) this.#idle.push(released);
      else released.closeSync();
    });
    this.#active.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    for (const connection of this.#active) connection.interrupt();
    await Promise.allSettled([...this.#active].map((connection) => connection.release()));
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance?.closeSync();
    this.#instance = undefined;
    this.#opening = undefined;
  }

  quote(identifier: string): string {
    return `"${identifier.replaceAll('"', '""')}"`;
  }

  typeFor(kind: ValueKind): string {
    return types[kind];
  }

  isRetryable(error: DatabaseError): boolean {
    return error.kind === 'conflict';
  }

  async #open(): Promise<void> {
    const { path, configOptions, connectAttempts } = this.#credentials;
    const { DuckDBInstance } = await preloadDuckDb();
    const isFile = path !== ':memory:' && !path.includes('://');
    const file = isFile ? resolve(this.#folder, path) : path;
    for (let attempt = 1; ; attempt++) {
      try {
        if (isFile) mkdirSync(dirname(file), { recursive: true });
        // Within one process the instance of a file is shared: opening it twice would lose data.
        this.#instance = isFile
          ? await DuckDBInstance.fromCache(file, { ...configOptions })
          : await DuckDBInstance.create(':memory:', { ...configOptions });
        break;
      } catch (error) {
        if (attempt >= connectAttempts) throw explainOpening(error, path, file);
        await new Promise((wake) => setTimeout(wake, 100 * 2 ** attempt));
      }
    }
    await this.#setUp();
  }

  /** What holds for the whole instance: extensions, secrets, attached databases. */
  async #setUp(): Promise<void> {
    const { extensions, secrets, attach } = this.#credentials;
    const steps: (readonly [what: string, sql: string])[] = [
      ...extensions.map(
        ({ name, repository }) => [`extension "${name}"`, loadExtension(name, repository)] as const,
      ),
      ...secrets.map(
        (secret) =>
          [`secret "${String(secret['name'] ?? secret['type'] ?? '')}"`, createSecret(secret)] as const,
      ),
      ...attach.map(({ path, alias, options }) => {
        const name = alias === undefined ? '' : ` as ${this.quote(alias)}`;
        const list = options.length > 0 ? ` (${options.join(', ')})` : '';
        return [`attach "${path}"`, `attach if not exists ${quoteText(path)}${name}${list}`] as const;
      }),
    ];
    if (steps.length === 0) return;
    const connection = await this.#connect();
    for (const [what, sql] of steps) {
      try {
        await connection.run(sql);
      } catch (error) {
        connection.closeSync();
        throw new UserError(connectionSetupFailed(what, toDatabaseError(error, sql).message), {
          cause: error,
        });
      }
    }
    this.#idle.push(connection);
  }

  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance!.connect();
    await connection.run('set errors_as_json = true');
    for (const [name, value] of Object.entries(this.#credentials.settings)) {
      const sql = `set ${/^\w+$/.test(name) ? name : this.quote(name)} = ${literal(value)}`;
      try {
        await connection.run(sql);
      } catch (error) {
        throw new UserError(connectionSetupFailed(`setting "${name}"`, toDatabaseError(error, sql).message), {
          cause: error,
        });
      }
    }
    return connection;
  }
}

function loadExtension(name: string, repository: string | undefined): string {
  const from =
    repository === undefined ? '' : ` from ${/^\w+$/.test(repository) ? repository : quoteText(repository)}`;
  const extension = /^\w+$/.test(name) ? name : quoteText(name);
  return `install ${extension}${from}; load ${extension}`;
}

function createSecret(secret: JsonObject): string {
  const { name, scope, ...rest } = secret;
  const parts = Object.entries(rest)
    .filter(([key]) => key !== 'persistent')
    .map(([key, value]) => `${key} ${key === 'type' || key === 'provider' ? String(value) : literal(value)}`);
  if (scope !== undefined && scope !== null) parts.push(`scope ${literal(scope)}`);
  const label = typeof name === 'string' ? ` "${name.replaceAll('"', '""')}"` : '';
  return `create or replace ${secret['persistent'] === true ? 'persistent ' : ''}secret${label} (${parts.join(', ')})`;
}

function literal(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(literal).join(', ')}]`;
  return quoteText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `adapter.…` of dbt-duckdb that its users' macros call. */
function templateMethods({
  externalRoot,
  disableTransactions,
}: DuckDbCredentials): Readonly<Record<string, FunctionBody>> {
  return {
    is_motherduck: () => false,
    disable_transactions: () => disableTransactions,
    external_root: () => externalRoot,
    get_binding_char: () => '?',
    escape_sql_string: ([value]) => toStr(value ?? '').replaceAll("'", "''"),
    is_ducklake: () => false,
    use_ducklake_table_workarounds: () => false,
    warn_once: () => '',
    parse_index: ([index]) => index ?? null,
    catalog_supports_foreign_keys: () => true,
  };
}
