import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Registry, startRegistry } from './registry.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const work = mkdtempSync(join(tmpdir(), 'bk-package-'));
/** What `npm pack` sees: core/ without what it does not need, so that nobody's bundle is changed by this test. */
const staged = join(work, 'core');
const empty = join(work, 'empty');

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly version: string;
  readonly files: readonly { readonly path: string }[];
}

let registry: Registry;
let packed: Packed;

const windows = process.platform === 'win32';

async function run(cwd: string, program: string, ...args: string[]): Promise<{ status: number; output: string }> {
  const own = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'));
  const env = {
    ...Object.fromEntries(own),
    npm_config_loglevel: 'error',
    npm_config_registry: registry.url,
    npm_config_cache: join(work, 'cache'),
    npm_config_userconfig: join(work, 'npmrc'),
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
    NO_COLOR: '1',
    XDG_CACHE_HOME: join(work, 'code'),
  };
  const child = spawn(program, args, { cwd, env, shell: windows && program !== process.execPath });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const [status] = (await once(child, 'close')) as [number];
  return { status, output };
}

beforeAll(async () => {
  const modules = join(repository, 'node_modules');
  const bindings = join(modules, '@duckdb');
  const names = ['node-api', 'node-bindings', ...platformBindings(bindings)];
  registry = await startRegistry([...names.map((name) => join(bindings, name)), join(modules, 'detect-libc')]);

  for (const part of ['bin', 'macros', 'starter', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])
    cpSync(join(repository, 'core', part), join(staged, part), { recursive: true });
  const prepared = await run(repository, process.execPath, 'scripts/pack.mjs', staged);
  expect(prepared.output).toBe('');
  const { status, output } = await run(staged, 'npm', 'pack', '--ignore-scripts', '--json');
  expect(status, output).toBe(0);
  const [first] = Object.values(JSON.parse(output) as Readonly<Record<string, Packed>>);
  packed = first!;

  mkdirSync(empty);
  const installed = await run(empty, 'npm', 'install', join(staged, packed.filename));
  expect(installed.status, installed.output).toBe(0);
}, 180_000);

afterAll(async () => {
  await registry.close();
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
});

/** Those of this machine. */
function platformBindings(folder: string): string[] {
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(folder, 'node-bindings/package.json'), 'utf8'),
  ) as { readonly optionalDependencies: Readonly<Record<string, string>> };
  return Object.keys(optionalDependencies)
    .map((name) => name.slice('@duckdb/'.length))
    .filter((name) => existsSync(join(folder, name)));
}

describe('the package', () => {
  it('holds what is needed and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const tops = new Set(paths.map((path) => path.split('/')[0]));
    expect([...tops].toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES',
      'bin',
      'dist',
      'macros',
      'package.json',
      'starter',
    ]);
    expect(paths.filter((path) => /\.map$|\.tsbuildinfo$|\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    expect(packed.size).toBeLessThan(1_400_000);
  });

  it('tells of every package in its bundle whose it is', () => {
    const notices = readFileSync(join(staged, 'THIRD-PARTY-NOTICES'), 'utf8');
    const names = [...notices.matchAll(/^(\S+) \d\S* \(([^)]+)\), (?:contained|installed)/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['js-yaml', 'yaml', 'sql-formatter', '@dagrejs/dagre', '@duckdb/node-api']));
  });

  it('has the version that its list of changes begins with', () => {
    const changes = readFileSync(join(staged, 'CHANGELOG.md'), 'utf8');
    expect(/^## (\S+)$/m.exec(changes)?.[1]).toBe(packed.version);
  });

  it('asks the registry for the database alone', () => {
    expect([...registry.missed].filter((name) => !name.startsWith('@duckdb/node-bindings-'))).toEqual([]);
  });

  it('makes and builds a project in a folder that was empty', async () => {
    const version = await run(empty, 'npx', 'bk-build', '--version');
    expect(version).toEqual({ status: 0, output: `bk-build ${packed.version}\n` });

    const made = await run(empty, 'npx', 'bk-build', 'init', 'shop');
    expect(made.status, made.output).toBe(0);

    const built = await run(join(empty, 'shop'), 'npx', 'bk-build', 'build');
    expect(built.status, built.output).toBe(0);
    expect(built.output).toContain('PASS=16 WARN=0 ERROR=0');
    expect(existsSync(join(empty, 'shop/target/manifest.json'))).toBe(true);

    // What the first process compiled, the second one uses.
    const again = await run(join(empty, 'shop'), 'npx', 'bk-build', 'build');
    expect(again.output).toContain('PASS=16 WARN=0 ERROR=0');
    const caches = readdirSync(join(work, 'code/bk-build/code'), { recursive: true, encoding: 'utf8' });
    expect(caches.map((name) => basename(name))).toEqual(expect.arrayContaining(['init', 'build']));

    const documented = await run(join(empty, 'shop'), 'npx', 'bk-build', 'docs', 'generate');
    expect(documented.status, documented.output).toBe(0);
    expect(readFileSync(join(empty, 'shop/target/docs-data.js'), 'utf8')).toContain('dim_customers');
  });

  it('has types, for each way in which TypeScript looks for them, and the code that they promise', async () => {
    writeFileSync(join(empty, 'consumer.mts'), consumer);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'es2023'];
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ] as const) {
      const how = ['--module', module, '--moduleResolution', resolution];
      const compiled = await run(empty, process.execPath, tsc, ...strict, ...how, ...types, 'consumer.mts');
      expect(compiled, resolution).toEqual({ status: 0, output: '' });
    }
    expect(await run(empty, process.execPath, 'consumer.mjs')).toEqual({
      status: 0,
      output: 'Hello Ada\n2 rows\nbk-build 0.1.0\n0\n',
    });
  });
});

const consumer = `
import { DuckDBInstance } from '@duckdb/node-api';
import { type Diagnostic, invoke, processEffects } from 'bk-build';
import { Relation } from 'bk-build/adapter';
import { readManifest } from 'bk-build/artifacts';
import { openDeltaTable } from 'bk-build/delta';
import { renderSync } from 'bk-build/jinja';

console.log(renderSync('Hello {{ name }}', { name: 'Ada' }));

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const table = openDeltaTable('orders', connection);
await table.write('select range as id from range(2)', { mode: 'append' });
const rows = await connection.runAndReadAll(\`select count(*) from (\${await table.select()})\`);
console.log(\`\${rows.getRows()[0]![0]} rows\`);

// Types that are what they are said to be: a number is no place in a file.
const told: readonly Diagnostic[] = [];
// @ts-expect-error a diagnostic's code is a text
told[0]?.code satisfies number;
void [Relation, readManifest];

console.log(await invoke(['--version'], processEffects()));
`;
