import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProjectRun, RunOptions } from '../harness.ts';
import { copyProject, readRelations } from '../cases.ts';
import { runProject } from '../harness.ts';

const here = dirname(fileURLToPath(import.meta.url));

interface Seen {
  readonly option: string;
  readonly program: string;
  readonly cwd: string;
  readonly job: {
    readonly code: string;
    readonly lines: number;
    readonly inputs: readonly { readonly name: string; readonly path: readonly string[] }[];
  };
}

let folder: string;
let copy: ReturnType<typeof copyProject>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bk-fake-python-'));
  copy = copyProject(here);
  // Other processes have jobs of their own in the common folder.
  mkdirSync(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
  vi.stubEnv('PATH', folder);
  vi.stubEnv('FAKE_PYTHON_SEEN', join(folder, 'seen.json'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  copy.done();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Puts a `python3` on the PATH that does what `mode` says. */
function installPython(mode: string): void {
  const program = join(folder, 'python3');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(here, 'fake-python.mjs')}' "$@"\n`);
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}/bin`);
  vi.stubEnv('FAKE_PYTHON', mode);
}

const run = (name: string, options: RunOptions = {}): Promise<ProjectRun> =>
  runProject(copy.project, { select: (node) => ['numbers', name].includes(node.name), ...options });
const seen = (): Seen => JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8')) as Seen;
const resultOf = ({ results }: ProjectRun, name: string): ProjectRun['results'][number] =>
  results.find((result) => result.unique_id === `model.run.${name}`)!;
const problemOf = ({ events }: ProjectRun): unknown =>
  events.flatMap((event) => (event.kind === 'node-finished' ? event.diagnostics : []))[0];
const jobFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('bk-python-'));

describe.skipIf(process.platform === 'win32')('a Python model', () => {
  it('is run beside the database, and its table comes back with its types', async () => {
    installPython('copy');
    const ended = await run('copied');
    expect(resultOf(ended, 'copied')).toMatchObject({ status: 'success', message: 'OK' });
    expect(ended.said).toContain('reading "build"."main"."numbers"');
    const { option, program, cwd, job } = seen();
    expect({ option, cwd, lines: job.lines, inputs: job.inputs }).toMatchObject({
      option: '-c',
      cwd: copy.project,
      lines: 3,
      inputs: [{ name: '"build"."main"."numbers"', path: ['build', 'main', 'numbers'] }],
    });
    expect(program).toContain('module.model(module.dbtObj(load), con)');
    expect(job.code).toContain("config_dict = {'factor': 2}");
    const { 'main.copied': table } = await readRelations(join(copy.project, 'build.duckdb'), ['main.copied'], []);
    expect(table).toEqual({
      type: 'table',
      columns: [['id', 'BIGINT'], ['big', 'HUGEINT'], ['kind', "ENUM('a', 'b')"], ['pair', 'BIGINT[2]']],
      rows: [['0', '0', 'a', '[0, 0]'], ['1', '100000000000000000000', 'a', '[1, 1]'], ['2', '200000000000000000000', 'a', '[2, 2]']],
    });
  });

  it('adds to its table, which it can read, once there is one', async () => {
    installPython('copy');
    await run('added');
    expect(seen().job.inputs.map(({ name }) => name)).toEqual(['"build"."main"."numbers"']);
    expect(resultOf(await run('added'), 'added').status).toBe('success');
    expect(seen().job.inputs.map(({ name }) => name)).toEqual(['"build"."main"."numbers"', '"build"."main"."added"']);
    expect(seen().job.code).toContain('self.is_incremental = True');
    const { 'main.added': table } = await readRelations(join(copy.project, 'build.duckdb'), ['main.added'], []);
    expect(table?.rows.length).toBe(6);
  });

  it('fails at the line of the author\'s file', async () => {
    installPython('fail');
    const ended = await run('copied');
    expect(resultOf(ended, 'copied').message).toContain('Runtime Error in model copied (models/copied.py)\n  ZeroDivisionError');
    expect(problemOf(ended)).toMatchObject({
      code: 'PYTHON_ERROR',
      message: 'ZeroDivisionError: division by zero',
      at: { file: 'models/copied.py', line: 4, column: 5 },
    });
  });

  it.each([
    ['module', { message: 'The Python on the PATH has no module "duckdb"', hint: 'Run "python3 -m pip install duckdb"' }],
    ['crash', { message: 'Python ended with code 139: Segmentation fault' }],
  ])('that ends with %s says what to do', async (mode, expected) => {
    installPython(mode);
    expect(problemOf(await run('copied'))).toMatchObject(expected);
    expect(jobFolders()).toEqual([]);
  });

  it('needs a Python, and says so where there is none', async () => {
    expect(problemOf(await run('copied'))).toMatchObject({
      message: 'Python models need Python, and there is no "python3" or "python" on the PATH',
      at: { file: 'models/copied.py', line: 3 },
    });
  });

  it('is stopped with the run', async () => {
    installPython('hang');
    const stop = new AbortController();
    const isStarted = setInterval(() => existsSync(join(folder, 'seen.json')) && stop.abort(), 5);
    const ended = await run('copied', { signal: stop.signal });
    clearInterval(isStarted);
    expect(resultOf(ended, 'copied').status).toBe('skipped');
    expect(jobFolders()).toEqual([]);
  });
});
