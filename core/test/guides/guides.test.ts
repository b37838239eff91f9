import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Command, firstMissing, plainOutput, readGuide, splitWords } from './guide.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const guides = join(repository, 'docs/guides');
const work = mkdtempSync(join(tmpdir(), 'bk-guides-'));

afterAll(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));

/** An empty folder in which bk-build is installed. */
function openFolder(name: string): string {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** What npm's scripts of the repository run; they would install and build first. */
const scripts: Readonly<Record<string, readonly string[]>> = {
  ingest: ['project/dist/ingest.js'],
  shop: ['core/bin/bk-build.js', 'build'],
  dashboard: ['project/dist/dashboard.js', '--port', '0'],
};

/** The program that a command of a guide stands for; undefined for what is done already. */
function programOf(words: readonly string[]): readonly string[] | undefined {
  const [first, second, third, ...rest] = words;
  if (first === 'npx' && second === 'bk-build') {
    const isServer = words.join(' ') === 'npx bk-build docs serve';
    return [join(repository, 'core/bin/bk-build.js'), ...words.slice(2), ...(isServer ? ['--port', '0'] : [])];
  }
  if (first === 'node') return words.slice(1);
  if (words.join(' ') === 'npm install bk-build') return undefined;
  if (first === 'npm' && second === 'run' && third !== undefined && third in scripts) {
    const [program, ...args] = scripts[third]!;
    return [join(repository, program!), ...args, ...rest.filter((word) => word !== '--')];
  }
  throw new Error(`a guide may not run ${words.join(' ')}`);
}

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

async function run(cwd: string, program: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, program, { cwd, env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  const isServer =
    program[0]!.endsWith('dashboard.js') || program.includes('serve') || program.includes('dev');
  const listen = (data: Buffer): void => {
    output += String(data);
    if (isServer && /The dashboard is at|Documentation: http|Ctrl-C ends/.test(output)) child.kill();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? 0, output };
}

async function follow(cwd: string, { words, exitCode, output, line }: Command, guide: string): Promise<string> {
  if (words[0] === 'cd') return resolve(cwd, words[1]!);
  const program = programOf(words);
  if (program === undefined) return cwd;
  const ended = await run(cwd, program);
  const place = `${guide}:${line} (${words.join(' ')})\n${ended.output}`;
  expect(ended.exitCode, place).toBe(exitCode);
  expect(firstMissing(plainOutput(ended.output), output), place).toBeUndefined();
  return cwd;
}

/** Guides of BerlinKart start in its repository, the others in an empty folder. */
const ofTheShop = new Set(['dashboard.md']);

function start(guide: string): string {
  const folder = openFolder(guide);
  if (ofTheShop.has(guide)) {
    for (const part of ['berlinkart.config.yaml', 'models', 'snapshots', 'seeds', 'macros', 'tests'])
      cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** Guides whose commands need a cluster: `npm run test:cluster` builds the same. */
const ofACluster = new Set(['trino.md']);

describe('guides', () => {
  const names = readdirSync(guides).filter((name) => name.endsWith('.md') && !ofACluster.has(name));

  it.each(names)('%s does what it says', async (guide) => {
    let cwd = start(guide);
    const steps = readGuide(join(guides, guide));
    expect(steps.some(({ kind }) => kind === 'command')).toBe(true);
    for (const step of steps) {
      if (step.kind === 'command') {
        cwd = await follow(cwd, step, guide);
      } else {
        const file = join(cwd, step.path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, step.text);
      }
    }
  });
});

describe('examples of schedulers', () => {
  const sources = ['scheduling.md', 'examples/airflow_dag.py', 'examples/github-actions.yml'];

  it.each(sources)('%s calls commands that work, one after the other', async (source) => {
    const text = readFileSync(join(guides, source), 'utf8').replace(/```console[\s\S]*?```/g, '');
    const commands = [...text.matchAll(/npx bk-build ([^\n"'`&;|>)]+)/g)].map(([, words]) => splitWords(words!));
    expect(commands.length).toBeGreaterThan(0);
    const bk = join(repository, 'core/bin/bk-build.js');
    const folder = openFolder(source.replaceAll(/\W/g, '-'));
    await run(folder, [bk, 'init', 'shop']);
    for (const words of commands) {
      const { exitCode, output } = await run(join(folder, 'shop'), [bk, ...words]);
      expect(exitCode, `${words.join(' ')}\n${output}`).toBe(0);
    }
  });
});
