import { describe, expect, it } from 'vitest';
import type { SkipReason } from './events.ts';
import { schedule, type ScheduleOptions, type Task } from './scheduler.ts';

type Result = 'ok' | 'failed' | SkipReason;

const task = (id: string, waitsFor: readonly string[] = [], priority = 0): Task => ({
  id,
  waitsFor,
  priority,
});

/** Runs tasks by hand: each stays open until `end` is called for it. */
function byHand(tasks: readonly Task[], options: Partial<ScheduleOptions<Result>> = {}) {
  const started: string[] = [];
  const threads = new Map<string, number>();
  const open = new Map<string, (result: Result) => void>();
  let aborted = false;
  const done = schedule<Result>({
    tasks,
    threads: 2,
    failFast: false,
    blocks: (result) => result === 'failed',
    isFailure: (result) => result === 'failed',
    skip: (_id, reason) => reason,
    run: (id, thread, signal) => {
      started.push(id);
      threads.set(id, thread);
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise((resolve) => open.set(id, resolve));
    },
    ...options,
  });
  const end = async (id: string, result: Result = 'ok'): Promise<void> => {
    open.get(id)!(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, threads, done, end, wasAborted: () => aborted };
}

describe('schedule', () => {
  it('runs what waits for nothing, as many as there are threads, the highest priority first', async () => {
    const { started, threads, end, done } = byHand([
      task('a'),
      task('b', [], 5),
      task('c', [], 5),
      task('d', [], 1),
    ]);
    expect(started).toEqual(['b', 'c']);
    expect(threads.get('b')).not.toBe(threads.get('c'));
    await end('b');
    await end('c');
    expect(started).toEqual(['b', 'c', 'd', 'a']);
    await end('a');
    await end('d');
    expect([...(await done).keys()]).toEqual(['b', 'c', 'a', 'd']);
  });

  it('waits for everything that a task names', async () => {
    const { started, end } = byHand([task('a'), task('b'), task('c', ['a', 'b', 'unknown'])]);
    await end('a');
    expect(started).toEqual(['a', 'b']);
    await end('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('skips what is below a failure, with its first cause, and runs everything else', async () => {
    const tasks = [task('a'), task('b', ['a']), task('c', ['b', 'x']), task('x'), task('y', ['x'])];
    const { started, end, done } = byHand(tasks);
    await end('a', 'failed');
    await end('x');
    await end('y');
    expect(started).toEqual(['a', 'x', 'y']);
    expect(Object.fromEntries(await done)).toEqual({
      a: 'failed',
      b: { kind: 'upstream', cause: 'a' },
      c: { kind: 'upstream', cause: 'a' },
      x: 'ok',
      y: 'ok',
    });
  });

  it('stops at the first failure under fail-fast and tells what runs to end', async () => {
    const { started, end, done, wasAborted } = byHand([task('a'), task('b'), task('c'), task('d', ['a'])], {
      failFast: true,
    });
    await end('a', 'failed');
    expect(wasAborted()).toBe(true);
    await end('b');
    expect(started).toEqual(['a', 'b']);
    const results = await done;
    expect(results.get('b')).toBe('ok');
    expect(results.get('c')).toEqual({ kind: 'fail-fast', cause: 'a' });
    expect(results.get('d')).toEqual({ kind: 'upstream', cause: 'a' });
  });

  it('ends what runs and skips the rest when cancelled', async () => {
    const controller = new AbortController();
    const { end, done, wasAborted } = byHand([task('a'), task('b'), task('c', ['a'])], {
      signal: controller.signal,
    });
    controller.abort();
    expect(wasAborted()).toBe(true);
    await end('a', 'failed');
    await end('b');
    expect((await done).get('c')).toEqual({ kind: 'cancelled' });
  });

  it('runs nothing when cancelled before it begins', async () => {
    const { started, done } = byHand([task('a')], { signal: AbortSignal.abort() });
    expect((await done).get('a')).toEqual({ kind: 'cancelled' });
    expect(started).toEqual([]);
  });

  it('rejects when a run rejects', async () => {
    await expect(byHand([task('a')], { run: () => Promise.reject(new Error('bug')) }).done).rejects.toThrow(
      'bug',
    );
  });

  it('has nothing to do without tasks', async () => {
    expect((await byHand([]).done).size).toBe(0);
  });

  it('takes ten thousand tasks in a chain and side by side', async () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => task(`c${i}`, i === 0 ? [] : [`c${i - 1}`]));
    const flat = Array.from({ length: 10_000 }, (_, i) => task(`f${i}`, [], i % 7));
    const { done } = byHand([...chain, ...flat], { threads: 8, run: () => Promise.resolve('ok') });
    expect((await done).size).toBe(20_000);
  });
});

