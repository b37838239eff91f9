import type { Draft, LinkContext } from '../link/context.ts';
import type { AnalysisNode } from '../nodes.ts';
import { buildCompilable } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

export function buildAnalysis(context: LinkContext, declared: DeclaredNode): Draft<AnalysisNode> {
  const draft = buildCompilable(context, declared, { isRelation: () => false });
  return { ...draft, node: { ...draft.node, resource_type: 'analysis' } };
}
