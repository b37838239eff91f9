import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const seed: Command = {
  description: 'Loads the CSV files of the seed folders into tables.',
  flags: ['select', 'exclude', 'selector', 'full_refresh', 'show'],
  examples: [
    ['bk-build seed', 'all seeds'],
    ['bk-build seed --select countries --full-refresh', 'one, its table made anew'],
  ],
  run: (call) => runSelected(call, { initial: ['seed'], testEdges: false, runsHooks: true }),
};
