import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarball } from '../packages/fake-hub.ts';
import { folder, openProject } from './harness.ts';

/** A bundle of its own, beside the real one: a process has to find the package's files and DuckDB. */
const bundle = join(folder, `../../dist/test-${process.pid}`);
const program = join(bundle, 'bk-build.mjs');

beforeAll(async () => {
  mkdirSync(bundle, { recursive: true });
  await build({
    entryPoints: [join(folder, '../../src/cli/main.ts')],
    outdir: bundle,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    outExtension: { '.js': '.mjs' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(
    program,
    "import { main, processEffects } from './main.mjs';\nprocess.exitCode = await main(process.argv.slice(2), processEffects());\n",
  );
});

afterAll(() => rmSync(bundle, { recursive: true, force: true, maxRetries: 5 }));

const start = (cwd: string, ...argv: string[]): ChildProcess =>
  spawn(process.execPath, [program, ...argv], { cwd });

async function end(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Waits until the child has said something. */
async function until(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    if (said.includes(text)) return;
  }
  throw new Error(`never said "${text}", but: ${said}`);
}

const endless = {
  'models/endless.sql': 'select sum(a.range * b.range) as x from range(10000000) a, range(10000000) b',
};

describe('the process', () => {
  it('ends quietly when its reader goes', async () => {
    const { path, remove } = openProject('shop');
    try {
      const child = start(path, 'ls', '--output', 'json');
      child.stdout!.destroy();
      let stderr = '';
      child.stderr!.on('data', (chunk) => (stderr += String(chunk)));
      expect(await end(child)).toBe(0);
      expect(stderr).toBe('');
    } finally {
      remove();
    }
  });

  // Windows sends no signals between processes, but for Ctrl-C in a terminal.
  it.skipIf(process.platform === 'win32')('is cancelled by SIGINT and ends with 130', async () => {
    const { path, remove } = openProject('shop', endless);
    try {
      const child = start(path, 'run', '--select', 'endless', '--debug');
      await until(child, 'START sql');
      child.kill('SIGINT');
      expect(await end(child)).toBe(130);
    } finally {
      remove();
    }
  });

  it('ends with 2 and says why, without a stack, when it cannot run', async () => {
    const { path, remove } = openProject(undefined);
    try {
      const child = start(path, 'build');
      let stderr = '';
      child.stderr!.on('data', (chunk) => (stderr += String(chunk)));
      expect(await end(child)).toBe(2);
      expect(stderr).toContain('PROJECT_NOT_FOUND');
      expect(stderr).not.toContain('    at ');
    } finally {
      remove();
    }
  });

  it('leaves packages whole, the former or the new ones, when it is killed while it installs them', async () => {
    const files = (version: string): Record<string, string> => ({
      'u/dbt_project.yml': `name: u\nversion: ${version}\n`,
      ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`u/macros/m${i}.sql`, `-- ${version}`])),
    });
    const { path, remove } = openProject(undefined, { 'dbt_project.yml': 'name: killed\nprofile: x\n' });
    const versionOf = (file: string): string | undefined =>
      /\d/.exec(readFileSync(join(path, 'dbt_packages/u', file), 'utf8'))?.[0];
    try {
      for (const version of ['1', '2'])
        writeFileSync(join(path, `${version}.tgz`), await tarball(files(`${version}.0.0`)));
      const ask = (version: string): void => {
        const url = pathToFileURL(join(path, `${version}.tgz`)).href;
        writeFileSync(join(path, 'packages.yml'), `packages: [{tarball: "${url}", name: u}]\n`);
      };
      ask('1');
      expect(await end(start(path, 'deps'))).toBe(0);
      for (const [number, afterMs] of [120, 160, 200, 240, 280, 320, 360, 400].entries()) {
        ask(number % 2 === 0 ? '2' : '1');
        const child = start(path, 'deps');
        const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
        await end(child);
        clearTimeout(timer);
        // What was taken away comes back with the next call, whatever that one does.
        if (!existsSync(join(path, 'dbt_packages'))) await end(start(path, 'deps'));
        const versions = new Set(
          readdirSync(join(path, 'dbt_packages/u/macros')).map((name) => versionOf(`macros/${name}`)),
        );
        expect(readdirSync(join(path, 'dbt_packages/u/macros'))).toHaveLength(500);
        expect(versions.size).toBe(1);
      }
      ask('1');
      expect(await end(start(path, 'deps'))).toBe(0);
      expect(versionOf('macros/m0.sql')).toBe('1');
      expect(readdirSync(path).filter((name) => name.startsWith('.dbt_packages'))).toEqual([]);
    } finally {
      remove();
    }
  });

  it('keeps its cache whole when several processes write it at once, and when they are killed', async () => {
    const { path, remove } = openProject('shop');
    const inventory = async (...flags: string[]): Promise<string> => {
      const child = start(path, 'ls', '--output', 'json', '--quiet', ...flags);
      let said = '';
      child.stdout!.on('data', (chunk) => (said += String(chunk)));
      expect(await end(child)).toBe(0);
      return said;
    };
    const model = join(path, 'models/marts/fct_orders.sql');
    const text = readFileSync(model, 'utf8');
    try {
      for (let round = 0; round < 4; round++) {
        // Half of them find other variables, and so another cache than the rest; the model is another one in each round.
        writeFileSync(model, `${text}{{ config(tags=['round_${round}', var('currency')]) }}\n`);
        const others = ['--vars', '{currency: CHF}'];
        const all = await Promise.all([[], others, [], others, [], others].map((flags) => inventory(...flags)));
        expect(new Set(all).size).toBe(2);
        expect(all[0]).toBe(await inventory('--no-partial-parse'));
        expect(all[1]).toBe(await inventory('--no-partial-parse', ...others));
        const child = start(path, 'parse', '--vars', `{currency: X${round}}`);
        const timer = setTimeout(() => child.kill('SIGKILL'), 100 + 60 * round);
        await end(child);
        clearTimeout(timer);
        expect(await inventory()).toBe(all[0]);
      }
    } finally {
      remove();
    }
  });

  it('builds the same hours and days wherever it runs, though the clocks are changed there', async () => {
    const { path, remove } = openProject('shop', {
      'models/hours.sql': `{{ config(materialized='incremental', incremental_strategy='microbatch', batch_size='hour', begin='2025-03-29', event_time='moment') }}
        select cast('{{ model.batch.event_time_start }}' as timestamp) as moment, '{{ model.batch.id }}' as id`,
    });
    const built = async (zone: string, day: string): Promise<string> => {
      const run = (...argv: string[]): ChildProcess =>
        spawn(process.execPath, [program, ...argv], { cwd: path, env: { ...process.env, TZ: zone } });
      const [from, to] = [`${day} 00:00:00`, `${day} 04:00:00`];
      const times = ['--event-time-start', from, '--event-time-end', to];
      for (const flags of [['--full-refresh'], []])
        expect(await end(run('run', '--select', 'hours', ...times, ...flags))).toBe(0);
      const child = run('show', '--quiet', '--inline', 'select id, moment::text as moment from {{ ref("hours") }} order by all', '--limit', '-1');
      let said = '';
      child.stdout!.on('data', (chunk) => (said += String(chunk)));
      expect(await end(child)).toBe(0);
      return said;
    };
    try {
      // In Berlin the first of these days has 23 hours, the second 25.
      for (const day of ['2025-03-30', '2025-10-26']) {
        const there = await built('UTC', day);
        expect(there.match(/^\| 2025\d{4}T0[0-3] +\| 2025-\d\d-\d\d 0[0-3]:00:00 \|$/gm)).toHaveLength(4);
        expect(await built('Europe/Berlin', day)).toBe(there);
      }
    } finally {
      remove();
    }
  });

  it('keeps nothing of 200 saves that dev answered', { timeout: 120_000 }, async () => {
    const { path, remove } = openProject('shop');
    const model = join(path, 'models/marts/fct_orders.sql');
    const text = readFileSync(model, 'utf8');
    // Were builds kept, this memory would be full long before the end.
    const child = spawn(process.execPath, ['--max-old-space-size=64', program, 'dev', '--no-clear'], { cwd: path });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    const hear = async (answer: string): Promise<void> => {
      while (!said.includes(answer)) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      said = '';
    };
    try {
      await hear('Watching');
      for (let number = 0; number < 200; number++) {
        const kinds = [`-- ${number}`, `{{ config(tags=['t${number}']) }}`, `{{ ref('nothing_${number}') }}`];
        const kind = number % kinds.length;
        writeFileSync(model, `${text}${kinds[kind]}\n`);
        await hear(kind === 2 ? 'waiting for a change' : 'compiled');
      }
      child.kill('SIGINT');
      const code = await end(child);
      if (process.platform !== 'win32') expect(code).toBe(0);
    } finally {
      child.kill('SIGKILL');
      remove();
    }
  });
});
