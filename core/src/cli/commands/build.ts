import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const build: Command = {
  description:
    'Runs seeds, functions, models, snapshots and tests, each after what it reads. A model waits for the tests of what it reads and is skipped when one of them fails; unit tests run before their model.',
  flags: [
    'select',
    'exclude',
    'selector',
    'resource_types',
    'exclude_resource_types',
    'full_refresh',
    'empty',
    'sample',
    'store_failures',
    'event_time_start',
    'event_time_end',
    'show',
  ],
  examples: [
    ['bk-build build', 'everything'],
    ['bk-build build --select +fct_orders', 'a model and all that it reads'],
    ['bk-build build --select state:modified+ --state prod', 'what changed, and what reads it'],
  ],
  run: (call) =>
    runSelected(call, {
      initial: ['model', 'seed', 'snapshot', 'function', 'test', 'unit_test', 'exposure', 'saved_query'],
      testEdges: true,
      runsHooks: true,
    }),
};
