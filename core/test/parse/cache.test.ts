import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostics/index.ts';
import type { CacheStore } from '../../src/manifest/index.ts';
import type { FileSystem } from '../../src/project/index.ts';
import { sectionsOf } from './compare.ts';
import { disk, parseProject, type Surroundings } from './workspace.ts';

const root = '/project';
type Files = Record<string, string>;

const project: Files = {
  'dbt_project.yml': `
name: shop
version: '1.0'
config-version: 2
profile: fixture
models: {shop: {staging: {+materialized: view, +tags: [stg]}}}
`,
  'profiles.yml': 'fixture: {target: dev, outputs: {dev: {type: duckdb, path: warehouse.duckdb}}}\n',
  'macros/cents.sql': '{% macro cents(column) %}{{ scale(column) }}{% endmacro %}\n',
  'macros/scale.sql':
    "{% macro scale(column) %}{{ config(meta={'scaled': var('scale', 1)}) }}{{ column }}{% endmacro %}\n",
  'macros/names.sql':
    '{% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}\n',
  'macros/tests.sql':
    "{% test positive(model, column_name) %}{{ config(severity=env_var('SEVERITY', 'warn')) }}select 1{% endtest %}\n",
  'models/staging/orders.sql': "select {{ cents('amount') }} from {{ ref('rates') }}\n",
  'models/staging/flagged.sql':
    "{{ config(alias='f_' ~ var('suffix', 'x'), enabled=env_var('ENABLED', '1') == '1') }}select 1 as id\n",
  'models/marts/fct.sql':
    "\n\n{{ config(schema=flags.WHICH) }}\nselect * from {{ ref('orders') }} {% if var('big', false) %}, {{ ref('other') }}{% endif %}\n",
  'models/other.sql': 'select 1 as id\n',
  'models/schema.yml': `
models:
  - name: orders
    description: "{{ doc('orders') }}"
    config: {meta: {owner: "{{ var('owner', 'me') }}"}}
    columns: [{name: amount, data_tests: [positive, not_null]}]
  - name: fct
    columns: [{name: id, data_tests: [{relationships: {arguments: {to: ref('other'), field: id}}}]}]
`,
  'models/docs.md': '{% docs orders %}All orders{% enddocs %}\n',
  'seeds/rates.csv': 'id\n1\n',
};

const original = (name: string): string => project[name] ?? '';

/** Changes an author might make, some of them to something wrong. */
const edits: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'dbt_project.yml': [original('dbt_project.yml'), original('dbt_project.yml').replace('view', 'table')],
  'macros/cents.sql': [original('macros/cents.sql'), '{% macro cents(column) %}{{ column }}{% endmacro %}\n'],
  'macros/scale.sql': [original('macros/scale.sql'), `\n${original('macros/scale.sql')}`, undefined],
  'macros/ref.sql': [undefined, "{% macro ref(name) %}{{ builtins.ref('other') }}{% endmacro %}\n"],
  'macros/names.sql': [
    original('macros/names.sql'),
    undefined,
    '{% macro generate_schema_name(custom, node) %}{{ node.name }}{% endmacro %}\n',
  ],
  'macros/tests.sql': [
    original('macros/tests.sql'),
    "{% test positive(model, column_name) %}{{ ref('other') }}{% endtest %}\n",
  ],
  'models/staging/orders.sql': [
    original('models/staging/orders.sql'),
    `\n ${original('models/staging/orders.sql')}`,
    "select * from {{ ref('nothing') }}\n",
    '{% if %}\n',
    undefined,
  ],
  'models/other.sql': [original('models/other.sql'), "select * from {{ ref('fct') }}\n", undefined],
  'models/schema.yml': [original('models/schema.yml'), '\n', 'models: [{name: other, config: {enabled: false}}]\n'],
  'models/docs.md': [original('models/docs.md'), '{% docs orders %}Other{% enddocs %}\n', undefined],
};

interface State {
  readonly files: Files;
  readonly surroundings: Surroundings;
}

