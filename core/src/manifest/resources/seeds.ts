import { resourceInvalid } from '../../diagnostics/index.ts';
import { spanOf } from '../place.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SeedNode } from '../nodes.ts';
import { buildCompilable } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

export function buildSeed(context: LinkContext, declared: DeclaredNode): Draft<SeedNode> {
  const draft = buildCompilable(context, declared, { isRelation: () => true });
  const { refs, sources } = draft.captured;
  if (refs.length + sources.length > 0) {
    const problem = 'Seeds cannot depend on other nodes, and a hook of it refers to one';
    context.report(resourceInvalid(`seed "${declared.name}"`, problem, spanOf(declared.place)));
  }
  return { ...draft, node: { ...draft.node, resource_type: 'seed', root_path: declared.project.root } };
}
