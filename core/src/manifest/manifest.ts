import type { JsonObject } from '../config/json.ts';
import type { Span } from '../diagnostics/index.ts';
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
} from './nodes.ts';

/** Everything a project declares, once all files are read and all names resolved. Immutable. */
export interface Manifest {
  readonly rootPackage: string;
  /** By unique id; models, seeds, snapshots, tests, analyses, operations. */
  readonly nodes: ReadonlyMap<string, Node>;
  readonly sources: ReadonlyMap<string, SourceNode>;
  readonly exposures: ReadonlyMap<string, ExposureNode>;
  readonly unitTests: ReadonlyMap<string, UnitTestNode>;
  readonly metrics: ReadonlyMap<string, SemanticResource>;
  readonly semanticModels: ReadonlyMap<string, SemanticResource>;
  readonly savedQueries: ReadonlyMap<string, SemanticResource>;
  readonly functions: ReadonlyMap<string, FunctionNode>;
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly macros: ReadonlyMap<string, MacroNode>;
  readonly docs: ReadonlyMap<string, DocNode>;
  /** What `enabled: false` took out, by unique id. */
  readonly disabled: ReadonlyMap<string, readonly GraphNode[]>;
  /** Named selectors of selectors.yml, as written. */
  readonly selectors: ReadonlyMap<string, JsonObject>;
  /** Where a resource is declared: its SQL file or its entry in a property file. */
  readonly places: ReadonlyMap<string, Span>;
}

/** Whatever stands in the graph, by its unique id. */
export function findResource(manifest: Manifest, uniqueId: string): GraphNode | undefined {
  return (
    manifest.nodes.get(uniqueId) ??
    manifest.sources.get(uniqueId) ??
    manifest.exposures.get(uniqueId) ??
    manifest.unitTests.get(uniqueId) ??
    manifest.metrics.get(uniqueId) ??
    manifest.semanticModels.get(uniqueId) ??
    manifest.savedQueries.get(uniqueId) ??
    manifest.functions.get(uniqueId)
  );
}
