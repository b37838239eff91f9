import { nearest } from '../../diagnostics/index.ts';
import type { KeyPath } from '../../config/index.ts';
import { checkName } from './names.ts';
import { readFilter, readItem } from './filters.ts';
import type { Filter, Metric, SavedQuery, Subject } from './shapes.ts';
import { isGranularity } from './words.ts';

/** Filters of a metric and of what it is computed from. */
export function checkMetricFilters(metric: Subject<Metric>, custom: ReadonlySet<string>): void {
  const { filter, type_params: params } = metric.value;
  checkFilter(metric, filter, custom, 'filter');
  for (const part of ['measure', 'numerator', 'denominator'] as const)
    checkFilter(metric, params[part]?.filter ?? null, custom, 'type_params', part, 'filter');
  for (const [index, input] of params.metrics.entries())
    checkFilter(metric, input.filter, custom, 'type_params', 'metrics', index, 'filter');
}

/** @param groups Names by which a query may group: metrics, dimensions, entities. */
export function checkSavedQuery(
  query: Subject<SavedQuery>,
  groups: ReadonlySet<string>,
  custom: ReadonlySet<string>,
): void {
  const { group_by: groupBy, limit, metrics, order_by: orderBy, where } = query.value.query_params;
  checkName(query, query.value.name, 'name');
  checkFilter(query, where, custom, 'query_params', 'where');
  const described = new Set(metrics.map((name) => `Metric:${name}`));
  for (const [index, written] of groupBy.entries()) {
    const found = itemOf(query, written, custom, 'group_by', index);
    if (!found) continue;
    described.add(found.key);
    if (groups.has(found.name)) continue;
    const suggestion = nearest(found.name, groups);
    const hint = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    query.fault(
      `its group_by names "${found.name}", which nothing is called${hint}`,
      'query_params',
      'group_by',
      index,
    );
  }
  for (const [index, written] of orderBy.entries()) {
    const found = itemOf(query, written, custom, 'order_by', index);
    if (found && !described.has(found.key))
      query.fault(
        `its order_by names ${written}, which it does not ask for`,
        'query_params',
        'order_by',
        index,
      );
  }
  if (limit !== null && limit < 0) query.fault(`its limit is ${limit}`, 'query_params', 'limit');
}

function itemOf(
  query: Subject<SavedQuery>,
  written: string,
  custom: ReadonlySet<string>,
  list: 'group_by' | 'order_by',
  index: number,
): { readonly name: string; readonly key: string } | undefined {
  const read = readItem(written, custom);
  if ('problem' in read) {
    query.fault(`its ${list} "${written}" cannot be read: ${read.problem}`, 'query_params', list, index);
    return undefined;
  }
  const [item, ...others] = read.items;
  if (!item || others.length > 0) {
    query.fault(
      `its ${list} "${written}" is no Dimension(…), TimeDimension(…), Entity(…) or Metric(…)`,
      'query_params',
      list,
      index,
    );
    return undefined;
  }
  const { entities, granularity, kind, name } = item;
  const isMetric = kind === 'Metric';
  return {
    name,
    key: isMetric ? `Metric:${name}` : `${kind}:${[...entities, name, granularity].join('__')}`,
  };
}

function checkFilter(
  subject: Pick<Subject<unknown>, 'fault' | 'doubt'>,
  filter: Filter | null,
  custom: ReadonlySet<string>,
  ...keys: KeyPath
): void {
  for (const { where_sql_template: template } of filter?.where_filters ?? []) {
    const read = readFilter(template, custom);
    if ('problem' in read) {
      subject.fault(`its filter cannot be read: ${read.problem}`, ...keys);
      continue;
    }
    for (const { granularity } of read.items) {
      if (granularity !== null && !isGranularity(granularity) && !custom.has(granularity))
        subject.doubt(`its filter has the granularity "${granularity}", which there is not`, ...keys);
    }
  }
}
