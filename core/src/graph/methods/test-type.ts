import { type SelectorMethod, wordValue } from './method.ts';

/** `schema` is the old word for generic tests. */
const types = ['generic', 'schema', 'singular', 'data', 'unit'] as const;

export const testType: SelectorMethod = (call) => {
  const type = wordValue(call, types);
  return (node) => {
    if (node.resource_type === 'unit_test') return type === 'unit';
    if (node.resource_type !== 'test') return false;
    const isGeneric = node.test_metadata != null;
    return type === 'data' || (isGeneric ? type === 'generic' || type === 'schema' : type === 'singular');
  };
};
