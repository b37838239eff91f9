import type { Json, JsonObject } from '../../config/json.ts';

/**
 * DuckDB's own syntax tree of a query (`json_serialize_sql`), as far as rules look at it. Every select of the query is a
 * `Select`, with what only it can see.
 */
export interface Select {
  readonly items: readonly JsonObject[];
  /** The leaves of its `from`: tables, subqueries, table functions. */
  readonly tables: readonly JsonObject[];
  readonly joins: readonly JsonObject[];
  readonly node: JsonObject;
  /**
   * What of the query this select is: its result, a CTE or subquery to read from, a further part of a set operation,
   * which takes its names from the first one, or a value.
   */
  readonly role: 'output' | 'relation' | 'branch' | 'expression';
  /** The CTEs that it can read, the innermost winning, by name in lower case. */
  readonly ctes: ReadonlyMap<string, JsonObject>;
}

/** A column or table is at this UTF-8 offset of the query; undefined where DuckDB does not tell. */
export function locationOf(node: JsonObject): number | undefined {
  const at = node['query_location'];
  return typeof at === 'number' && at < 2 ** 40 ? at : undefined;
}

/** Every select of a query, outer ones first. */
export function selectsOf(tree: Json): readonly Select[] {
  const found: Select[] = [];
  visit(tree, 'output', new Map(), found);
  return found;
}

/** The names of all CTEs in a query that nothing reads. */
export function unusedCtes(tree: Json): readonly string[] {
  const declared: string[] = [];
  const read = new Set<string>();
  walk(tree, (node) => {
    for (const { key } of cteEntries(node)) declared.push(key);
    if (node['type'] === 'BASE_TABLE' && !node['schema_name'])
      read.add(String(node['table_name']).toLowerCase());
  });
  return declared.filter((name) => !read.has(name.toLowerCase()));
}

/** Calls `use` with every object of a tree, but does not go into those for which it returns false. */
export function walk(value: Json, use: (node: JsonObject) => boolean | void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) walk(item, use);
    return;
  }
  if (use(value as JsonObject) === false) return;
  for (const item of Object.values(value as JsonObject)) walk(item, use);
}

function visit(
  value: Json,
  role: Select['role'],
  ctes: ReadonlyMap<string, JsonObject>,
  found: Select[],
): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) visit(item, role, ctes, found);
    return;
  }
  const node = value as JsonObject;
  const inner = new Map(ctes);
  for (const { key, query } of cteEntries(node)) {
    visit(query, 'relation', inner, found);
    inner.set(key.toLowerCase(), query);
  }
  if (node['type'] === 'SELECT_NODE') {
    const { joins, tables } = fromOf(node['from_table'] as JsonObject | undefined);
    found.push({
      items: node['select_list'] as unknown as JsonObject[],
      tables,
      joins,
      node,
      role,
      ctes: inner,
    });
  }
  for (const [key, item] of Object.entries(node)) {
    if (key === 'cte_map') continue;
    visit(item, roleBelow(node, key, role), inner, found);
  }
}

/** The first part of a set operation is what that is; a subquery in a `from` is a relation, elsewhere an expression. */
function roleBelow(node: JsonObject, key: string, role: Select['role']): Select['role'] {
  if (key === 'from_table') return 'relation';
  if (node['type'] === 'SET_OPERATION_NODE' && key === 'right') return 'branch';
  if (node['class'] === 'SUBQUERY') return 'expression';
  return node['type'] === 'SELECT_NODE' ? 'expression' : role;
}

function cteEntries(node: JsonObject): readonly { readonly key: string; readonly query: JsonObject }[] {
  const entries = (node['cte_map'] as JsonObject | undefined)?.['map'];
  if (!Array.isArray(entries)) return [];
  return (entries as unknown as { key: string; value: { query: JsonObject } }[]).map(({ key, value }) => ({
    key,
    query: value.query,
  }));
}

function fromOf(from: JsonObject | undefined): {
  readonly tables: JsonObject[];
  readonly joins: JsonObject[];
} {
  const tables: JsonObject[] = [];
  const joins: JsonObject[] = [];
  const add = (node: JsonObject | undefined): void => {
    if (!node || node['type'] === 'EMPTY') return;
    if (node['type'] !== 'JOIN') {
      tables.push(node);
      return;
    }
    joins.push(node);
    add(node['left'] as JsonObject);
    add(node['right'] as JsonObject);
  };
  add(from);
  return { tables, joins };
}
