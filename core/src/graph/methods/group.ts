import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

const groupless = new Set(['source', 'exposure', 'unit_test', 'semantic_model', 'saved_query']);

export const group: SelectorMethod = (call) => {
  const matches = wildcard(textValue(call));
  return (node) => {
    if (groupless.has(node.resource_type)) return false;
    const own = (node.config as { readonly group?: unknown }).group;
    return typeof own === 'string' && own !== '' && matches(own);
  };
};
