import type { Json, JsonObject } from '../config/json.ts';
import type { Manifest, ModelNode, SemanticResource } from '../manifest/index.ts';
import { oldTimeSpine } from '../manifest/semantics/layer.ts';
import type { TimeSpine } from '../manifest/semantics/shapes.ts';
import { jsonChunks } from './metadata.ts';

/** The version of the package whose form this is: it reads the file, and looks for its own version in it. */
const interfaceVersion = { major_version: '0', minor_version: '9', patch_version: '0' };

/** The text of semantic_manifest.json, in chunks: what queries of metrics are planned from. */
export function* writeSemanticManifest(manifest: Manifest): Generator<string> {
  const { metrics, savedQueries, semanticModels } = manifest;
  yield* jsonChunks([
    ['semantic_models', { kind: 'items', items: [...semanticModels.values()].map(semanticModel) }],
    ['metrics', { kind: 'items', items: [...metrics.values()].map(metric) }],
    ['project_configuration', { kind: 'value', value: projectConfiguration(manifest) }],
    ['saved_queries', { kind: 'items', items: [...savedQueries.values()].map(savedQuery) }],
  ]);
}

const pick = (value: object, keys: readonly string[]): JsonObject => {
  const known = value as JsonObject;
  return Object.fromEntries(keys.map((key) => [key, known[key] ?? null]));
};

const metaOf = (config: Json | undefined): JsonObject => ({
  meta: ((config as JsonObject)['meta'] ?? {}) as Json,
});

function semanticModel(node: SemanticResource): JsonObject {
  const elements = (list: string): Json =>
    (node[list] as readonly JsonObject[]).map((element) => ({ ...element, metadata: null }));
  return {
    ...pick(node, ['name', 'defaults', 'description', 'node_relation', 'primary_entity']),
    entities: elements('entities'),
    measures: elements('measures'),
    dimensions: elements('dimensions'),
    label: (node['label'] ?? null) as Json,
    metadata: null,
    config: metaOf(node.config),
  };
}

const paramKeys = [
  'measure',
  'numerator',
  'denominator',
  'expr',
  'window',
  'grain_to_date',
  'metrics',
  'conversion_type_params',
];

function metric(node: SemanticResource): JsonObject {
  const params = node['type_params'] as JsonObject;
  const cumulative = params['cumulative_type_params'];
  return {
    ...pick(node, ['name', 'description', 'type']),
    type_params: {
      ...pick(params, paramKeys),
      cumulative_type_params: cumulative
        ? pick(cumulative as JsonObject, ['window', 'grain_to_date', 'period_agg'])
        : null,
      input_measures: params['input_measures']!,
    },
    ...pick(node, ['filter', 'metadata', 'label']),
    config: metaOf(node.config),
    time_granularity: (node['time_granularity'] ?? null) as Json,
  };
}

function savedQuery(node: SemanticResource): JsonObject {
  const exports = node['exports'] as readonly JsonObject[];
  return {
    ...pick(node, ['name', 'query_params', 'description', 'metadata', 'label']),
    exports: exports.map(({ config, name }) => ({
      name: name!,
      config: pick(config as JsonObject, ['export_as', 'schema_name', 'alias']),
    })),
    tags: node['tags'] as Json,
  };
}

function projectConfiguration({ nodes, semanticModels }: Manifest): JsonObject {
  const models = [...nodes.values()].filter((node): node is ModelNode => node.resource_type === 'model');
  const old = semanticModels.size > 0 ? models.find(({ name }) => name === oldTimeSpine) : undefined;
  return {
    time_spine_table_configurations:
      old && old.time_spine === null
        ? [{ location: old.relation_name, column_name: 'date_day', grain: 'day' }]
        : [],
    metadata: null,
    dsi_package_version: interfaceVersion,
    time_spines: models.filter((model) => model.time_spine !== null).map(timeSpine),
  };
}

function timeSpine(model: ModelNode): JsonObject {
  const { alias, columns, database, relation_name: relationName, schema } = model;
  const { custom_granularities: custom, standard_granularity_column: column } =
    model.time_spine as unknown as TimeSpine;
  return {
    node_relation: { alias, schema_name: schema, database, relation_name: relationName },
    primary_column: { name: column, time_granularity: columns[column]?.granularity ?? null },
    custom_granularities: custom.map((granularity) => pick(granularity, ['name', 'column_name'])),
  };
}
