import type { Json, JsonObject } from '../../config/json.ts';
import { resourceInvalid, type Span, UserError } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { isMapping } from '../config/shapes.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SourceNode } from '../nodes.ts';
import { atPlace } from '../place.ts';
import { type ColumnProperties, columnRecord, columnsOf, tagsOf } from '../properties/columns.ts';
import type { Entry } from '../properties/entry.ts';
import { type TestEntry, testEntries } from '../properties/test-entries.ts';
import { externalLocation } from './external-location.ts';
import { hasTests, type TestTarget } from './generic-tests.ts';

/** One table of a source, as property files describe it. */
export interface DeclaredSource {
  readonly project: Project;
  readonly sourceName: string;
  readonly tableName: string;
  readonly source: Entry;
  readonly table: Entry;
  /** The root project's `overrides` of it, where there is one. */
  readonly patch?: SourcePatch | undefined;
}

/** An entry under `sources` that `overrides` what a package declares. */
export interface SourcePatch {
  readonly source: Entry;
  readonly table: Entry | undefined;
}

const sourceKeys = [
  'name',
  'description',
  'meta',
  'database',
  'catalog',
  'schema',
  'loader',
  'quoting',
  'freshness',
  'loaded_at_field',
  'loaded_at_query',
  'tables',
  'tags',
  'config',
  'overrides',
];

const tableKeys = [
  'name',
  'description',
  'meta',
  'config',
  'loaded_at_field',
  'loaded_at_query',
  'identifier',
  'quoting',
  'freshness',
  'external',
  'tags',
  'columns',
  'data_tests',
  'tests',
  'quote_columns',
  'docs',
  'data_type',
];

/** The tables of one entry under `sources`. */
export function declareSources(project: Project, source: Entry): readonly DeclaredSource[] {
  const sourceName = source.requiredText('name', 'a source');
  if (sourceName === undefined) return [];
  source.expectKeys(sourceKeys);
  return source.entries('tables').flatMap((table) => {
    const tableName = table.requiredText('name', `a table of the source "${sourceName}"`);
    if (tableName === undefined) return [];
    table.expectKeys(tableKeys);
    return [{ project, sourceName, tableName, source, table }];
  });
}

/** A key of a source or table: what overrides it says, else what its package says. */
class Layered {
  readonly #layers: readonly Entry[];

  constructor(patch: Entry | undefined, own: Entry) {
    this.#layers = patch ? [patch, own] : [own];
  }

  /** The layer that speaks of the key; the own entry where none does. */
  for(key: string): Entry {
    return this.#layers.find((layer) => layer.has(key)) ?? this.#layers.at(-1)!;
  }

  text(key: string): string | null {
    return this.for(key).text(key);
  }

  config(): JsonObject {
    return this.for('config').mapping('config') ?? {};
  }
}

interface Levels {
  readonly source: Layered;
  readonly table: Layered;
}

const levelsOf = ({ source, table, patch }: DeclaredSource): Levels => ({
  source: new Layered(patch?.source, source),
  table: new Layered(patch?.table, table),
});

