import * as fc from 'fast-check';
import { formatDiagnostic } from '../../src/diagnostics/index.ts';
import { type CacheStore, digestFiles, fingerprint, type KnownMacros, type ParseMemory } from '../../src/manifest/index.ts';
import { writtenMacros } from '../jinja/written-macros.ts';
import type { FileSystem } from '../../src/project/index.ts';
import { sectionsOf } from './compare.ts';
import { disk, filesOf, openWorkspace, parseProject, type Surroundings } from './workspace.ts';

const root = '/project';
export type Files = Record<string, string>;

export const project: Files = {
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

export const original = (name: string): string => project[name] ?? '';

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
    '{% macro generate_schema_name(custom, node) %}s{{ node.raw_code | length }}{% endmacro %}\n',
    "{% macro generate_schema_name(custom, node) %}s{{ node['raw_code'] | length }}{% endmacro %}\n",
    '{% macro generate_schema_name(custom, node) %}s{{ model.checksum.checksum | length }}_{{ model.raw_code | length }}{% endmacro %}\n',
  ],
  'macros/tests.sql': [
    original('macros/tests.sql'),
    "{% test positive(model, column_name) %}{{ ref('other') }}{% endtest %}\n",
  ],
  'models/staging/orders.sql': [
    original('models/staging/orders.sql'),
    `\n ${original('models/staging/orders.sql')}`,
    `-- other code, the same references\n${original('models/staging/orders.sql')}`,
    "select {{ cents('amount') }}, 2 from\n{{ ref('rates') }} where {{ env_var('ENABLED', '1') }} = '1'\n",
    "select {{ cents('amount') }} from {{ ref('rates') }} where '{{ flags.WHICH }}' = '{{ var('suffix', 'x') }}'\n",
    "select * from {{ ref('nothing') }}\n",
    '{% if %}\n',
    undefined,
  ],
  'models/other.sql': [
    original('models/other.sql'),
    'select 2 as id\n',
    "{{ config(post_hook='select {{ model.raw_code | length }}') }}select 3 as id\n",
    "select * from {{ ref('fct') }}\n",
    undefined,
  ],
  'seeds/rates.csv': ['id\n1\n', 'id\n2\n'],
  'models/schema.yml': [
    original('models/schema.yml'),
    '\n',
    'models: [{name: other, config: {enabled: false}}]\n',
  ],
  'models/docs.md': [original('models/docs.md'), '{% docs orders %}Other{% enddocs %}\n', undefined],
};

export interface State {
  readonly files: Files;
  readonly surroundings: Surroundings;
}

export const state: fc.Arbitrary<State> = fc
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

/** A session's states: each has another text of one file than the one before it. */
export const edited: fc.Arbitrary<readonly State[]> = fc
  .tuple(
    state.map(({ surroundings }) => surroundings),
    fc.array(fc.constantFrom(...Object.keys(edits)).chain(editOf), { minLength: 2, maxLength: 12 }),
  )
  .map(([surroundings, steps]) => {
    let files: Files = project;
    return steps.map(([name, text]) => {
      const { [name]: _before, ...others } = files;
      files = text === undefined ? others : { ...others, [name]: text };
      return { files, surroundings };
    });
  });

function editOf(name: string): fc.Arbitrary<readonly [name: string, text: string | undefined]> {
  return fc.tuple(fc.constant(name), fc.constantFrom(...edits[name]!));
}

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
      isOwn(folder)
        ? [...new Set(below(folder).map((path) => path.replace(/\/.*/, '')))]
        : disk.listNames(folder),
    listFiles: (folder) =>
      isOwn(folder)
        ? below(folder)
        : disk.listFiles(folder),
    sizeOf: (path) => (isOwn(path) ? (own(path) ?? '').length : disk.sizeOf(path)),
  };
}

/** All that a parse tells, as text. */
export function parse({ files, surroundings }: State, store?: CacheStore, memory?: ParseMemory): string {
  const { value, diagnostics } = parseProject(root, {
    ...surroundings,
    files: inMemory(files),
    ...(store && { store }),
    ...(memory && { memory }),
  });
  const shown = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, (file) => files[file]));
  // On a faulty manifest nothing is built: what it holds may differ.
  const isWhole = value && diagnostics.every(({ severity }) => severity !== 'error');
  const manifest = isWhole && sectionsOf(value.manifest);
  const places = isWhole && [...value.manifest.places];
  return JSON.stringify({ shown, manifest, places }, undefined, 1);
}

/** All macros, the built-in ones too: their digests and, of every other file, their code. */
export function knownMacrosOf({ files: texts, surroundings }: State): KnownMacros {
  const files = inMemory(texts);
  const { value: workspace } = openWorkspace(root, { ...surroundings, files });
  const macros = filesOf(workspace!, files).filter(({ searchPath }) => searchPath === 'macros');
  const digests = digestFiles(macros);
  const known = new Map(macros.filter((_, index) => index % 2 === 0).map((file) => [fingerprint(file), file.text]));
  return {
    digests,
    code: (id) => (known.has(id) ? writtenMacros(known.get(id)!) : undefined),
  };
}

export class MemoryStore implements CacheStore {
  readonly texts = new Map<string, string>();
  reads = 0;
  writes = 0;

  read(name: string): Uint8Array | undefined {
    this.reads++;
    const text = this.texts.get(name);
    return text === undefined ? undefined : Buffer.from(text);
  }

  write(name: string, parts: Iterable<Uint8Array>): void {
    this.writes++;
    this.texts.set(name, Buffer.concat(Array.from(parts, (part) => Buffer.from(part))).toString());
  }
}
