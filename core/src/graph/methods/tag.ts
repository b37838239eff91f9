import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** Resources that have tags of their own; unit tests have none. */
export const tag: SelectorMethod = (call) => {
  const matches = wildcard(textValue(call));
  return (node) =>
    'tags' in node && Array.isArray(node.tags) && node.tags.some((tag) => matches(String(tag)));
};
