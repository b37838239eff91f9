import { type SelectorMethod, wordValue } from './method.ts';

const types = [
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'analysis',
  'operation',
  'sql_operation',
  'source',
  'exposure',
  'metric',
  'semantic_model',
  'saved_query',
  'function',
  'macro',
  'doc',
  'group',
  'rpc',
  'fixture',
] as const;

/** Types that stand in no graph are words too; they find nothing. */
export const resourceType: SelectorMethod = (call) => {
  const type: string = wordValue(call, types);
  return (node) => node.resource_type === type;
};
