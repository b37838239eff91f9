import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { logNames, useWorkshop } from './harness.ts';

const workshop = useWorkshop();
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const program = here('../../../node_modules/.cache/delta-writer-process.mjs');
const root = (): string => join(workshop.folder, 'orders');

beforeAll(async () => {
  await build({
    entryPoints: [here('writer-process.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['@duckdb/*'],
    outfile: program,
    logLevel: 'error',
  });
});

/** @returns the exit code, or the signal that ended it */
function run(words: readonly string[], killAfterMs?: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, root(), ...words], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const timer =
      killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      // On Windows a process that killed itself has no signal, but ends with 1.
      const ended = process.platform === 'win32' && code === 1 ? 'SIGKILL' : String(code);
      resolve(signal ?? ended);
    });
  });
}

/** Batches of each writer; each must be whole, and none may be twice. */
async function batches(): Promise<Record<string, number>> {
  const select = await workshop.table().select();
  const rows = await workshop.rows(
    `select writer, max(batch)::int as last, count(*)::int as n, count(distinct (batch, id))::int as different from (${select}) group by writer`,
  );
  for (const { last, n, different } of rows) {
    expect(n).toBe(Number(last) * 40);
    expect(different).toBe(n);
  }
  return Object.fromEntries(rows.map(({ writer, last }) => [String(writer), Number(last)]));
}

function versions(): number[] {
  return logNames(root()).flatMap((name) => /^(\d{20})\.json$/.exec(name)?.slice(1).map(Number) ?? []);
}

describe('processes that write at once', () => {
  it('lose no commit, and the versions have no gap', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.all(names.map((name) => run([name, '15'])));
    expect(outcomes).toEqual(['0', '0', '0', '0']);
    expect(await batches()).toEqual({ a: 15, b: 15, c: 15, d: 15 });
    expect(versions()).toEqual(Array.from({ length: 60 }, (_, version) => version));
  });
});

describe('a process that is killed', () => {
  it('before any step: the table is old or new, and the next one goes on', async () => {
    let last = 0;
    for (let step = 1, signal = 'SIGKILL'; signal === 'SIGKILL'; step++) {
      // Each attempt at four batches dies a step later than the one before; the tenth commit brings a checkpoint.
      signal = await run(['a', String(last + 4), String(step)]);
      if (!(await workshop.table().exists())) continue;
      const now = (await batches())['a'] ?? 0;
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
      expect(versions()).toEqual(Array.from({ length: last }, (_, version) => version));
    }
    expect(last).toBeGreaterThan(10);
  });

  it('at any time: the same', async () => {
    for (const delay of [150, 200, 250, 300, 350, 400]) {
      await run(['a', '1000'], delay);
      if (await workshop.table().exists()) await batches();
    }
    const done = (await workshop.table().exists()) ? ((await batches())['a'] ?? 0) : 0;
    expect(await run(['a', String(done + 1)])).toBe('0');
    expect(await batches()).toEqual({ a: done + 1 });
  });
});
