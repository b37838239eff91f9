import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
    logLevel: 'error',
  });
  writeFileSync(
    program,
    "import { main, processEffects } from './main.mjs';\nprocess.exitCode = await main(process.argv.slice(2), processEffects());\n",
  );
});

afterAll(() => rmSync(bundle, { recursive: true, force: true }));

const start = (cwd: string, ...argv: string[]): ChildProcess => spawn(process.execPath, [program, ...argv], { cwd });

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

const endless = { 'models/endless.sql': 'select sum(a.range * b.range) as x from range(10000000) a, range(10000000) b' };

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

  it('is cancelled by SIGINT and ends with 130', async () => {
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
});
