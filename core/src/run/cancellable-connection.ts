import {
  type AdapterResponse,
  type Connection,
  DatabaseError,
  type ExecuteOptions,
  type ExecuteResult,
  type PythonJob,
} from '../adapter/index.ts';

/** A connection that runs nothing more once a signal is aborted, and stops what it runs then. */
export class CancellableConnection implements Connection {
  readonly #inner: Connection;
  readonly #signal: AbortSignal;
  readonly #interrupt = (): void => this.#inner.interrupt();

  constructor(inner: Connection, signal: AbortSignal) {
    this.#inner = inner;
    this.#signal = signal;
    signal.addEventListener('abort', this.#interrupt, { once: true });
  }

  get inTransaction(): boolean {
    return this.#inner.inTransaction;
  }

  async execute(sql: string, options?: ExecuteOptions): Promise<ExecuteResult> {
    this.#check(sql);
    return this.#inner.execute(sql, options);
  }

  async describe(sql: string): ReturnType<Connection['describe']> {
    this.#check(sql);
    return this.#inner.describe(sql);
  }

  async runPython(job: PythonJob): Promise<AdapterResponse> {
    this.#check(job.code);
    return this.#inner.runPython(job);
  }

  async begin(): Promise<void> {
    this.#check('begin');
    await this.#inner.begin();
  }

  async commit(): Promise<void> {
    this.#check('commit');
    await this.#inner.commit();
  }

  async rollback(): Promise<void> {
    await this.#inner.rollback();
  }

  interrupt(): void {
    this.#inner.interrupt();
  }

  async release(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#interrupt);
    await this.#inner.release();
  }

  #check(sql: string): void {
    if (this.#signal.aborted) throw new DatabaseError('The run was cancelled', { kind: 'interrupted', sql });
  }
}
