import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const run: Command = {
  description: 'Builds models, each after the models that it reads.',
  flags: [
    'select',
    'exclude',
    'selector',
    'full_refresh',
    'empty',
    'sample',
    'event_time_start',
    'event_time_end',
  ],
  examples: [
    ['bk-build run', 'all models'],
    ['bk-build run --select marts.finance --full-refresh', 'a folder, incremental models from nothing'],
    ['bk-build run --select tag:nightly --exclude stg_orders', 'a tag but for one model'],
  ],
  run: (call) => runSelected(call, { initial: ['model'], testEdges: false, runsHooks: true }),
};
