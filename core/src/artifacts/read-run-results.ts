import type { JsonObject } from '../config/json.ts';
import type { RunResult } from '../run/index.ts';
import { isObject, readArtifact } from './read-artifact.ts';

/** What an earlier run left: its results and the arguments of its command. */
export interface EarlierRun {
  readonly results: readonly RunResult[];
  readonly args: JsonObject;
}

/** @throws UserError when the text is no run_results.json in the version that is read */
export function readRunResults(text: string, file: string): EarlierRun {
  const { args, results } = readArtifact('run-results', text, file);
  return {
    results: (Array.isArray(results) ? results : []) as unknown as readonly RunResult[],
    args: isObject(args) ? args : {},
  };
}
