import type { Draft, LinkContext } from '../link/context.ts';
import type { SeedNode } from '../nodes.ts';
import { buildCompilable } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

export function buildSeed(context: LinkContext, declared: DeclaredNode): Draft<SeedNode> {
  const draft = buildCompilable(context, declared, { isRelation: () => true });
  return { ...draft, node: { ...draft.node, resource_type: 'seed', root_path: declared.project.root } };
}
