import { wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** The generic test that a test calls, such as `unique`; a unit test's own name. */
export const testName: SelectorMethod = (call) => {
  const matches = wildcard(textValue(call));
  return (node) => {
    if (node.resource_type === 'unit_test') return matches(node.name);
    return node.resource_type === 'test' && node.test_metadata != null && matches(node.test_metadata.name);
  };
};