const state: fc.Arbitrary<State> = fc
  .record({
    files: fc.record(
      Object.fromEntries(Object.entries(edits).map(([name, texts]) => [name, fc.constantFrom(...texts)])),
    ),
    vars: fc.record(
      {
        scale: fc.constantFrom(1, 2),
        suffix: fc.constantFrom('a', 'b'),
        big: fc.boolean(),
        owner: fc.constantFrom('me', 'you'),
      },
      { requiredKeys: [] },
    ),
    env: fc.record(
      { ENABLED: fc.constantFrom('0', '1'), SEVERITY: fc.constantFrom('warn', 'error', 'loud') },
      { requiredKeys: [] },
    ),
    command: fc.constantFrom('run', 'build'),
  })
  .map(({ files, vars, env, command }) => {
    const all: Record<string, string | undefined> = { ...project, ...files };
    const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { files: Object.fromEntries(present), surroundings: { cliVars: vars, env, command } };
  });

const isOwn = (path: string): boolean => path === root || path.startsWith(`${root}/`);

/** A folder in memory; what lies elsewhere is on disk. */
function inMemory(files: Files): FileSystem {
  const own = (path: string): string | undefined =>
    path.startsWith(`${root}/`) ? files[path.slice(root.length + 1)] : undefined;
  const below = (folder: string): string[] => {
    const prefix = `${folder}/`;
    return Object.keys(files)
      .map((name) => `${root}/${name}`)
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .toSorted();
  };
  return {
    ...disk,
    readText: (path) => (isOwn(path) ? own(path) : disk.readText(path)),
    exists: (path) => (isOwn(path) ? own(path) !== undefined || below(path).length > 0 : disk.exists(path)),
    listNames: (folder) =>
      isOwn(folder) ? [...new Set(below(folder).map((path) => path.replace(/\/.*/, '')))] : disk.listNames(folder),
    listFiles: (folder) =>
      isOwn(folder)
        ? below(folder).map((path) => ({ path, sizeBytes: (own(`${folder}/${path}`) ?? '').length, modifiedMs: 0 }))
        : disk.listFiles(folder),
  };
}

/** All that a parse tells, as text. */
function parse({ files, surroundings }: State, store?: CacheStore): string {
  const { value, diagnostics } = parseProject(root, { ...surroundings, files: inMemory(files), ...(store && { store }) });
  const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, (file) => files[file]));
  const manifest = value && sectionsOf(value.manifest);
  const places = value && [...value.manifest.places];
  return JSON.stringify({ shown, manifest, places }, undefined, 1);
}

class MemoryStore implements CacheStore {
  readonly texts = new Map<string, string>();
  reads = 0;
  writes = 0;

  read(name: string): string | undefined {
    this.reads++;
    return this.texts.get(name);
  }

  write(name: string, text: string): void {
    this.writes++;
    this.texts.set(name, text);
  }
}

describe('the parse cache', () => {
  test('whatever was edited, a warm parse tells the same as a cold one', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 5 }), (states) => {
        const store = new MemoryStore();
        for (const each of states) expect(parse(each, store)).toBe(parse(each));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  const unchanged: State = { files: project, surroundings: { cliVars: {}, env: {}, command: 'run' } };

  test('a second parse of an unchanged project writes nothing', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const { writes } = store;
    expect(writes).toBe(2);
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.writes).toBe(writes);
  });

  test.each(['', 'x', 'bk-build 1', '{}'])('a cache that says %j is made anew', (text) => {
    const store = new MemoryStore();
    store.texts.set('files', text).set('manifest', text);
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.texts.get('manifest')).not.toBe(text);
  });

  test('a cache that was cut off or damaged anywhere is made anew', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const whole = new Map(store.texts);
    const cold = parse(unchanged);
    fc.assert(
      fc.property(fc.constantFrom('files', 'manifest'), fc.nat(), fc.boolean(), (name, position, isCut) => {
        const text = whole.get(name)!;
        const at = position % text.length;
        const damaged = isCut ? text.slice(0, at) : `${text.slice(0, at)}~${text.slice(at + 1)}`;
        for (const [key, value] of whole) store.texts.set(key, key === name ? damaged : value);
        expect(parse(unchanged, store)).toBe(cold);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('what another version kept is not used', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    for (const [name, text] of store.texts) store.texts.set(name, text.replace('bk-build test', 'bk-build older'));
    const { writes } = store;
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.writes).toBe(writes + 2);
  });
});
