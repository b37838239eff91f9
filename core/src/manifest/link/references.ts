import type { CapturedFunction, CapturedRef, CapturedSource } from '../../context/captured.ts';
import {
  type Diagnostic,
  functionDisabled,
  functionNotFound,
  metricNotFound,
  refAccessDenied,
  refAmbiguous,
  refDisabled,
  refNotFound,
  refVersionNotFound,
  sourceDisabled,
  sourceNotFound,
  type Span,
  testLeftOut,
} from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { byVersion } from '../properties/node-properties.ts';
import type { FunctionNode, GraphNode, ModelNode, Node, SemanticResource, SourceNode } from '../nodes.ts';
import { type Place, spanOf } from '../place.ts';
import type { Draft } from './context.ts';
import { NameLookup, packagesToSearch, type SearchOrder, versionKey } from './lookup.ts';

/** A model, seed or snapshot, as a `ref()` finds it. */
interface Target<T extends GraphNode> {
  readonly name: string;
  readonly package_name: string;
  readonly node: T;
  readonly place: Place;
}

const refable: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot']);

/** What refers to something: any draft, or a part of one. */
export type Referrer = Pick<Draft, 'node'>;

/** What a reference came to. */
export type Resolution<T> = { readonly target: T } | { readonly diagnostic: Diagnostic };

/** Finds what `ref`, `source` and `metric` name, by dbt's rules. */
export class References {
  readonly #order: SearchOrder;
  readonly #projects: ReadonlyMap<string, Project>;
  readonly #nodes = new NameLookup<Target<Node>>();
  readonly #disabledNodes = new NameLookup<Target<Node>>();
  readonly #sources = new NameLookup<Target<SourceNode>>();
  readonly #disabledSources = new NameLookup<Target<SourceNode>>();
  readonly #functions = new NameLookup<Target<FunctionNode>>();
  readonly #disabledFunctions = new NameLookup<Target<FunctionNode>>();
  readonly #metrics = new NameLookup<Target<SemanticResource>>();

  constructor(order: SearchOrder, projects: readonly Project[]) {
    this.#order = order;
    this.#projects = new Map(projects.map((project) => [project.name, project]));
  }

  /** Takes models, seeds and snapshots; a test of the same name as a model is nothing that `ref()` finds. */
  addNode({ node, place, isEnabled }: Draft<Node>): void {
    if (!refable.has(node.resource_type)) return;
    const lookup = isEnabled ? this.#nodes : this.#disabledNodes;
    const target = { name: node.name, package_name: node.package_name, node, place };
    if (node.resource_type !== 'model' || node.version === null) {
      lookup.add(node.name, target);
      return;
    }
    lookup.add(versionKey(node.name, node.version), target);
    if (node.version === node.latest_version) lookup.add(node.name, target);
  }

