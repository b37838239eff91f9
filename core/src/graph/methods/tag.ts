import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** A resource's tags; a unit test has them in its config. */
export const tag: SelectorMethod = (call) => {
  const matches = wildcard(textValue(call));
  return (node) => {
    const { tags } = (node.resource_type === 'unit_test' ? node.config : node) as { readonly tags?: unknown };
    return Array.isArray(tags) && tags.some((tag) => matches(String(tag)));
  };
};
