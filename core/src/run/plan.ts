import { type ExecutionOptions, executionGraph } from '../graph/index.ts';
import { findResource, type GraphNode, type Manifest, type OperationNode } from '../manifest/index.ts';
import type { PlannedNode, RunPlan } from './run-nodes.ts';
import { isRunnable } from './runners/index.ts';
import type { RunnableNode } from './runners/runner.ts';

export interface PlanOptions extends ExecutionOptions {
  readonly threads: number;
  readonly failFast: boolean;
  /** Whether on-run-start and on-run-end belong to the command. */
  readonly runsHooks: boolean;
  /** Whether no node waits for another. */
  readonly inAnyOrder?: boolean;
}

/** What is to be run of a selection, in which order. Sources, metrics and the like are selected but not run. */
export function planRun(manifest: Manifest, selectedIds: Iterable<string>, options: PlanOptions): RunPlan {
  const nodes = new Map<string, RunnableNode>();
  for (const id of selectedIds) {
    const node = findResource(manifest, id);
    if (node && isRunnableNode(node)) nodes.set(id, node);
  }
  const planned = executionGraph(manifest, nodes.keys(), options).map(
    ({ id, waitsFor, priority }): PlannedNode => ({
      node: nodes.get(id)!,
      waitsFor: options.inAnyOrder ? [] : waitsFor,
      priority,
    }),
  );
  const { threads, failFast, runsHooks } = options;
  return {
    nodes: planned,
    onRunStart: runsHooks ? hooksOf(manifest, 'on-run-start') : [],
    onRunEnd: runsHooks ? hooksOf(manifest, 'on-run-end') : [],
    threads,
    failFast,
  };
}

function isRunnableNode(node: GraphNode): node is RunnableNode {
  return isRunnable(node.resource_type) && node.resource_type !== 'operation';
}

/** Hooks of packages by name, then the root project's, each in the order written. */
function hooksOf(manifest: Manifest, tag: 'on-run-start' | 'on-run-end'): OperationNode[] {
  const rank = ({ package_name: name }: OperationNode): string =>
    name === manifest.rootPackage ? '\uFFFF' : name;
  return [...manifest.nodes.values()]
    .filter((node): node is OperationNode => node.resource_type === 'operation' && node.tags.includes(tag))
    .toSorted((a, b) => (rank(a) === rank(b) ? (a.index ?? 0) - (b.index ?? 0) : rank(a) < rank(b) ? -1 : 1));
}
