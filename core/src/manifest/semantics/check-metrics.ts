import { checkName } from './names.ts';
import type { InputMeasure, InputMetric, Metric, SemanticModel, Subject, TimeWindow } from './shapes.ts';
import { isGranularity, singularGranularity } from './words.ts';

/** What metrics are checked against. */
export interface MetricSurroundings {
  /** Semantic models by the names of their measures. */
  readonly byMeasure: ReadonlyMap<string, SemanticModel>;
  /** Granularities that time spines add to the standard ones. */
  readonly custom: ReadonlySet<string>;
}

/** Everything that can be said of one metric. That what it names exists is checked where it is linked. */
export function checkMetric(metric: Subject<Metric>, surroundings: MetricSurroundings): void {
  // Names that no metric can have are refused when the metric is read.
  if (/^[A-Za-z]\w*$/.test(metric.value.name)) checkName(metric, metric.value.name, 'name');
  checkInputMeasures(metric);
  if (metric.value.type === 'cumulative') checkCumulative(metric, surroundings);
  if (metric.value.type === 'derived') checkDerived(metric);
  if (metric.value.type === 'conversion') checkConversion(metric, surroundings);
  for (const [index, input] of metric.value.type_params.metrics.entries())
    checkOffset(metric, input, index, surroundings);
}

const key = (value: unknown): string => JSON.stringify(value);

/** Measures that are filtered in several ways need names of their own. */
function checkInputMeasures(metric: Subject<Metric>): void {
  const byName = new Map<string, InputMeasure[]>();
  for (const measure of metric.value.type_params.input_measures) {
    const known = byName.get(measure.name);
    if (known) known.push(measure);
    else byName.set(measure.name, [measure]);
  }
  for (const [name, measures] of byName) {
    const distinct = new Set(measures.map(key));
    if (distinct.size < 2) continue;
    const unnamed = measures.filter(({ alias, filter }) => filter !== null && alias === null);
    if (unnamed.length > 0)
      metric.fault(`it filters the measure "${name}" in several ways; each needs an alias`, 'type_params');
  }
}

function checkWindow(
  metric: Subject<Metric>,
  window: TimeWindow,
  { custom }: MetricSurroundings,
  allowsCustom: boolean,
  keys: readonly (string | number)[],
): void {
  const granularity = singularGranularity(window.granularity, custom);
  if (isGranularity(granularity) || (allowsCustom && custom.has(granularity))) return;
  const problem = custom.has(granularity)
    ? `its window cannot be of the custom granularity "${granularity}"`
    : `its window "${window.count} ${window.granularity}" is of no granularity`;
  metric.fault(problem, ...keys);
}

function checkCumulative(metric: Subject<Metric>, surroundings: MetricSurroundings): void {
  const {
    cumulative_type_params: own,
    grain_to_date: oldGrain,
    window: oldWindow,
  } = metric.value.type_params;
  const at = ['type_params', 'cumulative_type_params'] as const;
  if (own?.window && oldWindow && key(own.window) !== key(oldWindow)) {
    metric.fault(
      'its type_params.window is another one than that of cumulative_type_params',
      'type_params',
      'window',
    );
  }
  const window = own?.window ?? oldWindow;
  const grain = own?.grain_to_date ?? oldGrain;
  if (grain !== null && !isGranularity(grain))
    metric.fault(`its grain_to_date "${grain}" is no standard granularity`, ...at, 'grain_to_date');
  if (window && grain !== null) metric.fault('it has a window and a grain_to_date; it can have one', ...at);
  if (window) checkWindow(metric, window, surroundings, false, [...at, 'window']);
}

function checkDerived(metric: Subject<Metric>): void {
  const { expr, metrics } = metric.value.type_params;
  const names = new Set(metrics.map(({ name }) => name));
  for (const [index, { alias, name }] of metrics.entries()) {
    if (alias !== null) {
      checkName(metric, alias, 'type_params', 'metrics', index, 'alias');
      if (names.has(alias))
        metric.fault(
          `its alias "${alias}" is the name of an input metric`,
          'type_params',
          'metrics',
          index,
          'alias',
        );
    }
    const used = alias ?? name;
    if (expr !== null && !expr.includes(used))
      metric.doubt(`its expr "${expr}" does not use the input metric "${used}"`, 'type_params', 'expr');
  }
  if (expr === null)
    metric.doubt('it has no expr that says how its input metrics are combined', 'type_params');
}

function checkOffset(
  metric: Subject<Metric>,
  { name, offset_to_grain: grain, offset_window: window }: InputMetric,
  index: number,
  surroundings: MetricSurroundings,
): void {
  const at = ['type_params', 'metrics', index] as const;
  if (window) checkWindow(metric, window, surroundings, true, [...at, 'offset_window']);
  if (grain !== null && !isGranularity(grain))
    metric.fault(`the offset_to_grain "${grain}" is no standard granularity`, ...at, 'offset_to_grain');
  if (window && grain !== null)
    metric.fault(`its input "${name}" has an offset_window and an offset_to_grain; it can have one`, ...at);
}

function checkConversion(metric: Subject<Metric>, surroundings: MetricSurroundings): void {
  const params = metric.value.type_params.conversion_type_params;
  if (!params) return;
  const at = ['type_params', 'conversion_type_params'] as const;
  if (params.window) checkWindow(metric, params.window, surroundings, false, [...at, 'window']);
  const entityMissing = new Set<string>();
  for (const side of ['base', 'conversion'] as const) {
    const input = params[`${side}_measure`];
    const model = surroundings.byMeasure.get(input.name);
    const measure = model?.measures.find(({ name }) => name === input.name);
    if (!model || !measure) continue;
    const counts =
      ['count', 'count_distinct'].includes(measure.agg) || (measure.agg === 'sum' && measure.expr === '1');
    if (!counts) {
      const problem = `its ${side}_measure "${input.name}" must count: its agg is "${measure.agg}", not count, count_distinct or a sum of 1`;
      metric.fault(problem, ...at, `${side}_measure`);
    }
    if (side === 'conversion' && input.filter)
      metric.doubt(`its conversion_measure "${input.name}" has a filter, which may have no effect`, ...at);
    if (!model.entities.some(({ name }) => name === params.entity) && !entityMissing.has(model.name)) {
      entityMissing.add(model.name);
      metric.fault(
        `its entity "${params.entity}" is none of the semantic model "${model.name}"`,
        ...at,
        'entity',
      );
    }
    const linkable = new Set([...model.entities, ...model.dimensions].map(({ name }) => name));
    for (const [index, property] of (params.constant_properties ?? []).entries()) {
      const name = property[`${side}_property`];
      if (!linkable.has(name)) {
        const problem = `its constant property "${name}" is no entity or dimension of the semantic model "${model.name}"`;
        metric.fault(problem, ...at, 'constant_properties', index);
      }
    }
  }
}
