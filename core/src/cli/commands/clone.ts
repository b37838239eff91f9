import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const clone: Command = {
  description:
    'Gives the relations that --state knows of another environment to this one, under its own names: as copies where the database makes them without copying data, as views elsewhere. What is there already stays, unless --full-refresh.',
  flags: ['select', 'exclude', 'selector', 'resource_types', 'exclude_resource_types', 'full_refresh'],
  examples: [
    ['bk-build clone --state prod-artifacts', 'everything'],
    ['bk-build clone --state prod-artifacts --select fct_orders+ --full-refresh', 'some, anew'],
  ],
  run: (call) =>
    runSelected(call, {
      initial: ['model', 'seed', 'snapshot'],
      testEdges: false,
      runsHooks: false,
      runsAs: 'clone',
    }),
};
