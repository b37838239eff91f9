import type { JsonObject } from '../config/json.ts';
import type { FreshnessResult } from '../run/index.ts';
import { type ArtifactOrigin, artifactMetadata, jsonChunks } from './metadata.ts';

export interface SourcesArtifact {
  readonly results: readonly FreshnessResult[];
  readonly elapsedMs: number;
  readonly origin: ArtifactOrigin;
}

/** The text of sources.json, schema version 3, in chunks. */
export function* writeSources({ elapsedMs, origin, results }: SourcesArtifact): Generator<string> {
  yield* jsonChunks([
    ['metadata', { kind: 'value', value: artifactMetadata('sources', origin) }],
    ['results', { kind: 'items', items: results.map(resultOf) }],
    ['elapsed_time', { kind: 'value', value: elapsedMs / 1000 }],
  ]);
}

function resultOf(result: FreshnessResult): JsonObject {
  const { measured, message, source, status } = result;
  if (!measured) return { unique_id: source.unique_id, error: message, status: 'runtime error' };
  return {
    unique_id: source.unique_id,
    max_loaded_at: measured.maxLoadedAt,
    snapshotted_at: measured.snapshottedAt,
    max_loaded_at_time_ago_in_s: measured.ageSeconds,
    status,
    criteria: source.freshness,
    adapter_response: result.response,
    timing: result.timing.map((timing) => ({ ...timing })),
    thread_id: result.threadId,
    execution_time: result.executionTime,
  };
}
