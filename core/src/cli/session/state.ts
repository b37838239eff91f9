import { join, resolve } from 'node:path';
import { type EarlierRun, readManifest, readRunResults, readSources } from '../../artifacts/index.ts';
import { nothingRunBefore, stateMissing, stateRequired, UserError } from '../../diagnostics/index.ts';
import type { PreviousState } from '../../graph/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import { nodeFileSystem } from '../../node/index.ts';
import type { OpenProject, OpenRoot } from './open-project.ts';

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

/**
 * The manifest of `--defer-state`, or else of `--state`.
 * @throws UserError when neither is given, or holds none
 */
export function readDeferState({ flags, root }: OpenProject): Manifest {
  const folder = flags.values.defer_state ?? flags.values.state;
  if (folder === undefined) throw new UserError(stateRequired());
  const manifest = readIn(resolve(root, folder), 'manifest.json', readManifest);
  if (!manifest) throw new UserError(stateMissing(folder));
  return manifest;
}

/**
 * What `retry` goes by: the run_results.json of `--state`, or else of the target folder.
 * @throws UserError when there is none
 */
export function readEarlierRun({ flags, project, root }: OpenRoot): EarlierRun {
  const { state, target_path: targetPath } = flags.values;
  const folder = resolve(root, state ?? targetPath ?? project.paths.target);
  const earlier = readIn(folder, 'run_results.json', readRunResults);
  if (!earlier) throw new UserError(nothingRunBefore(folder));
  return earlier;
}

function readIn<T>(folder: string, name: string, read: (text: string, file: string) => T): T | undefined {
  const path = join(folder, name);
  const text = nodeFileSystem.readText(path);
  return text === undefined ? undefined : read(text, path);
}
