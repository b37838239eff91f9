import { resourceInvalid } from '../../diagnostics/index.ts';
import { spanOf } from '../place.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { SeedNode } from '../nodes.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

const pattern: SeedNode = { ...nodePattern('seed'), root_path: null };

export function buildSeed(context: LinkContext, declared: DeclaredNode): Draft<SeedNode> {
  const draft = buildCompilable<SeedNode>(context, declared, {
    blank: () => ({ ...pattern, root_path: declared.project.root }),
    isRelation: () => true,
  });
  const { refs, sources } = draft.captured;
  if (refs.length + sources.length > 0) {
    const problem = 'Seeds cannot depend on other nodes, and a hook of it refers to one';
    context.report(resourceInvalid(`seed "${declared.name}"`, problem, spanOf(declared.place)));
  }
  return draft;
}
