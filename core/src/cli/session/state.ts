import { join, resolve } from 'node:path';
import { readManifest, readRunResults, readSources } from '../../artifacts/index.ts';
import { stateMissing, UserError } from '../../diagnostics/index.ts';
import type { PreviousState } from '../../graph/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import type { OpenProject } from './open-project.ts';

/**
 * What the folder of `--state` holds; undefined without the flag.
 * @throws UserError when there is nothing in it, or nothing that can be read
 */
export function readState({ flags, root, targetPath }: OpenProject): PreviousState | undefined {
  const { state } = flags.values;
  if (state === undefined) return undefined;
  const folder = resolve(root, state);
  const manifest = readIn(folder, 'manifest.json', readManifest);
  const results = readIn(folder, 'run_results.json', readRunResults)?.results;
  const loadedBefore = readIn(folder, 'sources.json', readSources);
  const loadedNow = readIn(targetPath, 'sources.json', readSources);
  if (!manifest && !results && !loadedBefore) throw new UserError(stateMissing(state));
  return { manifest, results, loadedBefore, loadedNow };
}

function readIn<T>(folder: string, name: string, read: (text: string, file: string) => T): T | undefined {
  const path = join(folder, name);
  const text = nodeFileSystem.readText(path);
  return text === undefined ? undefined : read(text, path);
}
