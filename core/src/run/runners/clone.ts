import type { ModelNode, SeedNode, SnapshotNode } from '../../manifest/index.ts';
import { materialize } from './materialize.ts';
import type { Runner, RunnableNode } from './runner.ts';

type Cloneable = ModelNode | SeedNode | SnapshotNode;

export function isCloneable(node: RunnableNode): node is Cloneable {
  return ['model', 'seed', 'snapshot'].includes(node.resource_type);
}

/** Puts another environment's relation under the node's own name, by the materialization `clone`. */
export const runClone: Runner<Cloneable> = async (run) => {
  const { node, context, watch } = run;
  const { compiler, shared } = context;
  const other = shared.deferRelation?.(node.unique_id);
  const sql = other && `select * from ${other.render()}`;
  return watch.phase('execute', async () => {
    const { results } = await materialize(run, {
      compiled: sql === undefined ? undefined : { sql, locate: () => undefined },
      relation: compiler.relation(node),
      lookups: compiler.lookups(node),
      config: { ...node.config, materialized: 'clone' },
    });
    const response = results.get('main')?.response;
    return { status: 'success', message: response?.message ?? 'No-op', response, failures: null };
  });
};
