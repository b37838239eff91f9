import { runSelected } from '../session/run-selected.ts';
import type { Command } from './command.ts';

export const snapshot: Command = {
  description: 'Records how rows changed since the last snapshot.',
  flags: ['select', 'exclude', 'selector', 'empty'],
  examples: [
    ['bk-build snapshot', 'all snapshots'],
    ['bk-build snapshot --select customers_snapshot', 'one'],
  ],
  run: (call) => runSelected(call, { initial: ['snapshot'], testEdges: false, runsHooks: true }),
};
