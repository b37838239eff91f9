import type { Json, JsonObject } from '../../config/json.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { ParseSubject } from '../../context/parse-scope.ts';
import { checkConfig } from '../config/check.ts';
import { mergeCalls, type ResolvedConfig } from '../config/resolver.ts';
import { callRules, isMapping } from '../config/shapes.ts';
import type { ParsedTemplate } from '../files/parsed-file.ts';
import { nothingCaptured } from '../files/parsed-file.ts';
import type { Draft, LinkContext, Mutable } from '../link/context.ts';
import type { RelationName, UnnamedNode } from '../link/relation-names.ts';
import type { CompilableNode, Hook, NodeConfig, RefArgs } from '../nodes.ts';
import { spanOf } from '../place.ts';
import type { DeclaredNode } from './declared-node.ts';
import { columnRecord, tagsOf } from '../properties/columns.ts';
import type { NodeProperties } from '../properties/node-properties.ts';

/** A node of one kind that is still made. */
export type NodeDraft<T extends CompilableNode> = Omit<Draft, 'node'> & { readonly node: Mutable<T> };

/** Where kinds of nodes differ. */
export interface NodeKind<T extends CompilableNode> {
  /**
   * A copy of a node that has every key of its kind, `{ ...pattern }`. V8 gives all such copies one hidden class. A key
   * that is added to a copy gives each its own, and makes all that reads nodes slow.
   */
  readonly blank: () => T;
  /** Config of the kind itself, weaker than what property files say. */
  readonly config?: JsonObject;
  /** Tags before those of the config. */
  readonly tags?: readonly string[];
  /** Whether a node with this config stands for a relation. */
  readonly isRelation: (config: JsonObject) => boolean;
  /** Names that the config gives past the naming macros. */
  readonly fixedName?: (config: JsonObject) => Partial<RelationName>;
}

/** Every key that nodes of all kinds have, in the order in which the manifest tells them. */
export const nodePattern = <T extends CompilableNode['resource_type']>(
  type: T,
): CompilableNode & { readonly resource_type: T } => ({
  database: null,
  schema: '',
  name: '',
  resource_type: type,
  package_name: '',
  path: '',
  original_file_path: '',
  unique_id: '',
  fqn: [],
  alias: '',
  checksum: { name: 'none', checksum: '' },
  config: {} as NodeConfig,
  tags: [],
  description: '',
  columns: {},
  meta: {},
  group: null,
  docs: { show: true, node_color: null },
  patch_path: null,
  build_path: null,
  unrendered_config: {},
  created_at: 0,
  relation_name: null,
  raw_code: '',
  doc_blocks: [],
  language: 'sql',
  refs: [],
  sources: [],
  metrics: [],
  functions: [],
  depends_on: { macros: [], nodes: [] },
  compiled_path: null,
  contract: { enforced: false, alias_types: true, checksum: null },
});

/** A node with its config complete and its relation named; what it refers to is not resolved yet. */
export function buildCompilable<T extends CompilableNode>(
  context: LinkContext,
  declared: DeclaredNode,
  kind: NodeKind<T>,
): NodeDraft<T> {
  const { project, parsed, properties } = declared;
  const { config, unrendered, tags } = context.configs.resolve({
    type: declared.type,
    project,
    fqn: declared.fqn,
    properties: kind.config || properties ? { ...kind.config, ...properties?.config } : undefined,
    calls: mergeCalls(parsed.configs, callRules),
  });
  checkConfig(context, declared, config);
  const own = kind.blank();
  const node: Mutable<CompilableNode> = own;
  describe(node, context, declared, {
    config,
    unrendered,
    tags: [...(kind.tags ?? []), ...tagsOf(tags)],
  });
  const name = { ...relationNameOf(context, declared, node, config), ...kind.fixedName?.(config) };
  const captured = withHooks(context, declared, node, config);
  node.database = name.database;
  node.schema = name.schema;
  node.alias = name.alias;
  node.relation_name = kind.isRelation(config) ? context.names.relationName(name) : null;
  node.refs = captured.refs.map(withoutPlace);
  node.sources = captured.sources.map(({ source, table }) => [source, table] as const);
  node.metrics = captured.metrics;
  node.functions = captured.functions.map(({ name, package: packageName }) =>
    packageName === null ? [name] : [packageName, name],
  );
  node.depends_on = { macros: macroIds(context, captured.calls, project.name), nodes: [] };
  return { node: own, project, place: declared.place, captured, isEnabled: config['enabled'] !== false };
}

