import type { Json } from '../config/json.ts';
import { isObject, readArtifact } from './read-artifact.ts';

/**
 * When each source was last loaded, ISO 8601, by unique id; those that could not be asked are left out.
 * @throws UserError when the text is no sources.json in the version that is read
 */
export function readSources(text: string, file: string): ReadonlyMap<string, string> {
  const { results } = readArtifact('sources', text, file);
  const loaded = new Map<string, string>();
  for (const result of (Array.isArray(results) ? results : []) as readonly Json[]) {
    if (!isObject(result)) continue;
    const { max_loaded_at: at, unique_id: id } = result;
    if (typeof id === 'string' && typeof at === 'string') loaded.set(id, at);
  }
  return loaded;
}
