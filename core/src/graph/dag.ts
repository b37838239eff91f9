import type { GraphNode, Manifest } from '../manifest/index.ts';

/** A set of nodes by unique id. */
export type NodeSet = ReadonlySet<string>;

/**
 * The directed acyclic graph of a manifest: an edge leads from what is read to what reads it. Nodes are numbered and
 * neighbours kept in arrays, because walks over ten thousand nodes are what everything here does
 * (docs/decisions/0010-adjacency-arrays.md has the figures).
 */
export class Dag {
  readonly #ids: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #parents: readonly number[][];
  readonly #children: readonly number[][];
  readonly #parentIds: readonly string[][];
  readonly #childIds: readonly string[][];

  /** @param edges From a node to its parents; ids that are not among the nodes are passed over. */
  constructor(ids: Iterable<string>, parentsOf: (id: string) => Iterable<string>) {
    this.#ids = [...new Set(ids)];
    for (const [number, id] of this.#ids.entries()) this.#numbers.set(id, number);
    this.#parents = this.#ids.map((id) => this.#toNumbers(parentsOf(id)));
    this.#children = this.#ids.map(() => []);
    for (const [child, parents] of this.#parents.entries()) {
      for (const parent of parents) this.#children[parent]!.push(child);
    }
    const toIds = (numbers: readonly number[]): string[] => numbers.map((number) => this.#ids[number]!);
    this.#parentIds = this.#parents.map(toIds);
    this.#childIds = this.#children.map(toIds);
  }

  get ids(): readonly string[] {
    return this.#ids;
  }

  has(id: string): boolean {
    return this.#numbers.has(id);
  }

  parents(id: string): readonly string[] {
    const number = this.#numbers.get(id);
    return number === undefined ? [] : this.#parentIds[number]!;
  }

  children(id: string): readonly string[] {
    const number = this.#numbers.get(id);
    return number === undefined ? [] : this.#childIds[number]!;
  }

  /**
   * What the given nodes read, directly or not, up to so many steps away. One of the given nodes is among them only
   * when another one reads it.
   */
  ancestors(ids: Iterable<string>, depth = Infinity): Set<string> {
    return this.#walk(ids, this.#parents, depth);
  }

  /** What reads the given nodes, directly or not, up to so many steps away. */
  descendants(ids: Iterable<string>, depth = Infinity): Set<string> {
    return this.#walk(ids, this.#children, depth);
  }

  /** All nodes, each after its parents; those of a circle and what reads them are left out. */
  topologicalOrder(): readonly string[] {
    const missing = this.#parents.map((parents) => parents.length);
    const order: number[] = [];
    for (const [number, count] of missing.entries()) if (count === 0) order.push(number);
    for (const number of order) {
      for (const child of this.#children[number]!) if (--missing[child]! === 0) order.push(child);
    }
    return order.map((number) => this.#ids[number]!);
  }

  #toNumbers(ids: Iterable<string>): number[] {
    const numbers = new Set<number>();
    for (const id of ids) {
      const number = this.#numbers.get(id);
      if (number !== undefined) numbers.add(number);
    }
    return [...numbers];
  }

  #walk(ids: Iterable<string>, neighbours: readonly number[][], depth: number): Set<string> {
    const reached = new Set<number>();
    let layer = this.#toNumbers(ids);
    for (let step = 0; step < depth && layer.length > 0; step++) {
      const next: number[] = [];
      for (const number of layer) {
        for (const other of neighbours[number]!) {
          if (reached.has(other)) continue;
          reached.add(other);
          next.push(other);
        }
      }
      layer = next;
    }
    return new Set(Array.from(reached, (number) => this.#ids[number]!));
  }
}

/** Every resource that stands in the graph, in the manifest's order, by type. */
export function* graphResources(manifest: Manifest): Generator<GraphNode> {
  yield* manifest.nodes.values();
  yield* manifest.sources.values();
  yield* manifest.exposures.values();
  yield* manifest.metrics.values();
  yield* manifest.unitTests.values();
  yield* manifest.semanticModels.values();
  yield* manifest.savedQueries.values();
  yield* manifest.functions.values();
}

/** What a resource reads; sources and seeds read nothing. */
export function parentsOf(node: GraphNode): readonly string[] {
  return node.resource_type === 'source' || node.resource_type === 'seed' ? [] : node.depends_on.nodes;
}

/** The graph of all that is enabled; sources, tests, unit tests and exposures stand in it as in dbt's. */
export function buildDag(manifest: Manifest): Dag {
  const members = new Map<string, GraphNode>();
  for (const node of graphResources(manifest)) {
    if ((node.config as { readonly enabled?: unknown }).enabled !== false) members.set(node.unique_id, node);
  }
  return new Dag(members.keys(), (id) => parentsOf(members.get(id)!));
}
