import type { Adapter } from '../../adapter/index.ts';
import type { Checked } from '../../diagnostics/index.ts';
import { DuckDbAdapter } from './adapter.ts';
import { readCredentials } from './credentials.ts';
import type { TargetLike } from '../target-reader.ts';

/**
 * The adapter for a target of type duckdb.
 *
 * @param folder What relative paths of the profile start from.
 */
export function createDuckDbAdapter(target: TargetLike, folder: string): Checked<Adapter> {
  const { credentials, diagnostics } = readCredentials(target);
  return { value: new DuckDbAdapter(credentials, folder), diagnostics };
}
