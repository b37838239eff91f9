import type { Json, JsonObject } from '../config/json.ts';
import { Dict, fromJson, NativeFunction, type Value } from '../jinja/index.ts';

/** A dict that answers to `to_dict()` as dbt's own classes do: packages store what that gives. */
class DataObject extends Dict {
  override getAttribute(name: string): Value | undefined {
    return name === 'to_dict' ? new NativeFunction(name, () => new Dict(this.entries())) : undefined;
  }
}

function dataObject(data: JsonObject): DataObject {
  return new DataObject(
    Object.entries(data).map(([key, value]): [Value, Value] => [key, fromJson(value as Json)]),
  );
}

/** What an entry of `results` needs of a node's outcome. */
export interface Outcome {
  readonly status: string;
  readonly timing: readonly object[];
  readonly thread_id: string;
  readonly execution_time: number;
  readonly adapter_response: JsonObject;
  readonly message: string | null;
  readonly failures: number | null;
  readonly compiled: boolean | null;
  readonly compiled_code: string | null;
  readonly batch_results: Json;
}

/**
 * An entry of `results`, in on-run-end: the outcome with its node, which holds its compiled code.
 * @see dbt docs, "About the on-run-end context": result objects
 */
export function runResultObject(outcome: Outcome, node: JsonObject | undefined): Value {
  const { status, thread_id, execution_time, adapter_response, message, failures, batch_results } = outcome;
  const object = dataObject({
    status,
    timing: [],
    thread_id,
    execution_time,
    adapter_response,
    message,
    failures,
    node: null,
    agate_table: null,
    batch_results,
  });
  object.set(
    'timing',
    outcome.timing.map((phase) => dataObject(phase as JsonObject)),
  );
  if (node) {
    const shown = dataObject(node);
    shown.set('compiled', outcome.compiled ?? false);
    if (outcome.compiled_code !== null) shown.set('compiled_code', outcome.compiled_code);
    object.set('node', shown);
  }
  return object;
}
