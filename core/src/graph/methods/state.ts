import { selectorNeedsState, UserError } from '../../diagnostics/index.ts';
import { type GraphNode, findResource } from '../../manifest/index.ts';
import { checkRemovedContracts } from '../state/contract.ts';
import {
  bodyDiffers,
  configDiffers,
  contractDiffers,
  descriptionsDiffer,
  relationDiffers,
} from '../state/aspects.ts';
import { contentDiffers } from '../state/content.ts';
import { findModifiedMacros } from '../state/macros.ts';
import { type SelectorMethod, wordValue } from './method.ts';

const words = [
  'new',
  'old',
  'modified',
  'unmodified',
  'modified.body',
  'modified.configs',
  'modified.persisted_descriptions',
  'modified.relation',
  'modified.macros',
  'modified.contract',
] as const;

/** What changed since an earlier manifest. */
export const state: SelectorMethod = (call, context) => {
  const word = wordValue(call, words);
  const earlier = context.previous?.manifest;
  if (!earlier) throw new UserError(selectorNeedsState(call.method, word, 'manifest.json'));
  const before = (node: GraphNode): GraphNode | undefined => findResource(earlier, node.unique_id);
  const macros = findModifiedMacros(earlier, context.manifest);
  if (['modified', 'unmodified', 'modified.contract'].includes(word)) checkRemovedContracts(earlier, context);

  const isModified = (node: GraphNode): boolean =>
    contentDiffers(before(node), node, context) || macros.reaches(node);
  const predicates: Readonly<Record<(typeof words)[number], (node: GraphNode) => boolean>> = {
    new: (node) => !before(node),
    old: (node) => before(node) !== undefined,
    modified: isModified,
    unmodified: (node) => !isModified(node),
    'modified.body': (node) => bodyDiffers(before(node), node),
    'modified.configs': (node) => configDiffers(before(node), node),
    'modified.persisted_descriptions': (node) => descriptionsDiffer(before(node), node),
    'modified.relation': (node) => relationDiffers(before(node), node),
    'modified.macros': (node) => macros.reaches(node),
    'modified.contract': (node) => contractDiffers(before(node), node, context),
  };
  return predicates[word];
};
