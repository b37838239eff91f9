import type { SiteNode } from '../contents/site-data.ts';

/** A query of a node's first rows that can be run as it stands; undefined where there is nothing to query. */
export function sampleQuery({
  columns,
  relation_name: relation,
  table_type: type,
}: SiteNode): string | undefined {
  if (relation === undefined) return undefined;
  // Columns that only the project names may be some of those that there are.
  if (type === undefined) return `select *\nfrom ${relation}\nlimit 100;`;
  const names = columns.map(({ name }) => `    ${quoted(name)}`);
  return `select\n${names.join(',\n')}\nfrom ${relation}\nlimit 100;`;
}

/** Names that SQL may take for something else are quoted. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The words that DuckDB does not take as the name of a column. */
const reserved: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc_p asymmetric both case cast check collate column constraint create default
  deferrable desc distinct do else end except false fetch for foreign from group having in initially intersect into
  lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify
  references returning select show some summarize symmetric table then to trailing true union unique unpivot using
  variadic when where window with asc describe`.split(/\s+/),
);