/** All that does not depend on the names of relations; those are what they are without any config. */
function describe(
  node: Mutable<CompilableNode>,
  { workspace, invocation }: LinkContext,
  declared: DeclaredNode,
  { config, unrendered, tags }: ResolvedConfig & { readonly tags: readonly string[] },
): void {
  const { project, parsed, properties } = declared;
  node.database = workspace.target.database;
  node.schema = workspace.target.schema;
  node.name = declared.name;
  node.package_name = project.name;
  node.path = declared.path;
  node.original_file_path = declared.originalPath;
  node.unique_id = declared.uniqueId;
  node.fqn = declared.fqn;
  node.alias = declared.name;
  node.checksum = parsed.checksum;
  node.config = config as unknown as NodeConfig;
  node.tags = [...new Set(tags)];
  node.description = properties?.description.text ?? '';
  node.columns = columnRecord(properties?.columns ?? []);
  node.meta = isMapping(config['meta']) ? config['meta'] : {};
  node.group = textOrNull(config['group']);
  node.docs = docsOf(config['docs']);
  node.patch_path = properties ? patchPath(properties) : null;
  node.unrendered_config = unrendered;
  node.created_at = invocation.startedAtMs / 1000;
  node.raw_code = parsed.rawCode;
  node.doc_blocks = properties?.description.blocks ?? [];
  node.language = parsed.language;
  node.contract = contractOf(config['contract']);
}

/** Names as the project's macros give them; the target's own where a macro fails, and that is reported. */
function relationNameOf(
  context: LinkContext,
  { place }: DeclaredNode,
  node: CompilableNode,
  config: JsonObject,
): RelationName {
  try {
    return context.names.name(node as unknown as UnnamedNode, config);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const diagnostic of error.diagnostics)
      context.report({ ...diagnostic, at: diagnostic.at ?? spanOf(place) });
    const { database, schema, alias } = node;
    return { database, schema, alias };
  }
}

/** What the node's file tells, and what its hooks tell, which may come from any project file. */
function withHooks(
  context: LinkContext,
  declared: DeclaredNode,
  node: CompilableNode,
  config: JsonObject,
): ParsedTemplate {
  const hooks = [...hooksOf(config['pre-hook']), ...hooksOf(config['post-hook'])];
  const templates = hooks.map(({ sql }) => sql).filter((sql) => context.templates.isTemplate(sql));
  if (templates.length === 0) return declared.parsed;
  return [declared.parsed, ...templates.map((sql) => captureHook(context, declared, node, sql))].reduce(
    joined,
  );
}

function captureHook(
  context: LinkContext,
  { place }: DeclaredNode,
  node: CompilableNode,
  sql: string,
): ParsedTemplate {
  try {
    return context.templates.capture(sql, subjectOf(node, context.noteCode), place);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const diagnostic of error.diagnostics) context.report(diagnostic);
    return nothingCaptured;
  }
}

export const joined = (a: ParsedTemplate, b: ParsedTemplate): ParsedTemplate => ({
  refs: [...a.refs, ...b.refs],
  sources: [...a.sources, ...b.sources],
  metrics: [...a.metrics, ...b.metrics],
  functions: [...a.functions, ...b.functions],
  configs: [...a.configs, ...b.configs],
  calls: [...a.calls, ...b.calls],
});

/** The node as templates see it before it is finished. */
const subjectOf = (node: CompilableNode, noteCode: () => void): ParseSubject => ({
  uniqueId: node.unique_id,
  packageName: node.package_name,
  name: node.name,
  database: node.database,
  schema: node.schema,
  alias: node.alias,
  get model() {
    noteCode();
    return node as unknown as JsonObject;
  },
});

const hooksOf = (hooks: Json | undefined): readonly Hook[] => (hooks ?? []) as unknown as readonly Hook[];

export const withoutPlace = ({ name, package: packageName, version }: RefArgs): RefArgs => ({
  name,
  package: packageName,
  version,
});

/** The macros behind names as templates call them; names of nothing are not the business of the manifest. */
export function macroIds(
  { invocation }: LinkContext,
  calls: readonly string[],
  packageName: string,
): string[] {
  const ids = new Set<string>();
  for (const call of calls) {
    const dot = call.indexOf('.');
    const macro =
      dot === -1
        ? invocation.macros.find(call, packageName)
        : invocation.macros.findIn(call.slice(0, dot), call.slice(dot + 1));
    if (macro) ids.add(macro.uniqueId);
  }
  return [...ids];
}

export const patchPath = ({ entry }: Pick<NodeProperties, 'entry'>): string =>
  `${entry.source.project.name}://${entry.source.path}`;

export const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

export function docsOf(docs: Json | undefined): CompilableNode['docs'] {
  const { show = true, node_color: color = null } = isMapping(docs) ? docs : {};
  return { show: show !== false, node_color: textOrNull(color) };
}

function contractOf(contract: Json | undefined): CompilableNode['contract'] {
  const { enforced = false, alias_types: aliasTypes = true } = isMapping(contract) ? contract : {};
  return { enforced: enforced === true, alias_types: aliasTypes !== false, checksum: null };
}
