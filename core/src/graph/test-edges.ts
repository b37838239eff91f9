import type { Manifest } from '../manifest/index.ts';
import { type Dag, parentsOf } from './dag.ts';

/**
 * Which selected tests each node waits for: of node → tests. A test of one node holds up what reads that node; a test
 * of several holds up the first nodes that read, directly or not, all of them. What reads those in turn waits anyway.
 */
export function testEdges(
  manifest: Manifest,
  dag: Dag,
  selected: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, string[]>();
  const connect = (test: string, node: string): void => {
    const tests = edges.get(node);
    if (tests) tests.push(test);
    else edges.set(node, [test]);
  };
  const runs = (id: string): boolean => {
    const node = manifest.nodes.get(id);
    return node !== undefined && node.resource_type !== 'test';
  };
  const several: { readonly test: string; readonly tested: readonly string[] }[] = [];
  for (const [id, node] of manifest.nodes) {
    if (node.resource_type !== 'test' || !selected.has(id) || !dag.has(id)) continue;
    const tested = [...new Set(parentsOf(node))].filter((parent) => dag.has(parent));
    if (tested.length > 1) several.push({ test: id, tested });
    else
      for (const reader of tested.flatMap((parent) => dag.children(parent)))
        if (runs(reader)) connect(id, reader);
  }
  if (several.length === 0) return edges;

  const reach = new Reach(dag, new Set(several.flatMap(({ tested }) => tested)), runs);
  for (const { test, tested } of several) {
    for (const node of reach.firstBelowAll(tested)) connect(test, node);
  }
  return edges;
}

/** Which of some marked nodes stand above each node, as bits: 10,000 nodes with 1,000 marks take 1.3 MB. */
class Reach {
  readonly #dag: Dag;
  readonly #runs: (id: string) => boolean;
  readonly #marks = new Map<string, number>();
  readonly #above = new Map<string, Uint32Array>();
  /** A bound of the nodes below each: the ways down from it, which one pass counts, and what follows it in order. */
  readonly #below = new Map<string, number>();

  constructor(dag: Dag, marked: ReadonlySet<string>, runs: (id: string) => boolean) {
    this.#dag = dag;
    this.#runs = runs;
    for (const id of marked) this.#marks.set(id, this.#marks.size);
    const width = Math.ceil(marked.size / 32);
    const order = dag.topologicalOrder();
    for (const id of order) {
      const bits = new Uint32Array(width);
      for (const parent of dag.parents(id)) this.#addAbove(bits, parent);
      this.#above.set(id, bits);
    }
    for (const [following, id] of order.toReversed().entries()) {
      const ways = dag.children(id).reduce((sum, child) => sum + 1 + this.#below.get(child)!, 0);
      this.#below.set(id, Math.min(ways, following));
    }
  }

  #addAbove(bits: Uint32Array, parent: string): void {
    const more = this.#above.get(parent)!;
    for (let i = 0; i < bits.length; i++) bits[i]! |= more[i]!;
    const mark = this.#marks.get(parent);
    if (mark !== undefined) bits[mark >> 5]! |= 1 << (mark & 31);
  }

  /** The nodes that have all of the given ones above them while none of their own parents that run has. */
  firstBelowAll(ids: readonly string[]): Set<string> {
    const marks = ids.map((id) => this.#marks.get(id)!);
    const start = ids.toSorted((a, b) => this.#below.get(a)! - this.#below.get(b)!)[0]!;
    const first = new Set<string>();
    const seen = new Set([start]);
    for (const id of seen) {
      for (const child of this.#dag.children(id)) {
        if (!this.#runs(child) || seen.has(child)) continue;
        if (marks.every((mark) => this.#isAbove(mark, child))) first.add(child);
        else seen.add(child);
      }
    }
    return first;
  }

  #isAbove(mark: number, id: string): boolean {
    return (this.#above.get(id)![mark >> 5]! & (1 << (mark & 31))) !== 0;
  }
}
