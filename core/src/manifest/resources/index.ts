import type { Draft, LinkContext } from '../link/context.ts';
import type { Node } from '../nodes.ts';
import { buildAnalysis } from './analyses.ts';
import type { CompilableType, DeclaredNode } from './declared-node.ts';
import { buildFunction } from './functions.ts';
import { buildModel } from './models.ts';
import { buildOperation } from './operations.ts';
import { buildSeed } from './seeds.ts';
import { buildSingularTest } from './singular-tests.ts';
import { buildSnapshot } from './snapshots.ts';

/** How a declared node of each type becomes a node of the manifest. */
const builders = {
  model: buildModel,
  seed: buildSeed,
  function: buildFunction,
  snapshot: buildSnapshot,
  analysis: buildAnalysis,
  test: buildSingularTest,
  operation: buildOperation,
} satisfies Record<CompilableType, (context: LinkContext, declared: DeclaredNode) => Draft<Node>>;

export function buildNode(context: LinkContext, declared: DeclaredNode): Draft<Node> {
  return builders[declared.type](context, declared);
}
