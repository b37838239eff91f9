import type { Draft, LinkContext } from '../link/context.ts';
import type { AnalysisNode } from '../nodes.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

const pattern: AnalysisNode = nodePattern('analysis');

export function buildAnalysis(context: LinkContext, declared: DeclaredNode): Draft<AnalysisNode> {
  return buildCompilable<AnalysisNode>(context, declared, {
    blank: () => ({ ...pattern }),
    isRelation: () => false,
  });
}
