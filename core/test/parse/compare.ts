import type { Manifest } from '../../src/manifest/index.ts';

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
type Section = { [id: string]: Plain };

/** A manifest as dbt writes it, without what differs from run to run. */
export type ManifestSections = { [section: string]: Section };

const volatile = new Set(['created_at', 'root_path', 'build_path', 'compiled_path']);

/** Sections that the manifest has only once it is written; test/artifacts compares them. */
const ofArtifacts = ['selectors', 'child_map', 'parent_map', 'group_map'];

/** What bk-build's nodes have on purpose where dbt's have not. */
const ofSeeds = ['language', 'refs', 'sources', 'metrics', 'functions', 'contract'];

const plain = (nodes: ReadonlyMap<string, unknown>): Section =>
  JSON.parse(JSON.stringify(Object.fromEntries(nodes))) as Section;

export function sectionsOf(manifest: Manifest): ManifestSections {
  const own = new Set(['dbt', 'dbt_duckdb']);
  const outside = <T extends { package_name: string }>(nodes: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...nodes].filter(([, node]) => !own.has(node.package_name)));
  const sections = {
    nodes: manifest.nodes,
    sources: manifest.sources,
    macros: outside(manifest.macros),
    docs: outside(manifest.docs),
    exposures: manifest.exposures,
    metrics: manifest.metrics,
    groups: manifest.groups,
    disabled: manifest.disabled,
    saved_queries: manifest.savedQueries,
    functions: manifest.functions,

    semantic_models: manifest.semanticModels,
    unit_tests: manifest.unitTests,
  };
  return Object.fromEntries(Object.entries(sections).map(([name, nodes]) => [name, plain(nodes)]));
}

/**
 * Evens out what is known to differ and means nothing: the order of dependencies and of columns' tags; macros that dbt only learns
 * of when a branch is taken; tests and functions that dbt keeps among the others although they are disabled.
 */
export function comparable(sections: ManifestSections): ManifestSections {
  const result = structuredClone(sections);
  for (const section of ofArtifacts) delete result[section];
  const { nodes = {}, functions = {}, disabled = {} } = result;
  for (const section of [nodes, functions]) {
    for (const [id, node] of Object.entries(section)) {
      if (get(node, 'config', 'enabled') !== false) continue;
      delete section[id];
      disabled[id] = [node];
    }
  }
  for (const section of Object.values(result)) {
    for (const entry of Object.values(section)) for (const node of Array.isArray(entry) ? entry : [entry]) even(node);
  }
  return sortedKeys(result) as ManifestSections;
}

function even(node: Plain): void {
  if (!isRecord(node)) return;
  for (const key of volatile) delete node[key];
  if (node['resource_type'] === 'seed') {
    for (const key of ofSeeds) delete node[key];
    node['depends_on'] = { macros: [] };
  }
  if (typeof node['macro_sql'] === 'string') node['macro_sql'] = node['macro_sql'].trim();
  if (node['resource_type'] === 'operation') delete node['checksum'];
  if (Array.isArray(node['sources'])) node['sources'] = node['sources'].toSorted(byText);
  for (const part of ['config', 'unrendered_config']) if (isRecord(node[part])) listOnce(node[part], 'tags');
  if (isRecord(node['columns'])) for (const column of Object.values(node['columns'])) evenColumn(column);
  const dependsOn = node['depends_on'];
  if (!isRecord(dependsOn)) return;
  sortList(dependsOn, 'nodes');
  sortList(dependsOn, 'macros', (name) => name !== 'macro.dbt.get_where_subquery');
}

function evenColumn(column: Plain): void {
  if (!isRecord(column)) return;
  sortList(column, 'tags');
  if (isRecord(column['config'])) sortList(column['config'], 'tags');
}

/** dbt writes a test's only tag twice. */
function listOnce(node: { [key: string]: Plain }, key: string): void {
  const list = typeof node[key] === 'string' ? [node[key]] : node[key];
  if (Array.isArray(list)) node[key] = [...new Set(list)];
}

function sortList(node: { [key: string]: Plain }, key: string, keep: (item: string) => boolean = () => true): void {
  const list = typeof node[key] === 'string' ? [node[key]] : node[key];
  if (Array.isArray(list)) node[key] = [...new Set(list.map(String))].filter(keep).toSorted();
}

const isRecord = (value: Plain | undefined): value is { [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byText = (a: Plain, b: Plain): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function get(value: Plain | undefined, ...keys: string[]): Plain | undefined {
  return keys.reduce<Plain | undefined>((part, key) => (isRecord(part) ? part[key] : undefined), value);
}

function sortedKeys(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortedKeys(item)]),
  );
}