/** The table and what its tests stand on; nothing where it has none. */
export function buildSource(
  context: LinkContext,
  declared: DeclaredSource,
): { readonly draft: Draft<SourceNode>; readonly tested: readonly TestTarget[] } {
  const { project, sourceName, tableName, table } = declared;
  const levels = levelsOf(declared);
  const { path, relativePath } = table.source;
  const fqn = [project.name, ...folders(relativePath), sourceName, tableName];
  const { config, unrendered } = context.configs.resolve({
    type: 'source',
    project,
    fqn,
    properties: sourceConfig(levels, `source "${sourceName}.${tableName}"`),
  });
  const { target } = context.workspace;
  const description = levels.table.for('description').description();
  const columns = columnsOf(levels.table.for('columns').entries('columns'));
  const quoting = { ...quotingOf(levels.source), ...quotingOf(levels.table) };
  const name = {
    database: levels.source.text('database') ?? levels.source.text('catalog') ?? target.database,
    schema: levels.source.text('schema') ?? sourceName,
    alias: levels.table.text('identifier') ?? tableName,
  };
  const node: SourceNode = {
    database: name.database,
    schema: name.schema,
    name: tableName,
    resource_type: 'source',
    package_name: project.name,
    path,
    original_file_path: path,
    unique_id: `source.${project.name}.${sourceName}.${tableName}`,
    fqn,
    source_name: sourceName,
    source_description: levels.source.for('description').description().text,
    loader: levels.source.text('loader') ?? '',
    identifier: name.alias,
    quoting: { database: null, schema: null, identifier: null, column: null, ...quoting },
    loaded_at_field: (config['loaded_at_field'] ?? null) as string | null,
    loaded_at_query: (config['loaded_at_query'] ?? null) as string | null,
    freshness: config['freshness'] ?? null,
    external: externalOf(levels.table),
    description: description.text,
    columns: columnRecord(columns),
    meta: isMapping(config['meta']) ? config['meta'] : {},
    source_meta: {
      ...mappingOf(levels.source.for('meta').get('meta')),
      ...mappingOf(levels.source.config()['meta']),
    },
    tags: tagsOf(config['tags']),
    config,
    patch_path: null,
    unrendered_config: unrendered,
    relation_name: context.names.relationName(name, quoting),
    created_at: context.invocation.startedAtMs / 1000,
    unrendered_database: declared.source.text('database'),
    unrendered_schema: declared.source.text('schema'),
    doc_blocks: description.blocks,
  };
  return {
    draft: {
      node: { ...node, relation_name: locationOf(context, node, declared) ?? node.relation_name },
      project,
      place: table.place(),
      captured: nothingCaptured,
      isEnabled: config['enabled'] !== false,
    },
    tested: testTarget(declared, levels, columns, quoting['column'] === true),
  };
}

/** Where the source's file is, if it is one; a location that makes no sense is reported. */
function locationOf(context: LinkContext, node: SourceNode, declared: DeclaredSource): string | undefined {
  try {
    const { readsFiles } = context.invocation.adapter;
    return readsFiles ? externalLocation(node, () => placeOfLocation(declared)) : undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const diagnostic of error.diagnostics) context.report(diagnostic);
    return undefined;
  }
}

/** Where the location is written; the table, where the project file has it. */
function placeOfLocation({ source, table }: DeclaredSource): Span | undefined {
  for (const entry of [table, source]) {
    for (const keys of [['config', 'meta'], ['config'], ['meta']]) {
      const at = entry.source.span([...entry.path, ...keys, 'external_location']);
      if (at) return at;
    }
  }
  return table.span();
}

function testTarget(
  { sourceName, tableName, project, table: entry }: DeclaredSource,
  { source, table }: Levels,
  columns: readonly ColumnProperties[],
  quoteColumns: boolean,
): readonly TestTarget[] {
  const tests = testsOf(table);
  if (!hasTests({ columns, tests })) return [];
  const target: TestTarget = {
    project,
    isSource: true,
    name: `${sourceName}_${tableName}`,
    expression: `source('${sourceName}', '${tableName}')`,
    reference: { refs: [], sources: [atPlace({ source: sourceName, table: tableName }, entry.place())] },
    fileKey: `sources.${sourceName}`,
    attachedNode: null,
    group: null,
    owner: `source "${sourceName}.${tableName}"`,
    tags: [...source.for('tags').strings('tags'), ...table.for('tags').strings('tags')],
    quoteColumns,
    columns,
    tests,
  };
  return [target];
}

function testsOf(table: Layered): readonly TestEntry[] {
  const own = testEntries(table.for('data_tests'));
  return own.length > 0 ? own : testEntries(table.for('tests'));
}

