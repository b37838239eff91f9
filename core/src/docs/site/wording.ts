import type { NodeOutcome } from '../contents/site-data.ts';

/** In the order in which they are shown: what is looked for most stands first. */
const names: Readonly<Record<string, string>> = {
  model: 'Model',
  source: 'Source',
  seed: 'Seed',
  snapshot: 'Snapshot',
  exposure: 'Exposure',
  metric: 'Metric',
  semantic_model: 'Semantic model',
  saved_query: 'Saved query',
  function: 'Function',
  analysis: 'Analysis',
  column: 'Column',
  macro: 'Macro',
  test: 'Test',
  unit_test: 'Unit test',
};

const order = Object.keys(names);

/** The place of a resource type among the others. */
export function kindRank(type: string): number {
  const rank = order.indexOf(type);
  return rank === -1 ? order.length : rank;
}

/** The types that resources have, each once and in order. */
export function kindsOf(resources: readonly { readonly resource_type: string }[]): readonly string[] {
  const types = new Set(resources.map(({ resource_type: type }) => type));
  return [...types].sort((a, b) => kindRank(a) - kindRank(b));
}

/** What people call a resource type. */
export function kindName(type: string): string {
  return names[type] ?? type;
}

export function kindNames(type: string): string {
  const name = kindName(type);
  return name === 'Analysis' ? 'Analyses' : name.replace(/y$/, 'ie') + 's';
}

/** `1,234 rows`, `1 row`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** A moment in the reader's own time; what is no moment as it is written. */
export function moment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Whether an outcome is good, bad, or in between; a class of the style. */
export function mood({ status }: NodeOutcome): 'good' | 'bad' | 'doubtful' | 'none' {
  if (status === 'pass' || status === 'success') return 'good';
  if (status === 'fail' || status === 'error' || status === 'runtime error') return 'bad';
  return status === 'no-op' ? 'none' : 'doubtful';
}
