import type { Json, JsonObject } from '../config/json.ts';

/** How a node ended, in dbt's words. Tests pass, fail or warn; everything else succeeds; `error` means it could not be run. */
export type RunStatus =
  'success' | 'error' | 'skipped' | 'partial success' | 'no-op' | 'pass' | 'fail' | 'warn';

/** A phase of a node's run; times are ISO 8601 in UTC with microseconds, as dbt writes them. */
export interface Timing {
  readonly name: 'compile' | 'execute';
  readonly started_at: string;
  readonly completed_at: string;
}

/** One node's outcome in the shape of dbt's run_results artifact (schema v6); templates see it in `results`. */
export interface RunResult {
  readonly unique_id: string;
  readonly status: RunStatus;
  readonly timing: readonly Timing[];
  /** `Thread-1` to `Thread-<threads>`. */
  readonly thread_id: string;
  /** Seconds. */
  readonly execution_time: number;
  /** The adapter's own words, `_message` at least; empty when nothing ran. */
  readonly adapter_response: JsonObject;
  /** What to show beside the status; for an error all of its text. */
  readonly message: string | null;
  /** Rows (or `fail_calc`'s number) that a test found; null for other nodes. */
  readonly failures: number | null;
  /** Null where nothing is compiled, as for seeds. */
  readonly compiled: boolean | null;
  readonly compiled_code: string | null;
  readonly relation_name: string | null;
  readonly batch_results: Json;
}

/** Whether nodes that read from this one cannot be built. */
export function blocksChildren(status: RunStatus): boolean {
  return status === 'error' || status === 'fail' || status === 'skipped' || status === 'partial success';
}

/** Whether it is a failure by itself; what is skipped because of one is none. */
export function isFailure(status: RunStatus): boolean {
  return status === 'error' || status === 'fail' || status === 'partial success';
}
