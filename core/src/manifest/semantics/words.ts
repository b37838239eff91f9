/** The words of the semantic layer, as its property files use them. */
export const granularities = [
  'nanosecond',
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
] as const;
export const aggregations = [
  'sum',
  'min',
  'max',
  'count_distinct',
  'sum_boolean',
  'average',
  'percentile',
  'median',
  'count',
] as const;
export const entityTypes = ['primary', 'unique', 'foreign', 'natural'] as const;
export const dimensionTypes = ['categorical', 'time'] as const;
export const metricTypes = ['simple', 'ratio', 'cumulative', 'derived', 'conversion'] as const;
export const periodAggregations = ['first', 'last', 'average'] as const;
export const conversionCalculations = ['conversions', 'conversion_rate'] as const;
export const exportTypes = ['table', 'view'] as const;

/** The granularity without the plural's `s`; a custom one stays as it is written. */
export function singularGranularity(written: string, custom: ReadonlySet<string> = new Set()): string {
  const singular = written.replace(/s$/, '');
  return isGranularity(singular) || custom.has(singular) ? singular : written;
}

export const isGranularity = (word: string): boolean => (granularities as readonly string[]).includes(word);

/** Whether one granularity is finer than another, both being standard ones. */
export const isFiner = (a: string, b: string): boolean =>
  (granularities as readonly string[]).indexOf(a) < (granularities as readonly string[]).indexOf(b);
