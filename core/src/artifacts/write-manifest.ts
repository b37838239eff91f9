import type { JsonObject } from '../config/json.ts';
import { graphResources, parentsOf } from '../graph/index.ts';
import { entryText, type GraphNode, type Manifest, type Node } from '../manifest/index.ts';
import { type ArtifactOrigin, artifactMetadata, isoTime, jsonChunks, type JsonMember } from './metadata.ts';

/** What was compiled of a node in this invocation. */
export interface CompiledCode {
  readonly sql: string;
  /** Where it was written, relative to the project: `target/compiled/…`. */
  readonly path: string;
  /** The ephemeral models in it. */
  readonly ctes: readonly { readonly id: string; readonly sql: string }[];
}

export interface ManifestArtifact {
  readonly manifest: Manifest;
  readonly origin: ArtifactOrigin;
  /** MD5 of the root project's name, in hex. */
  readonly projectId: string;
  readonly adapterType: string;
  readonly quoting: Readonly<Partial<Record<'database' | 'schema' | 'identifier', boolean>>>;
  /** By unique id. */
  readonly compiled: ReadonlyMap<string, CompiledCode>;
}

/** The text of manifest.json, schema version 12, in chunks. */
export function* writeManifest(artifact: ManifestArtifact): Generator<string> {
  const { manifest } = artifact;
  const { children, parents } = edgesOf(manifest);
  yield* jsonChunks([
    ['metadata', plain(metadataOf(artifact))],
    ['nodes', { kind: 'texts', entries: withCode(artifact, manifest.nodes) }],
    ['sources', entries(manifest.sources)],
    ['macros', entries(manifest.macros)],
    ['docs', entries(manifest.docs)],
    ['exposures', entries(manifest.exposures)],
    ['metrics', entries(manifest.metrics)],
    ['groups', entries(manifest.groups)],
    ['selectors', entries(manifest.selectors)],
    ['disabled', entries(manifest.disabled)],
    ['parent_map', lists(parents)],
    ['child_map', lists(children)],
    ['group_map', lists(groupMembers(manifest))],
    ['saved_queries', entries(manifest.savedQueries)],
    ['semantic_models', entries(manifest.semanticModels)],
    ['unit_tests', entries(manifest.unitTests)],
    ['functions', { kind: 'texts', entries: withCode(artifact, manifest.functions) }],
  ]);
}

const plain = (value: JsonObject): JsonMember => ({ kind: 'value', value });
const lists = (map: ReadonlyMap<string, readonly string[]>): JsonMember => ({
  kind: 'entries',
  entries: map,
});
const entries = (map: ReadonlyMap<string, object>): JsonMember => ({
  kind: 'texts',
  entries: entryTexts(map),
});

function* entryTexts(map: ReadonlyMap<string, object>): Generator<readonly [string, string]> {
  for (const [key, entry] of map) yield [key, entryText(entry)];
}

function metadataOf({ adapterType, manifest, origin, projectId, quoting }: ManifestArtifact): JsonObject {
  return {
    ...artifactMetadata('manifest', origin),
    project_name: manifest.rootPackage,
    project_id: projectId,
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: adapterType,
    quoting: { database: true, schema: true, identifier: true, ...quoting, column: null },
    run_started_at: isoTime(origin.startedAtMs).replace('Z', '+00:00'),
  };
}

function* withCode(
  { compiled }: ManifestArtifact,
  nodes: ReadonlyMap<string, Node>,
): Generator<readonly [string, string]> {
  for (const [id, node] of nodes) {
    const code = node.resource_type === 'seed' ? undefined : compiled.get(id);
    yield [id, code ? JSON.stringify({ ...node, ...codeEntry(code) }) : entryText(artifactNode(node))];
  }
}

function codeEntry({ ctes, path, sql }: CompiledCode): object {
  return {
    compiled_path: path,
    compiled: true,
    compiled_code: sql,
    extra_ctes_injected: true,
    extra_ctes: ctes,
  };
}

/** What every other node has, and the schema does not allow seeds. */
const notOfSeeds = new Set([
  'language',
  'refs',
  'sources',
  'metrics',
  'functions',
  'compiled_path',
  'contract',
]);

/** A resource as artifacts and `ls` show it. */
export function artifactNode(node: GraphNode): object {
  if (node.resource_type !== 'seed') return node;
  const { depends_on: dependsOn, ...rest } = node;
  const kept = Object.entries(rest).filter(([key]) => !notOfSeeds.has(key));
  return { ...Object.fromEntries(kept), depends_on: { macros: dependsOn.macros } };
}

/** Who reads whom, in both directions, each list sorted. */
function edgesOf(
  manifest: Manifest,
): Readonly<Record<'parents' | 'children', ReadonlyMap<string, string[]>>> {
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>();
  for (const node of graphResources(manifest)) {
    parents.set(node.unique_id, [...parentsOf(node)].toSorted());
    children.set(node.unique_id, []);
  }
  for (const [id, above] of parents) for (const parent of above) children.get(parent)?.push(id);
  for (const below of children.values()) below.sort();
  return { parents, children };
}

/** The groups' members by the group's name, empty groups too. */
function groupMembers(manifest: Manifest): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const { name } of manifest.groups.values()) members.set(name, []);
  for (const node of graphResources(manifest)) members.get(groupOf(node) ?? '')?.push(node.unique_id);
  return members;
}

function groupOf(node: GraphNode): string | null | undefined {
  return 'group' in node ? (node.group as string | null) : undefined;
}
