import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const test: Command = {
  description: 'Runs data tests and unit tests on what has been built.',
  flags: ['select', 'exclude', 'selector', 'resource_types', 'exclude_resource_types', 'store_failures'],
  examples: [
    ['bk-build test', 'all tests'],
    ['bk-build test --select fct_orders', 'the tests of a model'],
    ['bk-build test --select test_type:unit', 'unit tests'],
    ['bk-build test --select source:shop --store-failures', 'the tests of a source; rows found are kept'],
  ],
  run: (call) => runSelected(call, { initial: ['test', 'unit_test'], testEdges: false, runsHooks: true }),
};
