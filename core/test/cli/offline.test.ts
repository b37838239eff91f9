import { Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { invoke, openProject } from './harness.ts';

/** A call of each command that does its work; `deps` is for the network, and these two wait for the user. */
const calls: readonly (readonly string[])[] = [
  ['init', '--skip-profile-setup'],
  ['debug'],
  ['parse'],
  ['ls'],
  ['compile'],
  ['seed'],
  ['run'],
  ['snapshot'],
  ['test'],
  ['build'],
  ['show', '--select', 'customers'],
  ['run-operation', 'hello'],
  ['source freshness'],
  ['docs generate'],
  ['clone', '--state', 'earlier'],
  ['retry'],
  ['lint'],
  ['format', '--check'],
  ['completion', 'bash'],
  ['clean'],
];
const waiting = ['deps', 'docs serve', 'dev'];

let shop: ReturnType<typeof openProject>;
const opened: unknown[] = [];
let atFirst: () => void = () => undefined;

function refuse(address: unknown): never {
  opened.push(address);
  atFirst();
  throw new Error('a test has no network');
}

beforeAll(async () => {
  shop = openProject('shop', {
    'macros/hello.sql': '{% macro hello() %}{% do log("hello") %}{% endmacro %}',
    'models/raw.yml':
      'sources: [{name: raw, schema: main, tables: [{name: raw_orders, loaded_at_field: now(), freshness: {warn_after: {count: 1, period: day}}}]}]',
  });
  await invoke(shop.path, { argv: ['parse', '--quiet', '--target-path', 'earlier'] });
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(refuse);
  vi.stubGlobal('fetch', refuse);
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  shop.remove();
});

it.each(calls.map((argv) => [argv.join(' '), argv] as const))('%s opens no socket', async (_, argv) => {
  const { exitCode } = await invoke(shop.path, { argv: argv.flatMap((word) => word.split(' ')) });
  // `lint` and `format --check` find something.
  expect([0, 1]).toContain(exitCode);
  expect(opened).toEqual([]);
});

it('is asked of every command', () => {
  const asked = [...calls.map(([name]) => name), ...waiting];
  expect(Object.keys(commands).filter((name) => !asked.includes(name))).toEqual([]);
});

it('would be seen', async () => {
  const run = { argv: ['deps', '--add-package', 'acme/utils@1.0.0'] };
  await invoke(shop.path, run, (effects) => ({
    ...effects,
    onInterrupt(callback) {
      atFirst = callback;
      return () => undefined;
    },
  }));
  expect(opened).toHaveLength(1);
});
