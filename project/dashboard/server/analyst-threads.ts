import { Worker } from 'node:worker_threads';
import type { Analyst, ForecastAnswer, SegmentAnswer } from './analyst.ts';
import type { Job, JobResult } from './analyst-worker.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One thread with its questions; it is started when it is first needed. */
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

  ask(job: Omit<Job, 'id'>): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...job, id });
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#program);
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

  forecast(question: Parameters<Analyst['forecast']>[0]): Promise<ForecastAnswer> {
    return this.#ask({ kind: 'forecast', question }) as Promise<ForecastAnswer>;
  }

  segments(question: Parameters<Analyst['segments']>[0]): Promise<SegmentAnswer | undefined> {
    return this.#ask({ kind: 'segments', question }) as Promise<SegmentAnswer | undefined>;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #ask(job: Omit<Job, 'id'>): Promise<unknown> {
    const [idlest] = this.#threads.toSorted((a, b) => a.load - b.load);
    return idlest!.ask(job);
  }
}
