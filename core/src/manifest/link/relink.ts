import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Workspace } from '../../project/project.ts';
import type { ParsedNode } from '../files/parsed-file.ts';
import type { Manifest } from '../manifest.ts';
import type {
  CompilableNode,
  FunctionNode,
  GraphNode,
  Node,
  SemanticResource,
  SourceNode,
} from '../nodes.ts';
import type { Place, Places } from '../place.ts';
import { withoutPlace } from '../resources/compilable.ts';
import type { Draft, Mutable } from './context.ts';
import { searchOrder } from './lookup.ts';
import { References, resolveReferences } from './references.ts';

/** What a node refers to, as its entry in the manifest tells. */
export type Links = Pick<CompilableNode, 'depends_on' | 'refs' | 'sources'>;

/**
 * What nodes of a linked manifest refer to once their files say something else; nothing but references may be
 * different.
 *
 * @returns the links and what is wrong with them; undefined where they would close a cycle.
 */
export function relink(
  manifest: Manifest,
  workspace: Workspace,
  changes: ReadonlyMap<string, ParsedNode>,
): { readonly links: ReadonlyMap<string, Links>; readonly diagnostics: readonly Diagnostic[] } | undefined {
  const links = new Map<string, Links>();
  const diagnostics: Diagnostic[] = [];
  if (changes.size === 0) return { links, diagnostics };
  const drafts = new Drafts(manifest, workspace);
  const references = drafts.references();
  for (const [id, captured] of changes) {
    const node = manifest.nodes.get(id);
    const draft = node && drafts.of({ ...node }, captured);
    if (!draft) return undefined;
    resolveReferences(draft, references, (diagnostic) => void diagnostics.push(diagnostic));
    links.set(id, {
      refs: captured.refs.map(withoutPlace),
      sources: captured.sources.map(({ source, table }) => [source, table] as const),
      depends_on: draft.node.depends_on,
    });
  }
  return closesCycle(manifest, links) ? undefined : { links, diagnostics };
}

/** Resources of a manifest as they were before they were linked, as far as references need them. */
class Drafts {
  readonly #manifest: Manifest;
  readonly #workspace: Workspace;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(manifest: Manifest, workspace: Workspace) {
    this.#manifest = manifest;
    this.#workspace = workspace;
    this.#places = (manifest.places as Places).unresolved();
  }

  of<T extends GraphNode>(
    node: T,
    captured: Draft['captured'] = { refs: [], sources: [], metrics: [], functions: [] },
    isEnabled = true,
  ): Draft<T> | undefined {
    const project = this.#workspace.projects.find(({ name }) => name === node.package_name);
    const place = this.#places.get(node.unique_id);
    return project && place && { node: node as Mutable<T>, project, place, captured, isEnabled };
  }

  references(): References {
    const { disabled, functions, metrics, nodes, sources } = this.#manifest;
    const references = new References(searchOrder(this.#workspace), this.#workspace.projects);
    const add = (node: GraphNode, isEnabled: boolean): void => {
      const draft = this.of(node, undefined, isEnabled);
      if (!draft) return;
      if (node.resource_type === 'source') references.addSource(draft as Draft<SourceNode>);
      else if (node.resource_type === 'function') references.addFunction(draft as Draft<FunctionNode>);
      else if (node.resource_type === 'metric') references.addMetric(draft as Draft<SemanticResource>);
      else references.addNode(draft as Draft<Node>);
    };
    for (const section of [nodes, sources, functions, metrics])
      for (const node of section.values()) add(node, true);
    for (const some of disabled.values()) for (const node of some) add(node, false);
    return references;
  }
}

/** Whether one of the nodes would depend on itself. */
function closesCycle({ nodes }: Manifest, links: ReadonlyMap<string, Links>): boolean {
  const parents = (id: string): readonly string[] => (links.get(id) ?? nodes.get(id))?.depends_on.nodes ?? [];
  for (const start of links.keys()) {
    const above = new Set(parents(start));
    // A set's iteration visits what is added meanwhile.
    for (const id of above) {
      if (id === start) return true;
      for (const parent of parents(id)) above.add(parent);
    }
  }
  return false;
}
