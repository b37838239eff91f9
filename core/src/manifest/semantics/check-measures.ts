import { isTimeDimension } from './check-models.ts';
import type { Measure, SemanticModel, Subject } from './shapes.ts';

/** The measures of one semantic model. */
export function checkMeasures(model: Subject<SemanticModel>): void {
  for (const [index, measure] of model.value.measures.entries()) {
    checkTime(model, measure, index);
    checkCount(model, measure, index);
    checkPercentile(model, measure, index);
    checkNonAdditive(model, measure, index);
  }
}

const timeOf = ({ defaults }: SemanticModel, { agg_time_dimension: own }: Measure): string | null =>
  own ?? defaults?.agg_time_dimension ?? null;

function checkTime(model: Subject<SemanticModel>, measure: Measure, index: number): void {
  const time = timeOf(model.value, measure);
  if (time === null) {
    const problem = `its measure "${measure.name}" has no agg_time_dimension, and the defaults have none`;
    model.fault(problem, 'measures', index);
  } else if (measure.agg_time_dimension !== null && !isTimeDimension(model.value, time)) {
    const problem = `the agg_time_dimension "${time}" of its measure "${measure.name}" is none of its time dimensions`;
    model.fault(problem, 'measures', index, 'agg_time_dimension');
  }
}

function checkCount(model: Subject<SemanticModel>, { agg, expr, name }: Measure, index: number): void {
  if (agg !== 'count') return;
  if (expr === null) {
    model.fault(`its measure "${name}" counts nothing: it needs an expr, 1 for all rows`, 'measures', index);
  } else if (expr.toLowerCase().startsWith('distinct ')) {
    model.fault(
      `its measure "${name}" counts distinct values by its expr; its agg must be "count_distinct"`,
      'measures',
      index,
      'expr',
    );
  }
}

function checkPercentile(
  model: Subject<SemanticModel>,
  { agg, agg_params: params, name }: Measure,
  index: number,
): void {
  const fault = (problem: string): void =>
    model.fault(`its measure "${name}" ${problem}`, 'measures', index, 'agg_params');
  const share = params?.percentile ?? null;
  if (agg === 'percentile') {
    if (share === null) fault('needs agg_params with a percentile');
    else if (share <= 0 || share >= 1)
      fault(`has the percentile ${share}; it lies between 0 and 1, as 0.65 does`);
  } else if (agg === 'median') {
    if (share !== null && share !== 0.5) fault(`is a median, which has no percentile ${share}`);
    if (params?.use_discrete_percentile) fault('is a median, which cannot use_discrete_percentile');
  } else if (params && (share || params.use_discrete_percentile || params.use_approximate_percentile)) {
    fault(`has the agg "${agg}", for which agg_params mean nothing`);
  }
}

function checkNonAdditive(model: Subject<SemanticModel>, measure: Measure, index: number): void {
  const over = measure.non_additive_dimension;
  if (!over) return;
  const fault = (problem: string, key: string): void =>
    model.fault(
      `the non_additive_dimension of its measure "${measure.name}" ${problem}`,
      'measures',
      index,
      'non_additive_dimension',
      key,
    );
  const named = (name: string | null) => model.value.dimensions.find((dimension) => dimension.name === name);
  const dimension = named(over.name);
  const granularity = named(timeOf(model.value, measure))?.type_params?.time_granularity ?? null;
  const own = dimension?.type_params?.time_granularity ?? null;
  if (!dimension) fault(`is "${over.name}", which is none of its dimensions`, 'name');
  else if (dimension.type !== 'time') fault(`is "${over.name}", which is no time dimension`, 'name');
  else if (own !== null && granularity !== null && own !== granularity) {
    fault(`has the granularity "${own}", and its agg_time_dimension "${granularity}"`, 'name');
  }
  if (over.window_choice !== 'min' && over.window_choice !== 'max') {
    fault(`has the window_choice "${over.window_choice}"; it is "min" or "max"`, 'window_choice');
  }
  const entities = new Set(model.value.entities.map(({ name }) => name));
  const unknown = over.window_groupings.filter((name) => !entities.has(name));
  if (unknown.length > 0) {
    fault(
      `is grouped by ${unknown.map((name) => `"${name}"`).join(', ')}, no entity of it`,
      'window_groupings',
    );
  }
}
