import type { Connection } from '../../adapter/index.ts';
import type { Adapter } from '../../adapter/index.ts';

/** A connection that is opened when the first statement needs it: many templates never ask the database. */
export class LazyConnection implements Connection {
  readonly #adapter: Adapter;
  readonly #name: string;
  #opened: Promise<Connection> | undefined;
  #connection: Connection | undefined;

  constructor(adapter: Adapter, name: string) {
    this.#adapter = adapter;
    this.#name = name;
  }

  get inTransaction(): boolean {
    return this.#connection?.inTransaction ?? false;
  }

  async execute(...args: Parameters<Connection['execute']>): ReturnType<Connection['execute']> {
    return (await this.#open()).execute(...args);
  }

  async describe(sql: string): ReturnType<Connection['describe']> {
    return (await this.#open()).describe(sql);
  }

  async runPython(...args: Parameters<Connection['runPython']>): ReturnType<Connection['runPython']> {
    return (await this.#open()).runPython(...args);
  }

  async begin(): Promise<void> {
    return (await this.#open()).begin();
  }

  async commit(): Promise<void> {
    return this.#connection?.commit();
  }

  async rollback(): Promise<void> {
    return this.#connection?.rollback();
  }

  interrupt(): void {
    this.#connection?.interrupt();
  }

  async release(): Promise<void> {
    await this.#connection?.release();
    this.#connection = undefined;
    this.#opened = undefined;
  }

  #open(): Promise<Connection> {
    return (this.#opened ??= this.#acquire());
  }

  async #acquire(): Promise<Connection> {
    await this.#adapter.open();
    return (this.#connection = await this.#adapter.acquire(this.#name));
  }
}