  addSource({ node, place, isEnabled }: Draft<SourceNode>): void {
    const target = { name: node.name, package_name: node.package_name, node, place };
    (isEnabled ? this.#sources : this.#disabledSources).add(`${node.source_name}.${node.name}`, target);
  }

  addFunction({ node, place, isEnabled }: Draft<FunctionNode>): void {
    const target = { name: node.name, package_name: node.package_name, node, place };
    (isEnabled ? this.#functions : this.#disabledFunctions).add(node.name, target);
  }

  addMetric({ node, place, isEnabled }: Draft<SemanticResource>): void {
    if (isEnabled)
      this.#metrics.add(node.name, { name: node.name, package_name: node.package_name, node, place });
  }

  ref(ref: CapturedRef, from: GraphNode): Resolution<Node> {
    const key = ref.version === null ? ref.name : versionKey(ref.name, ref.version);
    const packages = packagesToSearch(this.#order, from.package_name, ref.package);
    for (const packageName of packages) {
      const found = this.#nodes.find(key, packageName);
      if (found.length > 1) {
        const owners = found.map((target) => target.package_name);
        return { diagnostic: refAmbiguous(written(ref), owners, ref.at) };
      }
      if (found[0]) return this.#permitted(ref, from, found[0].node);
    }
    return { diagnostic: this.#refMissing(ref, key, packages) };
  }

  source(wanted: CapturedSource, from: GraphNode): Resolution<SourceNode> {
    // Its place may have to be looked up, and is of interest only where nothing is found.
    const { source, table } = wanted;
    const key = `${source}.${table}`;
    const packages = packagesToSearch(this.#order, from.package_name, null);
    const found = first(this.#sources, key, packages);
    if (found) return { target: found.node };
    const disabled = first(this.#disabledSources, key, packages);
    if (disabled) return { diagnostic: sourceDisabled(source, table, spanOf(disabled.place), wanted.at) };
    return { diagnostic: sourceNotFound(source, table, filesByKey(this.#sources), wanted.at) };
  }

  function({ name, package: wanted, at }: CapturedFunction, from: GraphNode): Resolution<FunctionNode> {
    const packages = packagesToSearch(this.#order, from.package_name, wanted);
    const found = first(this.#functions, name, packages);
    if (found) return { target: found.node };
    const disabled = first(this.#disabledFunctions, name, packages);
    if (disabled) return { diagnostic: functionDisabled(name, spanOf(disabled.place), at) };
    return { diagnostic: functionNotFound(name, filesByKey(this.#functions), at) };
  }

  metric(parts: readonly string[], from: GraphNode, at: Span): Resolution<SemanticResource> {
    const name = parts.at(-1) ?? '';
    const packages = packagesToSearch(this.#order, from.package_name, parts.length > 1 ? parts[0]! : null);
    const found = first(this.#metrics, name, packages);
    return found
      ? { target: found.node }
      : { diagnostic: metricNotFound(name, filesByKey(this.#metrics), at) };
  }

  /** The node of a package that a bare name means, for property files and unit tests; disabled ones too. */
  nodeNamed(
    name: string,
    packageName: string | null,
  ): { readonly node: Node; readonly isEnabled: boolean } | undefined {
    const [found] = this.#nodes.find(name, packageName);
    if (found) return { node: found.node, isEnabled: true };
    const [disabled] = this.#disabledNodes.find(name, packageName);
    return disabled && { node: disabled.node, isEnabled: false };
  }

  #permitted(ref: CapturedRef, from: GraphNode, target: Node): Resolution<Node> {
    if (target.resource_type !== 'model' || from.resource_type === 'sql_operation') return { target };
    const isForeign = from.package_name !== target.package_name;
    const isClosed = isForeign && this.#projects.get(target.package_name)?.restrictAccess === true;
    const fromGroup = 'group' in from ? from.group : null;
    if (target.access === 'private' && (!fromGroup || fromGroup !== target.group || isClosed)) {
      return { diagnostic: refAccessDenied(written(ref), 'private', target.group ?? '', ref.at) };
    }
    if (target.access === 'protected' && isClosed) {
      return { diagnostic: refAccessDenied(written(ref), 'protected', target.package_name, ref.at) };
    }
    return { target };
  }

  #refMissing(ref: CapturedRef, key: string, packages: readonly (string | null)[]): Diagnostic {
    const disabled = first(this.#disabledNodes, key, packages);
    if (disabled) return refDisabled(written(ref), spanOf(disabled.place), ref.at);
    const unversioned = ref.version === null ? undefined : first(this.#nodes, ref.name, packages)?.node;
    if (unversioned) return refVersionNotFound(written(ref), this.#versionsOf(unversioned), ref.at);
    return refNotFound(written(ref), ref.name, filesByKey(this.#nodes), ref.at);
  }

  #versionsOf(node: Node): readonly (string | number)[] {
    return this.#nodes
      .all()
      .flatMap(({ node: other }) => (isVersionOf(other, node) ? [other.version!] : []))
      .toSorted(byVersion);
  }
}

const isVersionOf = (node: Node, other: Node): node is ModelNode =>
  node.resource_type === 'model' &&
  node.version !== null &&
  node.name === other.name &&
  node.package_name === other.package_name;

function first<T extends { readonly package_name: string; readonly name: string }>(
  lookup: NameLookup<T>,
  key: string,
  packages: readonly (string | null)[],
): T | undefined {
  for (const packageName of packages) {
    const [found] = lookup.find(key, packageName);
    if (found) return found;
  }
  return undefined;
}

const files = new WeakMap<NameLookup<never>, ReadonlyMap<string, string>>();

/** Every name with the file that declares it, for suggestions; put together once, at the first error. */
function filesByKey<T extends Target<GraphNode>>(lookup: NameLookup<T>): ReadonlyMap<string, string> {
  let known = files.get(lookup as NameLookup<never>);
  if (!known) {
    known = new Map(
      [...lookup.keys()].map((key) => [key, lookup.find(key, null)[0]!.node.original_file_path]),
    );
    files.set(lookup as NameLookup<never>, known);
  }
  return known;
}

/** A reference's arguments as an author would write them: `"shop", "orders", v=2`. */
function written(ref: CapturedRef): string {
  const names = [...(ref.package === null ? [] : [ref.package]), ref.name].map((name) => `"${name}"`);
  return [...names, ...(ref.version === null ? [] : [`v=${ref.version}`])].join(', ');
}

/**
 * Fills `depends_on.nodes` of a draft: sources first, then refs, as dbt orders them. A test that refers to nothing is
 * left out with a warning, one that refers to what is disabled in silence; anything else is an error, and so is a test
 * of what it may not refer to.
 */
export function resolveReferences(
  draft: Draft,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): void {
  const { node, captured } = draft;
  if (!('depends_on' in node)) return;
  const ids = new Set<string>();
  const take = (resolution: Resolution<GraphNode>): void => {
    if ('target' in resolution) ids.add(resolution.target.unique_id);
    else if (node.resource_type === 'test' && resolution.diagnostic.code !== 'REF_ACCESS_DENIED') {
      draft.isEnabled = false;
      node.config = { ...node.config, enabled: false };
      if (!resolution.diagnostic.code.endsWith('_DISABLED'))
        report(testLeftOut(node.name, resolution.diagnostic));
    } else report(resolution.diagnostic);
  };
  for (const source of captured.sources) take(references.source(source, node));
  for (const ref of captured.refs) take(references.ref(ref, node));
  for (const called of captured.functions) take(references.function(called, node));
  for (const metric of captured.metrics) take(references.metric(metric, node, spanOf(draft.place)));
  node.depends_on = { ...node.depends_on, nodes: [...ids] };
}
