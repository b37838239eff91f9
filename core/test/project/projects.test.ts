import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { impliedNames } from '../../src/cli/adapters.ts';
import type { Json, JsonObject } from '../../src/config/index.ts';
import { type FileSystem, loadWorkspace, readProjectFiles } from '../../src/project/index.ts';
import { sha256 } from '../parse/workspace.ts';

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8'));
}

/** A folder `/shop` that exists in memory only. */
function folder(contents: Readonly<Record<string, string>>): FileSystem {
  const at = (path: string): string | undefined => contents[path.replace(/^\/shop\//, '')];
  return {
    readText: at,
    readBytes: (path) => (at(path) === undefined ? undefined : Buffer.from(at(path)!)),
    listFiles: (below) =>
      Object.keys(contents)
        .filter((path) => `/shop/${path}`.startsWith(`${below}/`))
        .map((path) => `/shop/${path}`.slice(below.length + 1)),
    sizeOf: (path) => at(path)?.length ?? 0,
    listNames: (below) => (below === '/shop' ? Object.keys(contents) : []),
    exists: (path) => at(path) !== undefined,
    sha256: (data) => sha256(String(data)),
  };
}

interface Answers {
  readonly env: Readonly<Record<string, string>>;
  readonly cliVars: JsonObject;
  readonly projects: readonly { readonly name: string; readonly text: string; readonly value?: JsonObject; readonly error?: string }[];
}

const answers = recorded('projects') as Answers;
const profiles = 'shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}\n';

function load(contents: Readonly<Record<string, string>>) {
  return loadWorkspace({
    projectDir: '/shop',
    profilesDirs: ['/shop'],
    profile: 'shop',
    cliVars: answers.cliVars,
    env: (name) => answers.env[name],
    files: folder({ 'profiles.yml': profiles, ...contents }),
    internalProjects: () => [],
    impliedNames,
  });
}

/** What dbt refuses and we take, or the other way round; each with its reason. */
const taken = new Map<string, string>([
  ['unknown key', 'a warning with the nearest key: dbt takes it too unless it validates'],
  ['unknown key elsewhere', 'likewise'],
  ['both old and new paths', 'the new name counts'],
  ['both tests and data_tests', 'both count, the new name first'],
  ['null tests', 'nothing is said there'],
  ['one path as text', 'a list of one'],
  ['version int', 'the version says nothing to bk-build'],
  ['version word', 'likewise'],
  ['range two parts', 'dbt wants three parts; what is meant is plain'],
  ['rendered', 'as_bool gives a boolean at once, which equals no text; the other keys are looked at in "env default"'],
  ['paths', 'without a leading ./'],
  ['hook elsewhere', 'templates of hooks are kept wherever they stand'],
  ['config version text', 'an old key that says nothing'],
  ['quoting unknown', 'a part that no relation has'],
]);

describe('dbt_project.yml', () => {
  test.each(answers.projects.map((answer) => [answer.name, answer] as const))('%s', (name, { text, value, error }) => {
    const { value: workspace, diagnostics } = load({ 'dbt_project.yml': text });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (error !== undefined && !taken.has(name)) {
      expect(errors.length, JSON.stringify(workspace?.root)).toBeGreaterThan(0);
      expect(errors[0]!.at, errors[0]!.message).toMatchObject({ file: 'dbt_project.yml' });
      return;
    }
    expect(errors).toEqual([]);
    if (!value || taken.has(name)) return;
    const { root } = workspace!;
    const { paths, configs } = root;
    const { logs: _, ...rest } = paths;
    expect({
      name: root.name,
      version: root.version,
      paths: { ...rest, docs: paths.docs.toSorted() },
      cleanTargets: root.cleanTargets,
      vars: root.vars,
      models: configs.models,
      seeds: configs.seeds,
      snapshots: configs.snapshots,
      sources: configs.sources,
      tests: configs.tests,
      onRunStart: root.onRunStart,
      onRunEnd: root.onRunEnd,
      queryComment: root.queryComment,
      quoting: root.quoting,
      dispatch: root.dispatch,
    } satisfies Record<string, Json | object>).toEqual(value);
  });
});

describe('checksums are of the text without what Python takes for white space', () => {
  const texts = recorded('checksums') as readonly { readonly text: string; readonly sha256: string }[];
  test.each(texts.map((answer) => [JSON.stringify(answer.text), answer] as const))('%s', (_, answer) => {
    const contents = { 'dbt_project.yml': 'name: shop\nprofile: shop\n', 'models/a.sql': answer.text };
    const { value: workspace } = load(contents);
    const [file] = readProjectFiles(workspace!.root, folder(contents));
    expect(file!.checksum).toBe(answer.sha256);
  });
});

/** dbt takes what stands behind the colon of a Windows drive. */
const drive = 'C:\\data\\shop.db';

describe('a database is named after its file', () => {
  const paths = recorded('databases') as readonly { readonly path: string; readonly database?: string }[];
  test.each(paths.filter(({ path }) => path !== drive).map(({ path, database }) => [path, database]))('%s: %s', (path, database) => {
    const output = JSON.stringify({ type: 'duckdb', path });
    const { value: workspace } = load({
      'dbt_project.yml': 'name: shop\nprofile: shop\n',
      'profiles.yml': `shop: {target: dev, outputs: {dev: ${output}}}\n`,
    });
    expect(workspace!.target.database).toBe(database);
  });
});
