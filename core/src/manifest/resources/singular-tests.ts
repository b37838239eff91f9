import type { JsonObject } from '../../config/json.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { NodeConfig, TestNode } from '../nodes.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

const pattern: TestNode = nodePattern('test');

export function buildSingularTest(context: LinkContext, declared: DeclaredNode): Draft<TestNode> {
  const draft = buildCompilable<TestNode>(context, declared, {
    blank: () => ({ ...pattern }),
    isRelation: storesFailures,
  });
  draft.node.config = withStoredFailures(draft.node.config);
  return draft;
}

/** Whether a test's failing rows become a relation. */
export function storesFailures(config: JsonObject): boolean {
  const { store_failures: stored, store_failures_as: as } = config;
  return as === null || as === undefined ? stored === true : as !== 'ephemeral';
}

/** `store_failures` and `store_failures_as` made to agree; the latter decides where it is given. */
export function withStoredFailures(config: NodeConfig): NodeConfig {
  const { store_failures: stored = null, store_failures_as: as = null } = config;
  if (as !== null) return { ...config, store_failures: as !== 'ephemeral' };
  return stored === null ? config : { ...config, store_failures_as: stored === true ? 'table' : 'ephemeral' };
}
