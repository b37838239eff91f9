import {
  type Adapter,
  type Connection,
  DatabaseError,
  type ExecuteOptions,
  type ExecuteResult,
  type PythonJob,
} from '../../adapter/index.ts';

/** What goes to the database beside a statement, and who hears of it. */
export interface StatementHooks {
  /** What to send in the place of a statement of the connection of that name: a node's unique id, or what it is for. */
  readonly dress?: (sql: string, connectionName: string) => DressedStatement;
  /** Hears of every statement before it runs. */
  readonly tell?: (sql: string, connectionName: string) => void;
}

export interface DressedStatement {
  readonly sql: string;
  /** How far what was there before has moved. */
  readonly shift: number;
}

/** An adapter whose statements carry a comment, and are told. It has all that the other has, optional or not. */
export class DressingAdapter implements Required<Adapter> {
  readonly #inner: Adapter;
  #hooks: StatementHooks;

  constructor(inner: Adapter, hooks: StatementHooks) {
    this.#inner = inner;
    this.#hooks = hooks;
  }

  get hooks(): StatementHooks {
    return this.#hooks;
  }

  /** Replaces the hooks, for connections that are acquired from now on. */
  use(hooks: StatementHooks): void {
    this.#hooks = hooks;
  }

  get type(): string {
    return this.#inner.type;
  }

  get dispatchTypes(): readonly string[] {
    return this.#inner.dispatchTypes;
  }

  get publicKeys(): Adapter['publicKeys'] {
    return this.#inner.publicKeys;
  }

  get caseSensitive(): boolean {
    return this.#inner.caseSensitive;
  }

  get incrementalStrategies(): readonly string[] {
    return this.#inner.incrementalStrategies;
  }

  get columnTypes(): Adapter['columnTypes'] {
    return this.#inner.columnTypes;
  }

  get readsFiles(): boolean {
    return this.#inner.readsFiles;
  }

  get checkSql(): string {
    return this.#inner.checkSql;
  }

  get renameable(): readonly string[] {
    return this.#inner.renameable ?? [];
  }

  get replaceable(): readonly string[] {
    return this.#inner.replaceable ?? [];
  }

  get methods(): Required<Adapter>['methods'] {
    return this.#inner.methods ?? {};
  }

  get connectionMethods(): Required<Adapter>['connectionMethods'] {
    return this.#inner.connectionMethods ?? {};
  }

  prepare(): Promise<void> {
    return this.#inner.prepare();
  }

  open(): Promise<void> {
    return this.#inner.open();
  }

  async acquire(name: string): Promise<Connection> {
    const connection = await this.#inner.acquire(name);
    const { dress, tell } = this.#hooks;
    return dress || tell ? new DressingConnection(connection, name, this.#hooks) : connection;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  quote(identifier: string): string {
    return this.#inner.quote(identifier);
  }

  timeLiteral(time: string): string {
    return this.#inner.timeLiteral?.(time) ?? `'${time}'`;
  }

  typeFor(...args: Parameters<Adapter['typeFor']>): string {
    return this.#inner.typeFor(...args);
  }

  isRetryable(error: DatabaseError): boolean {
    return this.#inner.isRetryable(error);
  }
}

class DressingConnection implements Connection {
  readonly #inner: Connection;
  readonly #name: string;
  readonly #hooks: StatementHooks;

  constructor(inner: Connection, name: string, hooks: StatementHooks) {
    this.#inner = inner;
    this.#name = name;
    this.#hooks = hooks;
  }

  get inTransaction(): boolean {
    return this.#inner.inTransaction;
  }

  async execute(sql: string, options?: ExecuteOptions): Promise<ExecuteResult> {
    const dressed = this.#hooks.dress?.(sql, this.#name) ?? { sql, shift: 0 };
    this.#hooks.tell?.(dressed.sql, this.#name);
    try {
      return await this.#inner.execute(dressed.sql, options);
    } catch (error) {
      throw error instanceof DatabaseError && dressed.sql !== sql
        ? undressed(error, sql, dressed.shift)
        : error;
    }
  }

  describe(sql: string): ReturnType<Connection['describe']> {
    this.#hooks.tell?.(sql, this.#name);
    return this.#inner.describe(sql);
  }

  runPython(job: PythonJob): ReturnType<Connection['runPython']> {
    return this.#inner.runPython(job);
  }

  async begin(): Promise<void> {
    this.#hooks.tell?.('begin', this.#name);
    await this.#inner.begin();
  }

  async commit(): Promise<void> {
    this.#hooks.tell?.('commit', this.#name);
    await this.#inner.commit();
  }

  async rollback(): Promise<void> {
    if (this.inTransaction) this.#hooks.tell?.('rollback', this.#name);
    await this.#inner.rollback();
  }

  interrupt(): void {
    this.#inner.interrupt();
  }

  release(): Promise<void> {
    return this.#inner.release();
  }
}

/** The error as it would be without the comment: its place is looked for in what the author wrote. */
function undressed(error: DatabaseError, sql: string, shift: number): DatabaseError {
  const { candidates, cause, hint, kind, message, offset } = error;
  const place = offset === undefined ? undefined : offset - shift;
  return new DatabaseError(message, {
    kind,
    sql,
    offset: place !== undefined && place >= 0 && place <= sql.length ? place : undefined,
    candidates,
    hint,
    cause,
  });
}