/** The config of a table: the source's under the table's own, properties beside `config` counted in. */
function sourceConfig({ source, table }: Levels, owner: string): JsonObject {
  const configs = { source: source.config(), table: table.config() };
  const config: Record<string, Json> = { ...configs.source, ...configs.table };
  const freshness = mergedFreshness([
    source.for('freshness').get('freshness'),
    configs.source['freshness'],
    table.for('freshness').get('freshness'),
    configs.table['freshness'],
  ]);
  if (freshness === undefined) delete config['freshness'];
  else config['freshness'] = freshness;
  const loadedAt = loadedAtOf(source, table, owner);
  return {
    ...config,
    ...loadedAt,
    meta: {
      ...mappingOf(source.for('meta').get('meta')),
      ...mappingOf(configs.source['meta']),
      ...mappingOf(table.for('meta').get('meta')),
      ...mappingOf(configs.table['meta']),
    },
    tags: [
      ...new Set([
        ...source.for('tags').strings('tags'),
        ...tagsOf(configs.source['tags']),
        ...table.for('tags').strings('tags'),
        ...tagsOf(configs.table['tags']),
      ]),
    ].toSorted(),
  };
}

/** Column or query that tells when a table was loaded; a table that says one of them, if only null, decides for itself. */
function loadedAtOf(source: Layered, table: Layered, owner: string): JsonObject {
  const read = (level: Layered, key: string): Json => level.for(key).get(key) ?? level.config()[key] ?? null;
  const says = (level: Layered, key: string): boolean => level.for(key).has(key) || read(level, key) !== null;
  for (const level of [source, table]) {
    if (read(level, 'loaded_at_field') !== null && read(level, 'loaded_at_query') !== null) {
      const entry = level.for('loaded_at_query');
      const problem = 'loaded_at_field and loaded_at_query are both given; keep one';
      entry.report(resourceInvalid(owner, problem, entry.span('loaded_at_query')));
    }
  }
  const hasField = says(table, 'loaded_at_field');
  const hasQuery = read(table, 'loaded_at_query') !== null;
  return {
    loaded_at_field: read(hasField ? table : source, 'loaded_at_field'),
    loaded_at_query: hasQuery
      ? read(table, 'loaded_at_query')
      : hasField
        ? null
        : read(source, 'loaded_at_query'),
  };
}

const emptyTime = { count: null, period: null };

/**
 * Freshness of several levels, the last the strongest: thresholds merge, an explicit null takes all before it away.
 * @returns undefined where no level says anything.
 */
function mergedFreshness(levels: readonly (Json | undefined)[]): Json | undefined {
  let merged: JsonObject | null | undefined;
  for (const level of levels) {
    if (level === undefined) continue;
    if (!isMapping(level)) merged = null;
    else {
      const base: JsonObject = merged ?? { warn_after: emptyTime, error_after: emptyTime, filter: null };
      merged = {
        warn_after: mergedTime(base['warn_after'], level['warn_after']),
        error_after: mergedTime(base['error_after'], level['error_after']),
        filter: level['filter'] ?? base['filter'] ?? null,
      };
    }
  }
  return merged;
}

function mergedTime(base: Json | undefined, level: Json | undefined): Json {
  if (level === undefined) return base ?? null;
  return isMapping(level) ? { ...emptyTime, ...mappingOf(base), ...level } : null;
}

function quotingOf(level: Layered): JsonObject {
  const quoting = mappingOf(level.for('quoting').get('quoting'));
  return Object.fromEntries(Object.entries(quoting).filter(([, value]) => typeof value === 'boolean'));
}

function externalOf(table: Layered): Json {
  const external = table.for('external').mapping('external');
  if (!external) return null;
  return {
    location: null,
    file_format: null,
    row_format: null,
    tbl_properties: null,
    partitions: null,
    ...external,
  };
}

const mappingOf = (value: Json | undefined): JsonObject => (isMapping(value) ? value : {});
