import type { Node } from '../manifest/index.ts';
import type { Stopwatch } from './clock.ts';
import type { RunResult } from './results.ts';

/** What run_results.json says of a node that was only compiled. `failure` is its error's whole text. */
export function compileResult(
  node: Node,
  sql: string | undefined,
  watch: Stopwatch,
  failure: string | null,
): RunResult {
  const isSeed = node.resource_type === 'seed';
  return {
    unique_id: node.unique_id,
    status: failure === null ? 'success' : 'error',
    timing: watch.timings,
    thread_id: 'Thread-1',
    execution_time: watch.elapsedSeconds,
    adapter_response: {},
    message: failure,
    failures: null,
    compiled: isSeed ? null : sql !== undefined,
    compiled_code: isSeed ? null : (sql ?? null),
    relation_name: isSeed ? null : node.relation_name,
    batch_results: null,
  };
}
