import type { Json } from '../../config/json.ts';
import { listOf, objectOf, textOf } from './artifact.ts';
import type { NodeOutcome } from './site-data.ts';

/** The results of run_results.json, in their order: a later one of a node replaces an earlier one. */
export function outcomesOf(results: Json | undefined): ReadonlyMap<string, NodeOutcome> {
  const outcomes = new Map<string, NodeOutcome>();
  for (const result of listOf(results).map(objectOf)) {
    const { execution_time: seconds, failures, message, status, unique_id: id } = result;
    if (typeof id !== 'string' || typeof status !== 'string') continue;
    const at = objectOf(listOf(result['timing']).at(-1))['completed_at'];
    outcomes.set(id, {
      status,
      ...(typeof at === 'string' && { at }),
      ...(typeof seconds === 'number' && { seconds }),
      ...(typeof message === 'string' && { message }),
      ...(typeof failures === 'number' && { failures }),
    });
  }
  return outcomes;
}

/** The results of sources.json: how fresh sources were when they were last checked. */
export function freshnessOf(results: Json | undefined): ReadonlyMap<string, NodeOutcome> {
  const outcomes = new Map<string, NodeOutcome>();
  for (const result of listOf(results).map(objectOf)) {
    const { status, unique_id: id } = result;
    if (typeof id !== 'string' || typeof status !== 'string') continue;
    const [at, loadedAt, message] = ['snapshotted_at', 'max_loaded_at', 'error'].map((key) =>
      textOf(result[key]),
    );
    outcomes.set(id, {
      status,
      ...(at !== undefined && { at }),
      ...(loadedAt !== undefined && { loaded_at: loadedAt }),
      ...(message !== undefined && { message }),
    });
  }
  return outcomes;
}
