import type { Json, JsonObject } from '../../config/json.ts';
import { propertyMissing, resourceInvalid } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { isMapping, textOf } from '../config/shapes.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SemanticResource } from '../nodes.ts';
import { tagsOf } from '../properties/columns.ts';
import type { Entry } from '../properties/entry.ts';
import { aggregations, dimensionTypes, entityTypes, exportTypes, granularities } from '../semantics/words.ts';
import { withoutPlace } from './compilable.ts';
import { whereFilter } from './metrics.ts';
import { parseRelationExpression } from './relation-expression.ts';

export function buildSemanticModel(
  context: LinkContext,
  project: Project,
  entry: Entry,
): Draft<SemanticResource> | undefined {
  const name = entry.requiredText('name', 'a semantic model');
  const model = name === undefined ? undefined : entry.requiredText('model', `the semantic model "${name}"`);
  if (name === undefined || model === undefined) return undefined;
  const target = parseRelationExpression(model, entry.place('model'));
  if (target?.kind !== 'ref') {
    entry.report(
      resourceInvalid(`semantic model "${name}"`, `its model "${model}" is no ref()`, entry.span('model')),
    );
    return undefined;
  }
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(relativePath), name];
  const { config, unrendered } = context.configs.resolve({
    type: 'semantic_model',
    project,
    fqn,
    properties: entry.mapping('config') ?? {},
  });
  const meta = isMapping(config['meta']) ? config['meta'] : {};
  const captured = { ...nothingCaptured, refs: [target.ref] };
  const node: SemanticResource = {
    name,
    resource_type: 'semantic_model',
    package_name: project.name,
    path: relativePath,
    original_file_path: path,
    unique_id: `semantic_model.${project.name}.${name}`,
    fqn,
    model,
    node_relation: null,
    description: entry.has('description') ? entry.description().text : null,
    label: entry.text('label'),
    defaults: entry.has('defaults') ? { agg_time_dimension: null, ...entry.mapping('defaults') } : null,
    entities: entry.entries('entities').map((part) => entity(part, meta)),
    measures: entry.entries('measures').map((part) => measure(part, meta)),
    dimensions: entry.entries('dimensions').map((part) => dimension(part, meta)),
    metadata: null,
    depends_on: { macros: [], nodes: [] },
    refs: captured.refs.map(withoutPlace),
    created_at: context.invocation.startedAtMs / 1000,
    config,
    unrendered_config: unrendered,
    primary_entity: entry.text('primary_entity'),
    group: config['group'] ?? null,
  };
  return { node, project, place: entry.place(), captured, isEnabled: config['enabled'] !== false };
}

const common = { description: null, label: null } satisfies JsonObject;
const measureDefaults = {
  create_metric: false,
  expr: null,
  agg_params: null,
  non_additive_dimension: null,
  agg_time_dimension: null,
} satisfies JsonObject;
const percentileDefaults = {
  percentile: null,
  use_discrete_percentile: false,
  use_approximate_percentile: false,
} satisfies JsonObject;

/** An entity, measure or dimension: its keys, complete, with the semantic model's meta below its own. */
function element(
  entry: Entry,
  kind: { readonly key: string; readonly words: readonly string[] },
  defaults: JsonObject,
  meta: JsonObject,
): JsonObject {
  const owner = 'an element of a semantic model';
  const known = { ...common, ...defaults };
  entry.expectKeys(['name', kind.key, 'config', ...Object.keys(known)]);
  const { config, expr, create_metric: _createMetric } = entry.value;
  const own = Object.keys(known).filter((key) => key !== 'create_metric' && entry.has(key));
  const ownMeta = isMapping(config) && isMapping(config['meta']) ? config['meta'] : {};
  if (!entry.has(kind.key)) entry.report(propertyMissing(kind.key, owner, entry.span()));
  return {
    name: entry.requiredText('name', owner) ?? '',
    [kind.key]: entry.word(kind.key, kind.words) ?? kind.words[0]!,
    ...known,
    ...Object.fromEntries(own.map((key) => [key, entry.get(key)!])),
    ...(entry.has('description') && { description: entry.description().text }),
    ...(expr !== undefined && { expr: expr === null ? null : textOf(expr) }),
    config: { meta: { ...meta, ...ownMeta } },
  };
}

