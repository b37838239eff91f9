import { checkMeasures } from './check-measures.ts';
import { checkMetric } from './check-metrics.ts';
import { checkModel } from './check-models.ts';
import { checkMetricFilters, checkSavedQuery } from './check-queries.ts';
import { checkName } from './names.ts';
import type { SemanticLayer, SemanticModel, Subject } from './shapes.ts';
import { isFiner } from './words.ts';

/**
 * Tells what dbt's own checks of a semantic layer would refuse. They run where there are both semantic models and
 * metrics; time spines are needed wherever there are semantic models.
 */
export function checkSemanticLayer(layer: SemanticLayer): void {
  const { metrics, models, savedQueries, timeSpines } = layer;
  checkTimeSpines(layer);
  if (models.length === 0 || metrics.length === 0) return;
  const custom = new Set(
    timeSpines.flatMap(({ value }) => value.time_spine.custom_granularities.map(({ name }) => name)),
  );
  for (const model of models) {
    checkModel(model);
    checkMeasures(model);
  }
  checkAcrossModels(models);
  const byMeasure = new Map(models.flatMap(({ value }) => value.measures.map(({ name }) => [name, value])));
  for (const metric of metrics) {
    checkMetric(metric, { byMeasure, custom });
    checkMetricFilters(metric, custom);
  }
  checkLabels(metrics);
  checkAliases(layer);
  checkGranularityNames(layer);
  const groups = new Set([
    'metric_time',
    ...metrics.map(({ value }) => value.name),
    ...models.flatMap(({ value }) => [...value.dimensions, ...value.entities].map(({ name }) => name)),
  ]);
  for (const query of savedQueries) checkSavedQuery(query, groups, custom);
}

/** Names mean one kind of thing in all models, and a dimension is of one kind wherever it stands. */
function checkAcrossModels(models: readonly Subject<SemanticModel>[]): void {
  const kinds = new Map<string, { readonly kind: string; readonly model: string }>();
  const measures = new Map<string, string>();
  const dimensions = new Map<string, { readonly type: string; readonly isPartition: boolean }>();
  const pairs = new Map<string, string>();
  for (const subject of models) {
    const { value: model } = subject;
    for (const list of ['measures', 'dimensions', 'entities'] as const) {
      for (const [index, { name }] of model[list].entries()) {
        const known = kinds.get(name);
        if (known && known.kind !== list && known.model !== model.name)
          subject.fault(
            `"${name}" is among its ${list}, and among the ${known.kind} of "${known.model}"`,
            list,
            index,
          );
        kinds.set(name, known ?? { kind: list, model: model.name });
      }
    }
    for (const [index, { name }] of model.measures.entries()) {
      const other = measures.get(name);
      if (other !== undefined && other !== model.name)
        subject.fault(`its measure "${name}" is one of the semantic model "${other}" too`, 'measures', index);
      measures.set(name, other ?? model.name);
    }
    const primary = model.primary_entity ?? model.entities.find(({ type }) => type === 'primary')?.name;
    for (const [index, { is_partition: isPartition, name, type }] of model.dimensions.entries()) {
      const known = dimensions.get(name);
      if (known && known.type !== type)
        subject.fault(
          `its dimension "${name}" is ${type} here and ${known.type} elsewhere`,
          'dimensions',
          index,
        );
      if (known && known.isPartition !== isPartition)
        subject.fault(`its dimension "${name}" has another is_partition elsewhere`, 'dimensions', index);
      dimensions.set(name, known ?? { type, isPartition });
      const pair = `${primary}.${name}`;
      const owner = pairs.get(pair);
      if (primary !== undefined && owner !== undefined && owner !== model.name) {
        const problem = `its primary entity "${primary}" has the dimension "${name}" in the semantic model "${owner}" too`;
        subject.fault(problem, 'dimensions', index);
      }
      pairs.set(pair, owner ?? model.name);
    }
  }
  checkLabels(models);
}

function checkLabels(
  subjects: readonly Subject<{ readonly name: string; readonly label: string | null }>[],
): void {
  const labels = new Map<string, string>();
  for (const subject of subjects) {
    const { label, name } = subject.value;
    if (label === null) continue;
    const other = labels.get(label);
    if (other !== undefined) subject.fault(`its label "${label}" is that of "${other}" too`, 'label');
    else labels.set(label, name);
  }
}

/** Aliases of measures are names in queries: no two are alike, and none is a measure's own. */
function checkAliases({ metrics, models }: SemanticLayer): void {
  const measures = new Set(models.flatMap(({ value }) => value.measures.map(({ name }) => name)));
  const aliases = new Map<string, string>();
  for (const metric of metrics) {
    for (const { alias, name } of metric.value.type_params.input_measures) {
      if (alias === null) continue;
      checkName(metric, alias, 'type_params', 'measure', 'alias');
      if (measures.has(alias))
        metric.fault(
          `the alias "${alias}" of its measure "${name}" is a measure's name`,
          'type_params',
          'measure',
        );
      const other = aliases.get(alias);
      if (other !== undefined)
        metric.fault(
          `the alias "${alias}" of its measure "${name}" is used by "${other}" too`,
          'type_params',
          'measure',
        );
      aliases.set(alias, other ?? metric.value.name);
    }
  }
}

function checkTimeSpines({ hasOldTimeSpine, models, timeSpines }: SemanticLayer): void {
  const byGranularity = new Map<string, string>();
  for (const spine of timeSpines) {
    const { columns, name, time_spine: declared } = spine.value;
    const granularity = columns[declared.standard_granularity_column]?.granularity;
    if (granularity == null) continue;
    const other = byGranularity.get(granularity);
    if (other !== undefined && models.length > 0)
      spine.doubt(
        `it is a time spine by ${granularity}, as "${other}" is; only one of them is used`,
        'time_spine',
      );
    byGranularity.set(granularity, other ?? name);
  }
  const finest = [...byGranularity.keys(), ...(hasOldTimeSpine ? ['day'] : [])].toSorted((a, b) =>
    isFiner(a, b) ? -1 : 1,
  )[0];
  const [first] = models;
  if (first && (finest === undefined || isFiner('day', finest))) {
    first.fault('semantic models need a model with a time_spine by day, or finer; there is none');
  }
}

function checkGranularityNames({ metrics, models, timeSpines }: SemanticLayer): void {
  const used = new Map<string, string>();
  for (const { value } of models) {
    used.set(value.name, 'semantic model');
    for (const { name } of value.measures) used.set(name, 'measure');
    for (const { name } of value.entities) used.set(name, 'entity');
    for (const { name } of value.dimensions) used.set(name, 'dimension');
  }
  for (const { value } of metrics) used.set(value.name, 'metric');
  for (const spine of timeSpines) {
    for (const [index, { name }] of spine.value.time_spine.custom_granularities.entries()) {
      checkName(spine, name, 'time_spine', 'custom_granularities', index);
      const noun = used.get(name);
      if (noun !== undefined)
        spine.fault(
          `its granularity "${name}" has the name of ${noun === 'entity' ? 'an' : 'a'} ${noun}`,
          'time_spine',
          'custom_granularities',
          index,
        );
      used.set(name, 'granularity');
    }
  }
}
