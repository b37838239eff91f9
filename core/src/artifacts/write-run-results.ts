import type { JsonObject } from '../config/json.ts';
import type { RunResult } from '../run/index.ts';
import { type ArtifactOrigin, artifactMetadata, jsonChunks } from './metadata.ts';

export interface RunResultsArtifact {
  readonly results: Iterable<RunResult>;
  readonly elapsedMs: number;
  /** The command's flags, by their long names with `_`. */
  readonly args: JsonObject;
  readonly origin: ArtifactOrigin;
}

/** The text of run_results.json, schema version 6, in chunks. */
export function* writeRunResults({
  args,
  elapsedMs,
  origin,
  results,
}: RunResultsArtifact): Generator<string> {
  yield* jsonChunks([
    ['metadata', { kind: 'value', value: artifactMetadata('run-results', origin) }],
    ['results', { kind: 'items', items: results }],
    ['elapsed_time', { kind: 'value', value: elapsedMs / 1000 }],
    ['args', { kind: 'value', value: args }],
  ]);
}
