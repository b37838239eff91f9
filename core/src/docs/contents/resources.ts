import type { Json, JsonObject } from '../../config/json.ts';
import { listOf, objectOf, textOf, textsOf, withoutEmpty } from './artifact.ts';
import { columnsOf } from './columns.ts';
import type {
  SiteGraphResource,
  SiteMacro,
  SiteNode,
  SiteOwner,
  SiteResource,
  SiteStatistic,
  SiteTest,
} from './site-data.ts';

/** What a node's page shows beside the node's own entry in the manifest. */
export interface NodeSurroundings {
  /** The manifest's groups. */
  readonly groups: JsonObject;
  /** Unique ids of the tests of a column. */
  readonly testsOf: (column: string) => readonly string[];
  readonly rows: number | undefined;
}

/** @param table The node's entry in the catalog; empty when the database does not have it. */
export function nodeOf(node: JsonObject, table: JsonObject, around: NodeSurroundings): SiteNode {
  const metadata = objectOf(table['metadata']);
  return {
    ...graphResourceOf(node),
    columns: columnsOf(node, table, around.testsOf),
    ...withoutEmpty({
      label: textOf(node['label']),
      relation_name: textOf(node['relation_name']),
      database: textOf(node['database']),
      schema: textOf(node['schema']),
      table_type: textOf(metadata['type']),
      stats: statisticsOf(objectOf(table['stats'])),
      owner: ownerOf(node, around.groups),
      group: textOf(node['group']),
      access: textOf(node['access']),
      version: node['version'] ?? null,
      latest_version: node['latest_version'] ?? null,
      deprecation_date: textOf(node['deprecation_date']),
      contract: objectOf(node['contract'])['enforced'] === true ? { enforced: true } : undefined,
      source_name: textOf(node['source_name']),
      source_description: textOf(node['source_description']),
      loader: textOf(node['loader']),
      type: node['type'] ?? null,
      type_params: node['type_params'] ?? null,
      maturity: textOf(node['maturity']),
      url: textOf(node['url']),
      node_color: textOf(objectOf(node['docs'])['node_color']),
      arguments: node['arguments'] ?? null,
      returns: node['returns'] ?? null,
    }),
    ...(around.rows !== undefined && { rows: around.rows }),
  } as SiteNode;
}

export function testOf(test: JsonObject): SiteTest {
  const metadata = objectOf(test['test_metadata']);
  const name = textOf(metadata['name']);
  const resource = graphResourceOf(test);
  return {
    ...resource,
    // A generic test's own code is only the call that its other fields tell.
    ...(name !== undefined && { raw_code: undefined }),
    ...withoutEmpty({
      test_metadata: name === undefined ? undefined : { name, kwargs: objectOf(metadata['kwargs']) },
      column_name: textOf(test['column_name']),
      attached_node: textOf(test['attached_node']) ?? subjectOf(test, resource),
      model: textOf(test['model']),
      given: test['given'] ?? null,
      expect: test['expect'] ?? null,
    }),
  } as SiteTest;
}

/**
 * The node that a test belongs to where its entry does not say so: a unit test's model, which is the first node it
 * depends on; the source that a generic test was given.
 */
function subjectOf(test: JsonObject, { depends_on: { nodes } }: SiteGraphResource): string | undefined {
  if (test['resource_type'] === 'unit_test') return nodes[0];
  const given = textOf(objectOf(objectOf(test['test_metadata'])['kwargs'])['model']) ?? '';
  const [, source, table] = /source\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]/.exec(given) ?? [];
  return nodes.find((id) => id.startsWith('source.') && id.endsWith(`.${source}.${table}`));
}

export function macroOf(macro: JsonObject): SiteMacro {
  return {
    ...resourceOf(macro),
    macro_sql: String(macro['macro_sql'] ?? '').trim(),
    arguments: listOf(macro['arguments'])
      .map(objectOf)
      .map(({ description, name, type }) =>
        withoutEmpty({
          name: String(name),
          type: textOf(type) ?? null,
          description: textOf(description) ?? '',
        }),
      ),
    depends_on: { macros: textsOf(objectOf(macro['depends_on'])['macros']) },
  };
}

function resourceOf(resource: JsonObject): SiteResource {
  const meta = { ...objectOf(objectOf(resource['config'])['meta']), ...objectOf(resource['meta']) };
  return {
    unique_id: String(resource['unique_id']),
    resource_type: String(resource['resource_type']),
    name: String(resource['name']),
    package_name: String(resource['package_name'] ?? ''),
    original_file_path: String(resource['original_file_path'] ?? '').replaceAll('\\', '/'),
    ...withoutEmpty({ description: textOf(resource['description']) ?? '', meta }),
  };
}

function graphResourceOf(resource: JsonObject): SiteGraphResource {
  const dependsOn = objectOf(resource['depends_on']);
  return {
    ...resourceOf(resource),
    path: String(resource['path'] ?? '').replaceAll('\\', '/'),
    fqn: textsOf(resource['fqn']),
    tags: textsOf(resource['tags']),
    config: withoutEmpty(objectOf(resource['config'])),
    depends_on: { nodes: textsOf(dependsOn['nodes']), macros: textsOf(dependsOn['macros']) },
    ...withoutEmpty({
      patch_path: textOf(resource['patch_path']) ?? '',
      raw_code: textOf(resource['raw_code']) ?? '',
      compiled_code: textOf(resource['compiled_code']) ?? '',
      language: textOf(resource['language']) ?? '',
    }),
  };
}

/** Who answers for it: an exposure's owner, `meta.owner`, or its group's owner. */
function ownerOf(node: JsonObject, groups: JsonObject): SiteOwner | undefined {
  const meta = { ...objectOf(objectOf(node['config'])['meta']), ...objectOf(node['meta']) };
  const group = Object.values(groups)
    .map(objectOf)
    .find(({ name }) => name === node['group']);
  return ownerFrom(node['owner']) ?? ownerFrom(meta['owner']) ?? ownerFrom(group?.['owner']);
}

function ownerFrom(value: Json | undefined): SiteOwner | undefined {
  if (textOf(value)) return { name: String(value as string) };
  const { email, name } = objectOf(value);
  // A list of addresses is possible; the first one is shown.
  const owner = withoutEmpty({ name: textOf(name) ?? '', email: textOf(email) ?? textsOf(email)[0] ?? '' });
  return owner.name === undefined && owner.email === undefined ? undefined : owner;
}

function statisticsOf(stats: JsonObject): readonly SiteStatistic[] {
  return Object.values(stats)
    .map(objectOf)
    .filter(({ include }) => include === true)
    .map(({ description, label, value }) => ({
      label: String(label),
      value: value ?? null,
      ...(textOf(description) !== undefined && { description: textOf(description)! }),
    }));
}
