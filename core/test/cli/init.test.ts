import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { invoke, openProject } from './harness.ts';

let workspace: ReturnType<typeof openProject>;
beforeEach(() => void (workspace = openProject(undefined)));
afterEach(() => workspace.remove());

/** At a terminal, with the answers that the person gives. */
async function init(argv: readonly string[], answers: readonly string[], cwd = '') {
  const asked: string[] = [];
  const left = [...answers];
  const answer = await invoke(join(workspace.path, cwd), { argv: ['init', ...argv] }, (effects) => ({
    ...effects,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(left.shift() ?? '');
    },
  }));
  return { ...answer, asked, left };
}

const read = (file: string): string => readFileSync(join(workspace.path, file), 'utf8');

it('asks for the name until it can be one, and for what the profile needs', async () => {
  const { asked, exitCode, left } = await init(
    [],
    ['my shop', 'ref', 'shop', 'data/shop.duckdb', 'many', '8'],
  );
  expect(exitCode).toBe(0);
  expect(left).toEqual([]);
  expect(asked.at(-1)).toBe('threads (how many models run at a time) [4]: ');
  expect(read('shop/profiles.yml')).toContain('path: data/shop.duckdb\n      threads: 8');
});

it('asks what profile_template.yml says', async () => {
  await init(['shop', '--skip-profile-setup'], []);
  writeFileSync(
    join(workspace.path, 'shop/profile_template.yml'),
    `fixed: {type: duckdb, schema: main}
prompts:
  target: {default: prod, hint: dev or prod}
  _choose_place:
    a file:
      path: {hint: its path}
    memory:
      _fixed_path: ':memory:'
  threads: {type: int, default: 1}
`,
  );
  const { asked, exitCode } = await init([], ['', '7', '2', ''], 'shop/models');
  expect(exitCode).toBe(0);
  expect(asked[1]).toBe('[1] a file\n[2] memory\nplace (a number): ');
  expect(read('shop/profiles.yml')).toBe(
    'shop:\n  target: prod\n  outputs:\n    prod:\n      type: duckdb\n      schema: main\n      path: ":memory:"\n      threads: 1\n',
  );
  const { exitCode: refused, stderr } = await init([], [], 'shop').then(() =>
    invoke(join(workspace.path, 'shop'), { argv: ['init'] }),
  );
  expect(stderr).toContain('PROFILE_EXISTS');
  expect(refused).toBe(2);
});

it('says which answer is missing where nobody can be asked', async () => {
  await init(['shop', '--skip-profile-setup'], []);
  writeFileSync(
    join(workspace.path, 'shop/profile_template.yml'),
    'fixed: {type: duckdb}\nprompts:\n  target: {default: dev}\n  path: {hint: where the database is}\n',
  );
  const { exitCode, stderr } = await invoke(join(workspace.path, 'shop'), { argv: ['init'] });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`PROFILE_ANSWER_MISSING
  Cannot write the profile: profile_template.yml has no default for "path", and there is no terminal to ask at
  Give the prompt a default there, run init at a terminal, or pass --skip-profile-setup
`);
});

it('overwrites a profile only when it may, and leaves the others and the comments', async () => {
  await init(['shop'], []);
  const file = join(workspace.path, 'shop/profiles.yml');
  writeFileSync(file, `# mine\nother: {outputs: {}}\n${read('shop/profiles.yml')}`);
  const before = read('shop/profiles.yml');
  await init([], ['no'], 'shop');
  expect(read('shop/profiles.yml')).toBe(before);
  await init([], ['y', 'new.duckdb', ''], 'shop');
  expect(read('shop/profiles.yml')).toMatch(
    /^# mine\nother: \{ ?outputs: \{\} ?\}\nshop:[^]*path: new\.duckdb/,
  );
});

it('writes the profile where --profiles-dir says', async () => {
  await invoke(workspace.path, { argv: ['init', 'shop', '--profiles-dir', 'home/dbt'] });
  expect(existsSync(join(workspace.path, 'shop/profiles.yml'))).toBe(false);
  expect(read('home/dbt/profiles.yml')).toMatch(/^shop:/);
});
