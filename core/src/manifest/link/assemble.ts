import type { JsonObject } from '../../config/json.ts';
import type { Manifest } from '../manifest.ts';
import type {
  DocNode,
  ExposureNode,
  FunctionNode,
  GraphNode,
  GroupNode,
  MacroNode,
  Node,
  SemanticResource,
  SourceNode,
  UnitTestNode,
} from '../nodes.ts';
import { type Place, Places } from '../place.ts';
import type { Draft } from './context.ts';

/** Resources by unique id, each with its place. */
type Placed<T> = ReadonlyMap<string, { readonly node: T; readonly place: Place }>;

export interface Parts {
  readonly rootPackage: string;
  readonly known: ReadonlyMap<string, Draft>;
  readonly unitTests: Placed<UnitTestNode>;
  readonly groups: Placed<GroupNode>;
  readonly macros: Placed<MacroNode>;
  readonly docs: Placed<DocNode>;
  readonly disabled: readonly { readonly node: GraphNode; readonly place: Place }[];
  readonly selectors: ReadonlyMap<string, JsonObject>;
}

/** Sorts resources into the manifest's sections. */
export function assemble(parts: Parts): Manifest {
  const places = new Map<string, Place>();
  const nodesOf = <T>(placed: Placed<T>): Map<string, T> => {
    const nodes = new Map<string, T>();
    for (const [id, { node, place }] of placed) {
      nodes.set(id, node);
      places.set(id, place);
    }
    return nodes;
  };
  const disabled = new Map<string, GraphNode[]>();
  for (const { node, place } of parts.disabled) {
    const known = disabled.get(node.unique_id);
    if (known) known.push(node);
    else disabled.set(node.unique_id, [node]);
    places.set(node.unique_id, place);
  }
  const sections = {
    nodes: new Map<string, Node>(),
    sources: new Map<string, SourceNode>(),
    exposures: new Map<string, ExposureNode>(),
    metrics: new Map<string, SemanticResource>(),
    semanticModels: new Map<string, SemanticResource>(),
    savedQueries: new Map<string, SemanticResource>(),
    functions: new Map<string, FunctionNode>(),
  };
  for (const [id, { node, place, isEnabled }] of parts.known) {
    if (!isEnabled) continue;
    places.set(id, place);
    switch (node.resource_type) {
      case 'source':
        sections.sources.set(id, node);
        break;
      case 'exposure':
        sections.exposures.set(id, node);
        break;
      case 'metric':
        sections.metrics.set(id, node);
        break;
      case 'semantic_model':
        sections.semanticModels.set(id, node);
        break;
      case 'saved_query':
        sections.savedQueries.set(id, node);
        break;
      case 'function':
        sections.functions.set(id, node);
        break;
      case 'unit_test':
        break;
      case 'model':
      case 'seed':
      case 'snapshot':
      case 'test':
      case 'analysis':
      case 'operation':
      case 'sql_operation':
        sections.nodes.set(id, node);
        break;
    }
  }
  return {
    rootPackage: parts.rootPackage,
    ...sections,
    unitTests: nodesOf(parts.unitTests),
    groups: nodesOf(parts.groups),
    macros: nodesOf(parts.macros),
    docs: nodesOf(parts.docs),
    disabled,
    selectors: parts.selectors,
    places: new Places(places),
  };
}
