import { Worker } from 'node:worker_threads';
import type { Analyst } from './analyst.ts';
import type { Job, JobKind, JobResult } from './analyst-worker.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One thread with its questions. */
class Thread {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(program: URL) {
    this.#program = program;
  }

  get load(): number {
    return this.#waiting.size;
  }

  ask(kind: JobKind, question: unknown): Promise<unknown> {
    const worker = this.start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, kind, question } satisfies Job);
    });
  }

  start(): Worker {
    return (this.#worker ??= this.#newWorker());
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #newWorker(): Worker {
    const worker = new Worker(this.#program, { resourceLimits: { maxOldGenerationSizeMb: 96 } });
    worker.unref();
    worker.on('message', (result: JobResult) => {
      const waiting = this.#waiting.get(result.id);
      this.#waiting.delete(result.id);
      if ('error' in result) waiting?.reject(new Error(result.error));
      else waiting?.resolve(result.value);
    });
    // The next question starts a new thread; those that this one was asked have no answer.
    worker.on('error', (error) => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    return worker;
  }
}

/** An analyst that computes in threads of its own, so that the server goes on answering. */
export class ThreadedAnalyst implements Analyst {
  readonly #threads: readonly Thread[];

  constructor(program: URL, threadCount = 2) {
    this.#threads = Array.from({ length: threadCount }, () => new Thread(program));
  }

  readonly forecast: Analyst['forecast'] = (question) => this.#ask('forecast', question);
  readonly backtest: Analyst['backtest'] = (question) => this.#ask('backtest', question);
  readonly segments: Analyst['segments'] = (question) => this.#ask('segments', question);

  /** Starts the threads before they are needed. */
  warm(): void {
    for (const thread of this.#threads) thread.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #ask<Answer>(kind: JobKind, question: unknown): Promise<Answer> {
    const [idlest] = this.#threads.toSorted((a, b) => a.load - b.load);
    return idlest!.ask(kind, question) as Promise<Answer>;
  }
}
