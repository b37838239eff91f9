import type { Json, JsonObject } from '../../config/json.ts';
import { resourceInvalid } from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { isMapping, textOf } from '../config/shapes.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SemanticResource } from '../nodes.ts';
import type { Entry } from '../properties/entry.ts';
import {
  conversionCalculations,
  granularities,
  metricTypes,
  periodAggregations,
  singularGranularity,
} from '../semantics/words.ts';

/** The names by which a metric refers to others; places of its own they do not have. */
export interface MetricDraft extends Draft<SemanticResource> {
  /** Measures it is computed from, for metrics that name them. */
  readonly measures: readonly JsonObject[];
  /** Metrics it is computed from. */
  readonly inputs: readonly string[];
  readonly entry: Entry;
}

export function buildMetric(context: LinkContext, project: Project, entry: Entry): MetricDraft | undefined {
  const name = entry.requiredText('name', 'a metric');
  if (name === undefined) return undefined;
  if (!/^[A-Za-z]\w*$/.test(name) || name.length > 250) {
    const problem =
      'its name must begin with a letter, have only letters, digits and underscores, and at most 250';
    entry.report(resourceInvalid(`metric "${name}"`, problem, entry.span('name')));
  }
  const type = entry.word('type', metricTypes);
  const params = entry.child('type_params');
  if (!type || !params) {
    const missing = type ? '"type_params"' : '"type"';
    entry.report(resourceInvalid(`metric "${name}"`, `it has no ${missing}`, entry.span()));
    return undefined;
  }
  const typeParams = metricParams(type, params, name);
  return assembleMetric(context, project, entry, {
    name,
    type,
    typeParams,
    label: entry.text('label') ?? name,
    description: entry.description().text,
    properties: entry.mapping('config') ?? {},
    filter: whereFilter(entry.get('filter')),
    timeGranularity: entry.text('time_granularity'),
    meta: entry.mapping('meta') ?? {},
    tags: entry.strings('tags'),
  });
}

interface MetricParts {
  readonly name: string;
  readonly type: string;
  readonly typeParams: JsonObject;
  readonly label: string;
  readonly description: string;
  readonly properties: JsonObject;
  readonly filter: Json;
  readonly timeGranularity: string | null;
  readonly meta: JsonObject;
  readonly tags: readonly string[];
}

/** The metrics that measures with `create_metric` stand for. */
export function metricsOfMeasures(
  context: LinkContext,
  entries: readonly (readonly [Project, Entry])[],
  models: readonly Draft<SemanticResource>[],
): readonly MetricDraft[] {
  const byId = new Map(models.map((model) => [model.node.unique_id, model]));
  return entries.flatMap(([project, entry]) => {
    const model = byId.get(`semantic_model.${project.name}.${entry.text('name')}`);
    if (!model) return [];
    return entry
      .entries('measures')
      .filter((measure) => measure.flag('create_metric') === true)
      .flatMap((measure) => metricOfMeasure(context, project, measure, model) ?? []);
  });
}

function metricOfMeasure(
  context: LinkContext,
  project: Project,
  entry: Entry,
  model: Draft<SemanticResource>,
): MetricDraft | undefined {
  const name = entry.text('name');
  if (name === null) return undefined;
  const expression = entry.get('expr') ?? name;
  const { meta } = model.node.config;
  return assembleMetric(context, project, entry, {
    name,
    type: 'simple',
    typeParams: { ...noParams, measure: inputMeasure(name), expr: textOf(expression) },
    label: entry.text('label') ?? name,
    description: entry.description().text || `Metric created from measure ${name}`,
    properties: { enabled: model.isEnabled, ...(isMapping(meta) && { meta }) },
    filter: null,
    timeGranularity: null,
    meta: {},
    tags: [],
  });
}

function assembleMetric(
  context: LinkContext,
  project: Project,
  entry: Entry,
  parts: MetricParts,
): MetricDraft {
  const { name } = parts;
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(relativePath), name];
  const { config, unrendered } = context.configs.resolve({
    type: 'metric',
    project,
    fqn,
    properties: parts.properties,
  });
  const configMeta =
    isMapping(config['meta']) && Object.keys(config['meta']).length > 0 ? config['meta'] : undefined;
  const { measure, numerator, denominator, metrics, conversion_type_params: conversion } = parts.typeParams;
  const measures = [
    measure,
    ...(isMapping(conversion) ? [conversion['base_measure'], conversion['conversion_measure']] : []),
  ];
  const inputs = [numerator, denominator, ...(Array.isArray(metrics) ? (metrics as Json[]) : [])];
  const node: SemanticResource = {
    name,
    resource_type: 'metric',
    package_name: project.name,
    path: relativePath,
    original_file_path: path,
    unique_id: `metric.${project.name}.${name}`,
    fqn,
    description: parts.description,
    label: parts.label,
    type: parts.type,
    type_params: parts.typeParams,
    filter: parts.filter,
    metadata: null,
    time_granularity: parts.timeGranularity,
    meta: configMeta ?? parts.meta,
    tags: parts.tags,
    config,
    unrendered_config: unrendered,
    sources: [],
    depends_on: { macros: [], nodes: [] },
    refs: [],
    metrics: [],
    created_at: context.invocation.startedAtMs / 1000,
    group: config['group'] ?? null,
  };
  return {
    node,
    project,
    place: entry.place(),
    captured: nothingCaptured,
    isEnabled: config['enabled'] !== false,
    measures: measures.filter(isMapping),
    inputs: inputs.flatMap((input) => (isMapping(input) ? [textOf(input['name'] ?? '')] : [])),
    entry,
  };
}

