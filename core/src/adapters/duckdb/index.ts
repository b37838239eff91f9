import type { Adapter } from '../../adapter/index.ts';
import type { Checked } from '../../diagnostics/index.ts';
import { DuckDbAdapter } from './adapter.ts';
import type { StatementPreparation } from './connection.ts';
import { readCredentials } from './credentials.ts';

export { preloadDuckDb } from './adapter.ts';
export type { StatementPreparation } from './connection.ts';

/**
 * The adapter for a target of type duckdb.
 *
 * @param folder What relative paths of the profile start from.
 * @param preparations Called with every statement, in order, before it is sent.
 */
export function createDuckDbAdapter(
  target: Parameters<typeof readCredentials>[0],
  folder: string,
  preparations: readonly StatementPreparation[] = [],
): Checked<Adapter> {
  const { credentials, diagnostics } = readCredentials(target);
  return { value: new DuckDbAdapter(credentials, folder, preparations), diagnostics };
}
