import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParseMemory, propertyValue, type ReadAhead } from '../../src/manifest/index.ts';
import { knownMacrosOf, edited, type Files, MemoryStore, original, parse, project, type State, state } from './edited-project.ts';
import type { Surroundings } from './workspace.ts';

describe('the parse cache', () => {
  test('whatever was edited, a warm parse tells the same as a cold one', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 5 }), (states) => {
        const store = new MemoryStore();
        for (const each of states) expect(parse(each, store)).toBe(parse(each));
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test('nor after edits of one file after another, in a session that remembers them or in none', () => {
    fc.assert(
      fc.property(edited, (states) => {
        const store = new MemoryStore();
        const ofSession = new MemoryStore();
        const memory = new ParseMemory();
        for (const each of states) {
          const cold = parse(each);
          expect(parse(each, store)).toBe(cold);
          expect(parse(each, ofSession, memory)).toBe(cold);
        }
      }),
      { numRuns: 25, seed: 2 },
    );
  });

  test('nor where macros were digested and their code written, as they are or as they were', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 4 }), (states) => {
        const [first] = states;
        const knownMacros = knownMacrosOf(first!);
        const store = new MemoryStore();
        for (const each of states) {
          const surroundings = { ...each.surroundings, knownMacros };
          expect(parse({ ...each, surroundings }, store)).toBe(parse(each));
        }
      }),
      { numRuns: 15, seed: 3 },
    );
  });

  test('nor where some property files are parsed elsewhere, and some are not', () => {
    const readAhead: ReadAhead = (texts) => ({
      take(number) {
        const { diagnostics, value } = propertyValue(texts[number]!, '');
        return diagnostics.length === 0 && number % 2 === 0 ? value : undefined;
      },
    });
    fc.assert(
      fc.property(fc.array(state, { minLength: 2, maxLength: 4 }), (states) => {
        const store = new MemoryStore();
        for (const each of states) {
          const surroundings = { ...each.surroundings, readAhead };
          expect(parse({ ...each, surroundings }, store)).toBe(parse(each));
        }
      }),
      { numRuns: 15, seed: 4 },
    );
  });

  const unchanged: State = { files: project, surroundings: { cliVars: {}, env: {}, command: 'run' } };

  test('a second parse of an unchanged project writes nothing', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const { writes } = store;
    expect(writes).toBe(3);
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.writes).toBe(writes);
  });

  test.each(['', 'x', 'bk-build 1', '{}'])('a cache that says %j is made anew', (text) => {
    const store = new MemoryStore();
    store.texts.set('files', text).set('manifest', text).set('inputs', text);
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.texts.get('manifest')).not.toBe(text);
  });

  test('a cache that was cut off or damaged anywhere is made anew', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const whole = new Map(store.texts);
    const cold = parse(unchanged);
    fc.assert(
      fc.property(
        fc.constantFrom('files', 'manifest', 'inputs'),
        fc.nat(),
        fc.boolean(),
        (name, position, isCut) => {
          const text = whole.get(name)!;
          const at = position % text.length;
          const damaged = isCut ? text.slice(0, at) : `${text.slice(0, at)}~${text.slice(at + 1)}`;
          for (const [key, value] of whole) store.texts.set(key, key === name ? damaged : value);
          expect(parse(unchanged, store)).toBe(cold);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  test('what another version kept is not used', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    for (const [name, text] of store.texts)
      store.texts.set(name, text.replace('bk-build test', 'bk-build older'));
    const { writes } = store;
    expect(parse(unchanged, store)).toBe(parse(unchanged));
    expect(store.writes).toBe(writes + 3);
  });

  const withFile = (name: string, text: string): State => ({
    ...unchanged,
    files: { ...project, [name]: text },
  });
  const path = 'models/staging/orders.sql';
  const naming = (name: string): Files => ({
    'macros/names.sql': `{% macro generate_schema_name(custom, node) %}s{{ ${name} | length }}{% endmacro %}\n`,
  });
  const u: Files = {
    'packages.yml': 'packages: [{local: u}]\n',
    'dbt_packages/u/dbt_project.yml': "name: u\nversion: '1.0'\n",
    'dbt_packages/u/macros/own.sql': '{% macro own() %}1{% endmacro %}\n',
    'models/other.sql': 'select {{ u.own() }} as id\n',
  };

  // What is there before, beside the project above, and what is different then.
  const inputs: Readonly<
    Record<string, readonly [before: Files, after: Files, surroundings?: Surroundings]>
  > = {
    'the code of a model': [{}, { 'models/other.sql': 'select 2 as id\n' }],
    'white space before it': [{}, { 'models/other.sql': `\n\n ${original('models/other.sql')}` }],
    'a reference': [
      { 'models/other.sql': "select 1 as id from {{ ref('rates') }}\n" },
      { 'models/other.sql': "select 1 as id from {{ ref('flagged') }}\n" },
    ],
    'a reference that leads nowhere': [{}, { 'models/staging/orders.sql': "{{ cents('a') }} {{ ref('no') }}\n" }],
    'references in a circle': [
      {},
      { 'models/staging/orders.sql': "select {{ cents('amount') }} from {{ ref('fct') }}\n" },
    ],
    'a source': [
      {
        'models/sources.yml': 'sources: [{name: s, tables: [{name: a}, {name: b}]}]\n',
        'models/other.sql': "select 1 as id from {{ source('s', 'a') }}\n",
      },
      { 'models/other.sql': "select 1 as id from {{ source('s', 'b') }}\n" },
    ],
    'a config in a file': [
      { 'models/other.sql': "{{ config(tags='a') }}select 1 as id\n" },
      { 'models/other.sql': "{{ config(tags='b') }}select 1 as id\n" },
    ],
    'the macros that a file calls': [
      { 'models/other.sql': "select {{ scale('1') }} as id\n" },
      { 'models/other.sql': "select {{ cents('1') }} as id\n" },
    ],
    'the place of what is told of a file': [
      { 'seeds/flagged.csv': 'id\n1\n' },
      { 'models/staging/flagged.sql': `\n\n${original('models/staging/flagged.sql')}` },
    ],
    'code that a name is made of': [naming('node.raw_code'), { 'models/other.sql': 'select 12 as id\n' }],
    'code that a name finds by a key': [
      naming("node['raw_code']"),
      { 'models/other.sql': 'select 12 as id\n' },
    ],
    'code that a name finds in the model': [
      naming('model.raw_code'),
      { 'models/other.sql': 'select 12 as id\n' },
    ],
    'code that a hook is made of': [
      {
        'models/schema.yml':
          "models: [{name: other, config: {post_hook: \"{{ ref('rates') if '12' in model.raw_code }}\"}}]\n",
      },
      { 'models/other.sql': 'select 12 as id\n' },
    ],
    'a macro that a model calls': [
      {},
      { 'macros/cents.sql': "{% macro cents(c) %}{{ config(tags='t') }}{% endmacro %}\n" },
    ],
    'a macro below that': [
      {},
      { 'macros/scale.sql': '{% macro scale(column) %}{{ column }}{% endmacro %}\n' },
    ],
    'a generic test': [
      {},
      { 'macros/tests.sql': "{% test positive(model, column_name) %}{{ ref('other') }}{% endtest %}\n" },
    ],
    'a property file': [{}, { 'models/schema.yml': 'models: [{name: other, description: told}]\n' }],
    'a docs block': [{}, { 'models/docs.md': '{% docs orders %}Other{% enddocs %}\n' }],
    'a seed': [{}, { 'seeds/rates.csv': 'id\n2\n' }],
    'a new file': [{}, { 'models/new.sql': 'select 1 as id\n' }],
    'the project file': [{}, { 'dbt_project.yml': original('dbt_project.yml').replace('view', 'table') }],
    'the profile': [
      {},
      { 'profiles.yml': original('profiles.yml').replace('duckdb,', 'duckdb, schema: other,') },
    ],
    'a file of a package': [
      u,
      { 'dbt_packages/u/macros/own.sql': "{% macro own() %}{{ config(tags='t') }}{% endmacro %}\n" },
    ],
    'the project file of a package': [
      { ...u, 'dbt_packages/u/models/m.sql': 'select 1 as id\n' },
      { 'dbt_packages/u/dbt_project.yml': "name: u\nversion: '1.0'\nmodels: {+materialized: table}\n" },
    ],
    'a variable': [{}, {}, { cliVars: { suffix: 'y' } }],
    'an environment variable': [{}, {}, { env: { SEVERITY: 'error' } }],
    'the command': [{}, {}, { command: 'build' }],
    'the target': [
      { 'profiles.yml': 'fixture: {target: dev, outputs: {dev: {type: duckdb}, prod: {type: duckdb, schema: prod}}}\n' },
      {},
      { target: 'prod' },
    ],
  };

  test.each(Object.entries(inputs))('heeds %s', (_name, [before, after, surroundings = {}]) => {
    const first: State = { files: { ...project, ...before }, surroundings: unchanged.surroundings };
    const second: State = {
      files: { ...first.files, ...after },
      surroundings: { ...unchanged.surroundings, ...surroundings },
    };
    const store = new MemoryStore();
    const ofSession = new MemoryStore();
    const memory = new ParseMemory();
    const cold = { first: parse(first), second: parse(second) };
    expect(cold.first).not.toBe(cold.second);
    for (const [state, expected] of [
      [first, cold.first],
      [second, cold.second],
      [second, cold.second],
      [first, cold.first],
    ] as const) {
      expect(parse(state, store)).toBe(expected);
      expect(parse(state, ofSession, memory)).toBe(expected);
    }
  });

  test('heeds a file that goes', () => {
    const store = new MemoryStore();
    const memory = new ParseMemory();
    const more = withFile('models/new.sql', 'select 1 as id\n');
    for (const state of [more, unchanged, more]) expect(parse(state, store, memory)).toBe(parse(state));
  });

  test('where only the code of a model was edited, the manifest itself is not written again', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const manifest = store.texts.get('manifest');
    for (const comment of ['one', 'two', 'three']) {
      const edited = withFile(path, `-- ${comment}\n${original(path)}`);
      const { writes } = store;
      expect(parse(edited, store)).toBe(parse(edited));
      expect(store.writes).toBe(writes + 1);
      expect(parse(edited, store)).toBe(parse(edited));
      expect(store.writes).toBe(writes + 1);
    }
    expect(store.texts.get('manifest')).toBe(manifest);
  });

  test('edits are kept for the manifest that they were made to, and no other', () => {
    const store = new MemoryStore();
    parse(unchanged, store);
    const edited = withFile(path, `-- edited\n${original(path)}`);
    parse(edited, store);
    const inputs = store.texts.get('inputs')!;
    const other = withFile(path, "select 1 from {{ ref('other') }}\n");
    parse(other, store);
    // As if one process had written its manifest, and another its inputs.
    store.texts.set('inputs', inputs);
    expect(parse(edited, store)).toBe(parse(edited));
    store.texts.set('inputs', inputs);
    expect(parse(other, store)).toBe(parse(other));
  });

  test('a session reads only what was edited, and writes nothing after its first build', () => {
    const store = new MemoryStore();
    const memory = new ParseMemory();
    parse(unchanged, store, memory);
    const { reads, writes } = store;
    for (const text of [
      `-- edited\n${original(path)}`,
      "select 1 from {{ ref('other') }}\n",
      original(path),
    ]) {
      const edited = withFile(path, text);
      expect(parse(edited, store, memory)).toBe(parse(edited));
    }
    expect([store.reads, store.writes]).toEqual([reads, writes]);
  });
});