const noParams = {
  measure: null,
  input_measures: [],
  numerator: null,
  denominator: null,
  expr: null,
  window: null,
  grain_to_date: null,
  metrics: [],
  conversion_type_params: null,
  cumulative_type_params: null,
  metric_aggregation_params: null,
} satisfies JsonObject;

function metricParams(type: (typeof metricTypes)[number], params: Entry, name: string): JsonObject {
  const need = (...keys: readonly string[]): void => {
    const missing = keys.filter((key) => !params.has(key));
    if (missing.length === 0) return;
    const problem = `its type "${type}" needs ${missing.map((key) => `"${key}"`).join(' and ')}`;
    params.report(resourceInvalid(`metric "${name}"`, problem, params.span()));
  };
  if (type === 'simple' || type === 'cumulative') need('measure');
  if (type === 'ratio') need('numerator', 'denominator');
  if (type === 'derived') need('metrics');
  if (type === 'conversion') need('conversion_type_params');
  const window = timeWindow(params, 'window', name);
  const expression = params.get('expr') ?? null;
  const metrics = params.list('metrics');
  return {
    ...noParams,
    measure: measureOrNull(params.get('measure')),
    numerator: metricOrNull(params.get('numerator')),
    denominator: metricOrNull(params.get('denominator')),
    expr: expression === null ? null : textOf(expression),
    window,
    grain_to_date: params.word('grain_to_date', granularities),
    metrics: metrics.map((metric) => metricOrNull(metric)),
    conversion_type_params: conversion(params.child('conversion_type_params'), name),
    cumulative_type_params: type === 'cumulative' ? cumulative(params, window, name) : null,
  };
}

function cumulative(params: Entry, window: Json, name: string): JsonObject {
  const own = params.child('cumulative_type_params');
  return {
    window: (own && timeWindow(own, 'window', name)) ?? window,
    grain_to_date: own?.get('grain_to_date') ?? params.get('grain_to_date') ?? null,
    period_agg: own?.word('period_agg', periodAggregations) ?? 'first',
    metric: null,
  };
}

function conversion(params: Entry | undefined, name: string): Json {
  if (!params) return null;
  return {
    base_measure: measureOrNull(params.get('base_measure')),
    conversion_measure: measureOrNull(params.get('conversion_measure')),
    entity: params.text('entity'),
    calculation: params.word('calculation', conversionCalculations) ?? 'conversion_rate',
    window: timeWindow(params, 'window', name),
    constant_properties: params.get('constant_properties') ?? null,
  };
}

function timeWindow(entry: Entry, key: string, name: string): Json {
  const written = entry.text(key);
  if (written === null) return null;
  const window = countAndPeriod(written);
  if (window) return window;
  const problem = `its ${key} "${written}" is no count and period, such as "7 days"`;
  entry.report(resourceInvalid(`metric "${name}"`, problem, entry.span(key)));
  return null;
}

/** `7 days` as a count and a granularity. */
function countAndPeriod(written: string): JsonObject | undefined {
  const [, count, period] = /^(\d+) (\S+)$/.exec(written.toLowerCase()) ?? [];
  if (count === undefined) return undefined;
  return { count: Number(count), granularity: singularGranularity(period!) };
}

const inputMeasure = (name: string): JsonObject => ({
  name,
  filter: null,
  alias: null,
  join_to_timespine: false,
  fill_nulls_with: null,
});

function measureOrNull(written: Json | undefined): Json {
  if (typeof written === 'string') return inputMeasure(written);
  return isMapping(written)
    ? { ...inputMeasure(''), ...written, filter: whereFilter(written['filter']) }
    : null;
}

function metricOrNull(written: Json | undefined): Json {
  const none = { filter: null, alias: null, offset_window: null, offset_to_grain: null };
  if (typeof written === 'string') return { name: written, ...none };
  if (!isMapping(written)) return null;
  const { offset_window: window = null, filter } = written;
  const offset = typeof window === 'string' ? (countAndPeriod(window) ?? window) : window;
  return { name: '', ...none, ...written, offset_window: offset, filter: whereFilter(filter) };
}

/** One filter or several, as dbt keeps them. */
export function whereFilter(written: Json | undefined): Json {
  if (written === undefined || written === null) return null;
  const filters = Array.isArray(written) ? (written as readonly Json[]) : [written];
  return { where_filters: filters.map((filter) => ({ where_sql_template: textOf(filter) })) };
}