const entity = (entry: Entry, meta: JsonObject): JsonObject =>
  element(entry, { key: 'type', words: entityTypes }, { role: null, expr: null }, meta);

function measure(entry: Entry, meta: JsonObject): JsonObject {
  const params = entry.child('agg_params');
  const nonAdditive = entry.child('non_additive_dimension');
  return {
    ...element(entry, { key: 'agg', words: aggregations }, measureDefaults, meta),
    ...(params && { agg_params: { ...percentileDefaults, ...params.value } }),
    ...(nonAdditive && {
      non_additive_dimension: {
        name: nonAdditive.requiredText('name', 'a non_additive_dimension') ?? '',
        window_choice: nonAdditive.word('window_choice', aggregations) ?? 'min',
        window_groupings: nonAdditive.strings('window_groupings'),
      },
    }),
  };
}

function dimension(entry: Entry, meta: JsonObject): JsonObject {
  const kind = { key: 'type', words: dimensionTypes };
  const params = entry.child('type_params');
  const validity = params?.mapping('validity_params');
  const granularity = params?.word('time_granularity', granularities);
  if (params && !params.has('time_granularity'))
    params.report(propertyMissing('time_granularity', 'the type_params of a dimension', params.span()));
  return {
    ...element(entry, kind, { is_partition: false, type_params: null, expr: null, metadata: null }, meta),
    ...(params && {
      type_params: {
        time_granularity: granularity ?? 'day',
        validity_params: validity ? { is_start: false, is_end: false, ...validity } : null,
      },
    }),
  };
}

/** A query kept under a name. What it asks for is metrics, by name. */
export interface SavedQueryDraft extends Draft<SemanticResource> {
  readonly inputs: readonly string[];
}

export function buildSavedQuery(
  context: LinkContext,
  project: Project,
  entry: Entry,
): SavedQueryDraft | undefined {
  const name = entry.requiredText('name', 'a saved query');
  if (name === undefined) return undefined;
  const params = entry.child('query_params');
  if (!params)
    entry.report(resourceInvalid(`saved query "${name}"`, 'it has no "query_params"', entry.span()));
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(relativePath), name];
  const { config, unrendered } = context.configs.resolve({
    type: 'saved_query',
    project,
    fqn,
    properties: entry.mapping('config') ?? {},
  });
  const metrics = params?.strings('metrics') ?? [];
  const node: SemanticResource = {
    name,
    resource_type: 'saved_query',
    package_name: project.name,
    path: relativePath,
    original_file_path: path,
    unique_id: `saved_query.${project.name}.${name}`,
    fqn,
    query_params: {
      metrics,
      group_by: params?.strings('group_by') ?? [],
      where: whereFilter(params?.get('where')),
      order_by: params?.strings('order_by') ?? [],
      limit: params?.integer('limit') ?? null,
    },
    exports: entry.entries('exports').map((part) => exportOf(context, part, config)),
    description: entry.has('description') ? entry.description().text : null,
    label: entry.text('label'),
    metadata: null,
    config,
    unrendered_config: unrendered,
    group: config['group'] ?? null,
    depends_on: { macros: [], nodes: [] },
    created_at: context.invocation.startedAtMs / 1000,
    refs: [],
    tags: [...new Set([...entry.strings('tags'), ...tagsOf(config['tags'])])].toSorted(),
  };
  return {
    node,
    project,
    place: entry.place(),
    captured: nothingCaptured,
    isEnabled: config['enabled'] !== false,
    inputs: metrics,
  };
}

const first = (...values: readonly (Json | undefined)[]): Json =>
  values.find((value) => value != null) ?? null;

function exportOf({ workspace }: LinkContext, entry: Entry, config: JsonObject): JsonObject {
  const own = entry.mapping('config') ?? {};
  const name = entry.requiredText('name', 'an export') ?? '';
  entry.child('config')?.word('export_as', exportTypes);
  return {
    name,
    config: {
      export_as: first(own['export_as'], config['export_as']),
      schema_name: first(own['schema_name'], own['schema'], config['schema'], workspace.target.schema),
      alias: first(own['alias'], name),
      database: first(own['database'], workspace.target.database),
    },
    unrendered_config: own,
  };
}
