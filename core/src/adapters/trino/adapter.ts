import { resolve } from 'node:path';
import type { Adapter, Connection, ValueKind } from '../../adapter/index.ts';
import type { JsonObject } from '../../config/json.ts';
import { type FunctionBody, toStr } from '../../jinja/index.ts';
import { TrinoClient, type Waiting } from './client.ts';
import { TrinoConnection } from './connection.ts';
import type { TrinoCredentials } from './credentials.ts';
import { quoteName, quoteText } from './literals.ts';
import { Session } from './session.ts';
import { trinoColumnTypes } from './types.ts';

const types: Readonly<Record<ValueKind, string>> = {
  text: 'varchar',
  integer: 'bigint',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamp(6)',
  time: 'time',
};

/** One Trino cluster: a client for all nodes, a session for each. */
export class TrinoAdapter implements Adapter {
  readonly type = 'trino';
  readonly dispatchTypes = ['trino'];
  readonly caseSensitive = false;
  readonly columnTypes = trinoColumnTypes;
  readonly readsFiles = false;
  readonly incrementalStrategies = ['append', 'delete+insert', 'merge', 'microbatch'];
  readonly publicKeys: JsonObject;
  /** Trino knows nothing of a session's catalog before it is used. */
  readonly checkSql: string;
  readonly methods: Readonly<Record<string, FunctionBody>>;
  readonly #credentials: TrinoCredentials;
  readonly #waiting: Waiting;
  readonly #active = new Set<TrinoConnection>();
  #client: TrinoClient | undefined;

  constructor(credentials: TrinoCredentials, folder: string, waiting: Waiting) {
    this.#credentials = credentials;
    this.#waiting = waiting;
    const { catalog, schema, server, user } = credentials;
    this.checkSql = `show schemas from ${quoteName(catalog)}`;
    this.publicKeys = { server, user, database: catalog, schema };
    this.methods = { bk_local_uri: ([path]) => `local://${resolve(folder, toStr(path ?? ''))}` };
  }

  async prepare(): Promise<void> {
    // There is nothing that takes time.
  }

  /** There is no connection to open: the first statement shows whether the cluster is there. */
  async open(): Promise<void> {
    this.#client ??= new TrinoClient(this.#credentials, this.#waiting);
  }

  async acquire(): Promise<Connection> {
    await this.open();
    const connection = new TrinoConnection(this.#client!, new Session(this.#credentials), () =>
      this.#active.delete(connection),
    );
    this.#active.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    for (const connection of this.#active) connection.interrupt();
    await Promise.allSettled([...this.#active].map((connection) => connection.release()));
    this.#client?.close();
    this.#client = undefined;
  }

  quote(identifier: string): string {
    return quoteName(identifier);
  }

  /** A column of a time is not compared with a text. */
  timeLiteral(time: string): string {
    return `timestamp ${quoteText(time.replace(/\+00:00$/, ''))}`;
  }

  typeFor(kind: ValueKind): string {
    return types[kind];
  }

  /** Statements are sent again one by one; all of a node's cannot be, since those that ended well are kept. */
  isRetryable(): boolean {
    return false;
  }
}
