import type { SkipReason } from './events.ts';
import { PriorityQueue } from './priority-queue.ts';

/** The threads of a schedule that nothing uses just now. */
export interface SpareThreads {
  /** Takes one, where there is one and no task waits for it; give it back by `give`. */
  take(): number | undefined;
  give(thread: number): void;
}

/** Something to run once all that it waits for is done. */
export interface Task {
  readonly id: string;
  /** Ids of tasks of the same schedule. */
  readonly waitsFor: readonly string[];
  /** What runs first when there is a choice: the larger number. */
  readonly priority: number;
}

export interface ScheduleOptions<Result> {
  readonly tasks: readonly Task[];
  /** How many run at a time, 1 or more. */
  readonly threads: number;
  /**
   * Runs a task on a thread, numbered from 1. `signal` tells it to end early, because of a cancellation or of
   * fail-fast. A task that can be done in parts may do some on `spare` threads. A rejection ends the whole schedule:
   * results of failed tasks are values.
   */
  readonly run: (id: string, thread: number, signal: AbortSignal, spare: SpareThreads) => Promise<Result>;
  /** Whether what waits for the task must not run. */
  readonly blocks: (result: Result) => boolean;
  /** Whether the task itself went wrong, which ends the run under fail-fast. */
  readonly isFailure: (result: Result) => boolean;
  /** The result of a task that is not run. */
  readonly skip: (id: string, reason: SkipReason) => Result;
  readonly failFast: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs tasks in the order of what they wait for, as many at a time as there are threads. A failed task skips all that
 * wait for it, directly or not, and nothing else.
 *
 * @returns every task's result, in the order of finishing. Tasks that wait for each other in a circle are not there.
 */
export async function schedule<Result>(
  options: ScheduleOptions<Result>,
): Promise<ReadonlyMap<string, Result>> {
  return new Schedule(options).run();
}

class Schedule<Result> {
  readonly #options: ScheduleOptions<Result>;
  readonly #tasks = new Map<string, Task>();
  readonly #followers = new Map<string, string[]>();
  /** How many unfinished tasks each one waits for. */
  readonly #missing = new Map<string, number>();
  readonly #ready = new PriorityQueue<string>();
  readonly #freeThreads: number[];
  readonly #results = new Map<string, Result>();
  readonly #abort = new AbortController();
  readonly #running = new Set<string>();
  readonly #spare: SpareThreads = {
    take: () => (this.#stopped ? undefined : this.#freeThreads.pop()),
    give: (thread) => {
      this.#freeThreads.push(thread);
      this.#pump();
    },
  };
  #stopped: SkipReason | undefined;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(options: ScheduleOptions<Result>) {
    this.#options = options;
    this.#freeThreads = Array.from({ length: Math.max(1, options.threads) }, (_, i) => i + 1).toReversed();
    for (const task of options.tasks) this.#tasks.set(task.id, task);
    for (const task of options.tasks) this.#connect(task);
  }

  async run(): Promise<ReadonlyMap<string, Result>> {
    const { signal } = this.#options;
    const cancel = (): void => this.#stop({ kind: 'cancelled' });
    const done = new Promise<void>((resolve, reject) => (this.#settle = { resolve, reject }));
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      if (signal?.aborted) cancel();
      this.#pump();
      await done;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
    return this.#results;
  }

  #connect(task: Task): void {
    const awaited = new Set(task.waitsFor.filter((id) => this.#tasks.has(id)));
    this.#missing.set(task.id, awaited.size);
    for (const id of awaited) {
      const followers = this.#followers.get(id);
      if (followers) followers.push(task.id);
      else this.#followers.set(id, [task.id]);
    }
    if (awaited.size === 0) this.#ready.push(task.id, task.priority);
  }

  #pump(): void {
    while (!this.#stopped && this.#freeThreads.length > 0) {
      const id = this.#ready.pop();
      if (id === undefined) break;
      if (!this.#results.has(id)) this.#start(id, this.#freeThreads.pop()!);
    }
    if (this.#running.size === 0) this.#settle?.resolve();
  }

  #start(id: string, thread: number): void {
    this.#running.add(id);
    this.#options
      .run(id, thread, this.#abort.signal, this.#spare)
      .then((result) => {
        this.#running.delete(id);
        this.#freeThreads.push(thread);
        this.#finish(id, result);
        this.#pump();
      })
      .catch((error: unknown) => {
        this.#abort.abort();
        this.#settle?.reject(error);
      });
  }

  #finish(id: string, result: Result): void {
    this.#results.set(id, result);
    if (this.#options.blocks(result)) this.#skipFollowers(id);
    else this.#release(id);
    if (this.#options.failFast && !this.#stopped && this.#options.isFailure(result)) {
      this.#stop({ kind: 'fail-fast', cause: id });
    }
  }

  #release(id: string): void {
    for (const follower of this.#followers.get(id) ?? []) {
      const missing = this.#missing.get(follower)! - 1;
      this.#missing.set(follower, missing);
      if (missing === 0) this.#ready.push(follower, this.#tasks.get(follower)!.priority);
    }
  }

  #skipFollowers(cause: string): void {
    const reached = [...(this.#followers.get(cause) ?? [])];
    for (const id of reached) {
      if (this.#results.has(id)) continue;
      this.#results.set(id, this.#options.skip(id, { kind: 'upstream', cause }));
      for (const follower of this.#followers.get(id) ?? []) reached.push(follower);
    }
  }

  /** Nothing more is started; what runs is told to end. */
  #stop(reason: SkipReason): void {
    this.#stopped ??= reason;
    this.#abort.abort();
    const waiting = this.#options.tasks.filter(({ id }) => !this.#results.has(id) && !this.#running.has(id));
    for (const { id } of waiting) this.#results.set(id, this.#options.skip(id, reason));
    if (this.#running.size === 0) this.#settle?.resolve();
  }
}
