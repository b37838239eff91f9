import type { Json, JsonObject } from '../../config/json.ts';
import { objectOf, textOf } from './artifact.ts';
import { macroOf, nodeOf, testOf } from './resources.ts';
import type { NodeOutcome, SiteData, SiteMacro, SiteNode, SiteTest } from './site-data.ts';

/** What pages are made from, as parsed JSON. */
export interface SiteSources {
  readonly manifest: JsonObject;
  readonly catalog: JsonObject;
  /** How nodes ended when they were last run, by unique id. */
  readonly outcomes: ReadonlyMap<string, NodeOutcome>;
  /** Numbers of rows, by unique id. */
  readonly rows: ReadonlyMap<string, number>;
}

/** The sections of a manifest that make up the lineage. */
const sections = [
  'nodes',
  'sources',
  'exposures',
  'metrics',
  'semantic_models',
  'saved_queries',
  'functions',
  'unit_tests',
] as const;

/** What the pages show: the manifest without what they do not need, with what the database and the last runs tell. */
export function buildSiteData({ catalog, manifest, outcomes, rows }: SiteSources): SiteData {
  const metadata = objectOf(manifest['metadata']);
  const projectName = textOf(metadata['project_name']) ?? '';
  const adapterType = textOf(metadata['adapter_type']) ?? '';
  const overview = overviewOf(manifest, projectName);
  const tables = { ...objectOf(catalog['nodes']), ...objectOf(catalog['sources']) };
  const groups = objectOf(manifest['groups']);
  const resources = sections
    .flatMap((section) => Object.values(objectOf(manifest[section])))
    .map(objectOf)
    .filter(isShown);
  const tests: Record<string, SiteTest> = {};
  const nodes: Record<string, SiteNode> = {};
  for (const resource of resources.filter(isTest)) {
    const id = String(resource['unique_id']);
    tests[id] = withOutcome(testOf(resource), outcomes.get(id));
  }
  const testsByColumn = groupTests(Object.values(tests));
  for (const resource of resources) {
    if (isTest(resource) || resource['resource_type'] === 'operation') continue;
    const id = String(resource['unique_id']);
    const node = nodeOf(resource, objectOf(tables[id]), {
      groups,
      testsOf: (column) => testsByColumn.get(columnKey(id, column)) ?? [],
      rows: rows.get(id),
    });
    nodes[id] = withOutcome(node, outcomes.get(id));
  }
  return {
    project: {
      name: projectName,
      adapter_type: adapterType,
      generated_at: textOf(metadata['generated_at']) ?? '',
      ...(overview !== undefined && { overview }),
    },
    nodes,
    tests,
    macros: macrosOf(manifest, adapterType),
  };
}

function isTest({ resource_type: type }: JsonObject): boolean {
  return type === 'test' || type === 'unit_test';
}

/** Authors hide a node with `docs: {show: false}`. */
function isShown({ docs, unique_id: id }: JsonObject): boolean {
  return typeof id === 'string' && objectOf(docs)['show'] !== false;
}

function withOutcome<T extends object>(node: T, outcome: NodeOutcome | undefined): T {
  return outcome ? { ...node, outcome } : node;
}

/** Unique ids of tests by node and column; names of columns are compared without their case. */
function groupTests(tests: readonly SiteTest[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { attached_node: node, column_name: column, unique_id: id } of tests) {
    if (node === undefined || column === undefined) continue;
    const key = columnKey(node, column);
    const known = groups.get(key);
    if (known) known.push(id);
    else groups.set(key, [id]);
  }
  return groups;
}

function columnKey(id: string, column: string): string {
  return `${id}\n${column.toLowerCase()}`;
}

/** The project's own words come before those of a package, and both before dbt's. */
function overviewOf({ docs }: JsonObject, project: string): string | undefined {
  const blocks = Object.values(objectOf(docs))
    .map(objectOf)
    .filter(({ name, package_name: owner }) => name === '__overview__' && owner !== 'dbt');
  const own = blocks.find(({ package_name: owner }) => owner === project) ?? blocks[0];
  return textOf(own?.['block_contents']);
}

/** Macros of the project and its packages, without those that come with the framework. */
function macrosOf({ macros }: JsonObject, adapterType: string): Readonly<Record<string, SiteMacro>> {
  const builtIn: ReadonlySet<Json | undefined> = new Set(['dbt', `dbt_${adapterType}`]);
  const found = Object.values(objectOf(macros))
    .map(objectOf)
    .filter((macro) => !builtIn.has(macro['package_name']) && isShown(macro))
    .map(macroOf);
  return Object.fromEntries(found.map((macro) => [macro.unique_id, macro]));
}
