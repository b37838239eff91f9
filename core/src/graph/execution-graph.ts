import type { Manifest, UnitTestNode } from '../manifest/index.ts';
import { buildDag, Dag } from './dag.ts';
import { testEdges } from './test-edges.ts';

/** A node to run. */
export interface ExecutionNode {
  readonly id: string;
  /** Ids of other selected nodes that have to be done before, without repetition. */
  readonly waitsFor: readonly string[];
  /** How long the way is from this node's start to the end of all that waits for it; longer ways go first. */
  readonly priority: number;
}

export interface ExecutionOptions {
  readonly dag?: Dag;
  /**
   * A model waits for the tests of all that it reads, so that bad data goes no further (`build`). A test of several
   * nodes holds up only what reads all of them.
   */
  readonly testEdges: boolean;
  /** What a node took in an earlier run, by unique id, in any unit; nodes without count as the mean of the others. */
  readonly durations?: ReadonlyMap<string, number> | undefined;
}

/**
 * The selected nodes, each after all that it waits for. A node waits for another one also when the way between them
 * leads through nodes that are not selected. Unit tests wait for what their model waits for, and the model for them.
 */
export function executionGraph(
  manifest: Manifest,
  selectedIds: Iterable<string>,
  options: ExecutionOptions,
): readonly ExecutionNode[] {
  const dag = options.dag ?? buildDag(manifest);
  const selected = new Set(selectedIds);
  const unitTests = unitTestsByModel(manifest, selected);
  const edges = options.testEdges ? testEdges(manifest, dag, selected) : new Map<string, readonly string[]>();
  const order = executionOrder(dag, edges);
  const waits = new Map<string, readonly string[]>();
  /** For a node that is not selected: the selected ones that its readers wait for instead. */
  const passed = new Map<string, readonly string[]>();

  for (const id of order) {
    if (manifest.unitTests.has(id)) continue;
    const before = [...dag.parents(id), ...(edges.get(id) ?? [])];
    const awaited = gather(before, selected, passed);
    if (!selected.has(id)) passed.set(id, awaited);
    const tests = unitTests.get(id) ?? [];
    for (const test of tests) waits.set(test, awaited);
    if (selected.has(id)) waits.set(id, tests.length > 0 ? [...awaited, ...tests] : awaited);
  }
  return prioritize(waits, options.durations);
}

/** The selected nodes that stand for the given ones. Lists of a single way through are shared, not copied. */
function gather(
  ids: readonly string[],
  selected: ReadonlySet<string>,
  passed: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const only = ids.length === 1 ? ids[0]! : undefined;
  if (only !== undefined && !selected.has(only)) return passed.get(only) ?? [];
  const awaited = new Set<string>();
  for (const id of ids) {
    if (selected.has(id)) awaited.add(id);
    else for (const other of passed.get(id) ?? []) awaited.add(other);
  }
  return [...awaited];
}

/** The DAG's order with the edges of tests in it. */
function executionOrder(dag: Dag, edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (edges.size === 0) return dag.topologicalOrder();
  return new Dag(dag.ids, (id) => [...dag.parents(id), ...(edges.get(id) ?? [])]).topologicalOrder();
}

function unitTestsByModel(
  manifest: Manifest,
  selected: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const byModel = new Map<string, string[]>();
  for (const [id, test] of manifest.unitTests) {
    const model = testedModel(test);
    if (!selected.has(id) || model === undefined) continue;
    const tests = byModel.get(model);
    if (tests) tests.push(id);
    else byModel.set(model, [id]);
  }
  return byModel;
}

function testedModel(test: UnitTestNode): string | undefined {
  return test.depends_on.nodes[0];
}

function prioritize(
  waits: ReadonlyMap<string, readonly string[]>,
  durations: ReadonlyMap<string, number> | undefined,
): readonly ExecutionNode[] {
  const ids = [...waits.keys()];
  const known = ids.map((id) => durations?.get(id)).filter((duration) => duration !== undefined);
  const mean = known.length > 0 ? known.reduce((sum, duration) => sum + duration, 0) / known.length : 1;
  const below = new Map<string, number>();
  const nodes: ExecutionNode[] = [];
  for (const id of ids.toReversed()) {
    const waitsFor = waits.get(id)!;
    const priority = (durations?.get(id) ?? mean) + (below.get(id) ?? 0);
    for (const other of waitsFor) below.set(other, Math.max(below.get(other) ?? 0, priority));
    nodes.push({ id, waitsFor, priority });
  }
  return nodes.toReversed();
}
