import { resourceInvalid } from '../../diagnostics/index.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { FunctionArgument, FunctionNode } from '../nodes.ts';
import { spanOf } from '../place.ts';
import type { Entry } from '../properties/entry.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';

const pattern: FunctionNode = {
  ...nodePattern('function'),
  arguments: [],
  returns: { data_type: '', description: null },
};

/** A function is its body in a file, and its arguments and what it returns in a property file. */
export function buildFunction(context: LinkContext, declared: DeclaredNode): Draft<FunctionNode> {
  const { entry } = declared.properties ?? {};
  const draft = buildCompilable<FunctionNode>(context, declared, {
    blank: () => ({ ...pattern }),
    isRelation: () => false,
  });
  draft.node.arguments = entry ? argumentsOf(entry, declared.name) : [];
  draft.node.returns = returnsOf(entry, declared.name);
  if (!entry?.has('returns') && draft.isEnabled) {
    const problem = 'no property file says what it "returns"';
    const at = entry?.span() ?? spanOf(declared.place);
    context.report(resourceInvalid(`function "${declared.name}"`, problem, at));
  }
  return draft;
}

function argumentsOf(entry: Entry, name: string): readonly FunctionArgument[] {
  const owner = `an argument of function "${name}"`;
  let optional: string | undefined;
  return entry.entries('arguments').map((argument) => {
    const own = argument.requiredText('name', owner) ?? '';
    const fallback = argument.get('default_value') ?? null;
    if (fallback !== null) optional ??= own;
    else if (optional !== undefined && own !== '') {
      const problem = `its argument "${own}" has no default_value, and stands after "${optional}", which has one`;
      argument.report(resourceInvalid(`function "${name}"`, problem, argument.span()));
    }
    return {
      name: own,
      data_type: argument.requiredText('data_type', owner) ?? '',
      description: argument.text('description'),
      default_value: fallback,
    };
  });
}

function returnsOf(entry: Entry | undefined, name: string): FunctionNode['returns'] {
  const returns = entry?.child('returns');
  return {
    data_type: returns?.requiredText('data_type', `the "returns" of function "${name}"`) ?? '',
    description: returns?.text('description') ?? null,
  };
}
