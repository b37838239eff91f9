import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const work = mkdtempSync(join(tmpdir(), 'bk-code-'));
const loader = fileURLToPath(new URL('../../bin/code-cache.js', import.meta.url));
const script = join(work, 'script.cjs');
const driver = join(work, 'driver.cjs');

const textOf = (id: string, answer: string): string => `// ${id}
'use strict';
exports.answer = () => '${answer}';
exports.where = () => new Error('here').stack;
exports.name = require('node:path').basename(__filename);
`;

writeFileSync(
  driver,
  `const { exports: loaded, keep } = require(${JSON.stringify(loader)}).loadCached(${JSON.stringify(script)}, 'use');
console.log(loaded.answer(), loaded.name);
console.log(loaded.where());
keep();
`,
);

let home: string;
let runs = 0;

beforeEach(() => {
  home = join(work, `home-${runs++}`);
  writeFileSync(script, textOf('first', 'old'));
});

afterAll(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));

const environment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_DISABLE_COMPILE_CACHE: '',
  NODE_OPTIONS: '',
  XDG_CACHE_HOME: home,
  ...more,
});

/** What a process of its own says. */
function run({ flags = [], env = {} }: { flags?: readonly string[]; env?: Readonly<Record<string, string>> } = {}): string {
  const { status, stderr, stdout } = spawnSync(process.execPath, [...flags, driver], { env: environment(env), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const answer = (...args: Parameters<typeof run>): string => run(...args).split(' ')[0]!;

const folder = (): string => join(home, 'bk-build/code');
const caches = (): string[] =>
  existsSync(folder()) ? readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder(), name)).isFile()) : [];
const onlyCache = (): string => {
  expect(caches()).toHaveLength(1);
  return join(folder(), caches()[0]!);
};

function sealed(body: Uint8Array): Buffer {
  const seal = Buffer.alloc(4);
  seal.writeUInt32LE(crc32(body));
  return Buffer.concat([seal, body]);
}

describe('compiled code', () => {
  it('is kept by the first process and used by the next, with the same errors at the same places', () => {
    const first = run();
    const cache = onlyCache();
    const kept = readFileSync(cache);
    expect(first).toContain(`${script}:4:`);
    // V8 takes code for that of any text that is as long: what is used here can only be the cache.
    writeFileSync(script, textOf('first', 'new'));
    expect(run()).toBe(first);
    expect(readFileSync(cache)).toEqual(kept);
  });

  it('belongs to one text', () => {
    expect(answer()).toBe('old');
    writeFileSync(script, textOf('other', 'new'));
    expect(answer()).toBe('new');
    expect(caches()).toHaveLength(2);
  });

  it('belongs to the engine as it was started', () => {
    run();
    expect(answer({ flags: ['--no-flush-bytecode'] })).toBe('old');
    expect(caches()).toHaveLength(2);
  });

  it('is made anew where it is damaged, cut off, empty or of another engine', () => {
    run();
    const cache = onlyCache();
    const whole = readFileSync(cache);
    const flipped = (at: number): Buffer => {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ 0x55;
      return bytes;
    };
    const places = Array.from({ length: 8 }, (_, index) => Math.floor((index * (whole.length - 1)) / 7));
    const otherEngine = whole.subarray(4).map((byte, at) => (at === 4 ? byte ^ 0x55 : byte));
    for (const bytes of [...places.map(flipped), whole.subarray(0, -1), whole.subarray(0, 3), Buffer.alloc(0), sealed(otherEngine)]) {
      writeFileSync(cache, bytes);
      expect(answer()).toBe('old');
      expect(readFileSync(cache).length).toBe(whole.length);
      expect(crc32(readFileSync(cache).subarray(4))).toBe(readFileSync(cache).readUInt32LE());
    }
  });

  it('is done without where it cannot be written or read', () => {
    writeFileSync(home, 'no folder');
    expect(answer()).toBe('old');
    rmSync(home);
    run();
    const cache = onlyCache();
    rmSync(cache);
    mkdirSync(cache);
    expect(answer()).toBe('old');
    expect(readdirSync(dirname(cache))).toEqual(['use']);
  });

  it('is written whole by whichever of many processes', async () => {
    const children = Array.from({ length: 6 }, () => spawn(process.execPath, [driver], { env: environment({}) }));
    expect(await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number))).toEqual(children.map(() => 0));
    const bytes = readFileSync(onlyCache());
    expect(crc32(bytes.subarray(4))).toBe(bytes.readUInt32LE());
    expect(answer()).toBe('old');
  });

  it.each([
    ['the user says so', { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }],
    ['stack traces are to name sources', { flags: ['--enable-source-maps'] }],
  ])('is not kept where %s', (_, how) => {
    expect(answer(how)).toBe('old');
    expect(caches()).toEqual([]);
  });

  it('of versions that nobody has run for a month is removed', () => {
    const [unused, used] = ['unused-x64-1', 'used-x64-1'].map((name) => join(folder(), name));
    for (const each of [unused!, used!]) mkdirSync(each, { recursive: true });
    const longAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    utimesSync(unused!, longAgo, longAgo);
    run();
    expect([existsSync(unused!), existsSync(used!)]).toEqual([false, true]);
  });

  it('is that of the program and of the built-in macros that it called', () => {
    const project = join(work, 'project');
    mkdirSync(join(project, 'models'), { recursive: true });
    writeFileSync(join(project, 'dbt_project.yml'), 'name: a\nversion: "1"\nprofile: a\n');
    writeFileSync(join(project, 'profiles.yml'), 'a: {target: dev, outputs: {dev: {type: duckdb, path: a.duckdb}}}\n');
    writeFileSync(join(project, 'models/m.sql'), 'select 1 as a');
    const program = fileURLToPath(new URL('../../bin/bk-build.js', import.meta.url));
    const build = (): string => {
      const { status, stderr, stdout } = spawnSync(process.execPath, [program, 'build'], { cwd: project, env: environment({}), encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout.replaceAll(/[\d.:]+s?/g, 'N');
    };
    const first = build();
    expect(caches().map((name) => name.split('/')[1])).toEqual(['build', 'build']);
    expect(build()).toBe(first);
  });
});
