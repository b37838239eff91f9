import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from '../../adapter/index.ts';
import type { Checked } from '../../diagnostics/index.ts';
import type { TargetLike } from '../target-reader.ts';
import { TrinoAdapter } from './adapter.ts';
import type { Waiting } from './client.ts';
import { readCredentials } from './credentials.ts';

const realWaiting: Waiting = {
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
};

/**
 * The adapter for a target of type trino.
 *
 * @param folder What relative paths of macros start from.
 */
export function createTrinoAdapter(
  target: TargetLike,
  folder: string,
  waiting: Waiting = realWaiting,
): Checked<Adapter> {
  const { credentials, diagnostics } = readCredentials(target);
  return { value: new TrinoAdapter(credentials, folder, waiting), diagnostics };
}