describe('spare threads', () => {
  it('are lent while there are any, and back again they take what has become ready', async () => {
    const threads = new Map<string, number>();
    const done = schedule<Result>({
      tasks: [task('first'), task('short'), task('second', ['short'])],
      threads: 2,
      failFast: false,
      blocks: () => false,
      isFailure: () => false,
      skip: (_id, reason) => reason,
      async run(id, thread, _signal, spare) {
        threads.set(id, thread);
        if (id !== 'first') return 'ok';
        const lent = spare.take()!;
        expect(lent).not.toBe(thread);
        expect(spare.take()).toBeUndefined();
        // No thread is left for the others until this one is given back.
        await new Promise((resolve) => setImmediate(resolve));
        expect([...threads.keys()]).toEqual(['first']);
        spare.give(lent);
        return 'ok';
      },
    });
    await done;
    expect([...threads.keys()]).toEqual(['first', 'short', 'second']);
  });

  it('are not lent once the schedule is stopped', async () => {
    const controller = new AbortController();
    let lent: number | undefined = -1;
    await schedule<Result>({
      tasks: [task('only')],
      threads: 2,
      failFast: false,
      signal: controller.signal,
      blocks: () => false,
      isFailure: () => false,
      skip: (_id, reason) => reason,
      run: (_id, _thread, _signal, spare) => {
        controller.abort();
        lent = spare.take();
        return Promise.resolve('ok');
      },
    });
    expect(lent).toBeUndefined();
  });
});

describe('the time that a schedule takes on four threads', () => {
  const threads = 4;
  const random = (() => {
    let state = 7;
    return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  })();
  /** Sleeping models: what each waits for, and how long it sleeps. */
  type Graph = readonly { readonly waitsFor: readonly number[]; readonly sleep: number }[];
  const shapes: Readonly<Record<string, Graph>> = {
    'side by side': Array.from({ length: 200 }, () => ({ waitsFor: [], sleep: 1 + random() * 9 })),
    'a chain': Array.from({ length: 60 }, (_, i) => ({
      waitsFor: i === 0 ? [] : [i - 1],
      sleep: 1 + random(),
    })),
    'a long chain beside short ones': [
      ...Array.from({ length: 100 }, () => ({ waitsFor: [], sleep: 1 })),
      ...Array.from({ length: 30 }, (_, i) => ({ waitsFor: i === 0 ? [] : [99 + i], sleep: 1 })),
    ],
    'diamonds of four': Array.from({ length: 162 }, (_, i) => {
      const top = i - (i % 6);
      if (i === top) return { waitsFor: i === 0 ? [] : [i - 1], sleep: 1 };
      const isBottom = i === top + 5;
      return { waitsFor: isBottom ? [1, 2, 3, 4].map((k) => top + k) : [top], sleep: 2 + random() };
    }),
    'layers of models': Array.from({ length: 400 }, (_, i) => ({
      waitsFor: i < 80 ? [] : [0, 1, 2].map(() => i - 80 - (i % 80) + Math.floor(random() * 80)),
      sleep: 0.5 + random() * random() * 10,
    })),
  };

  it.each(Object.entries(shapes))(
    'is at most 1.2 of the critical path or a fourth of the sum: %s',
    async (_, graph) => {
      const below = graph.map(() => 0);
      for (let i = graph.length - 1; i >= 0; i--)
        for (const other of graph[i]!.waitsFor)
          below[other] = Math.max(below[other]!, below[i]! + graph[i]!.sleep);
      const left = graph.map(({ sleep }, i) => sleep + below[i]!);
      const sum = graph.reduce((total, { sleep }) => total + sleep, 0);

      let now = 0;
      const asleep: { readonly until: number; readonly wake: (result: Result) => void }[] = [];
      let isDone = false;
      const done = schedule<Result>({
        tasks: graph.map(({ waitsFor }, i) => task(String(i), waitsFor.map(String), left[i]!)),
        threads,
        failFast: false,
        blocks: () => false,
        isFailure: () => false,
        skip: (_id, reason) => reason,
        run: (id) => new Promise((wake) => asleep.push({ until: now + graph[Number(id)]!.sleep, wake })),
      }).then((results) => {
        isDone = true;
        return results;
      });
      while (!isDone) {
        asleep.sort((a, b) => b.until - a.until);
        const next = asleep.pop();
        if (next) {
          now = next.until;
          next.wake('ok');
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await done).size).toBe(graph.length);
      expect(now / Math.max(...left, sum / threads)).toBeLessThanOrEqual(1.2);
    },
  );
});
