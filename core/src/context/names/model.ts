import type { Json, JsonObject } from '../../config/json.ts';
import { Dict, fromJson, type Value } from '../../jinja/index.ts';

/** Where a node holds things of dbt's own shape, beside itself. Users' own dicts, such as `meta`, are not among them. */
const shaped = new Set(['config', 'contract', 'docs', 'test_metadata', 'freshness', 'quoting', 'time_spine']);
/** Where it holds lists or dicts of such things. */
const shapedItems = new Set(['columns', 'refs', 'constraints', 'pre-hook', 'post-hook']);

/**
 * `model` as templates see it: the node without the keys that have no value, as dbt gives it, so that
 * `model.version` is undefined where there is none. What of it a template does not look at is never made.
 */
export function templateModel(model: JsonObject): Value {
  const code = model['compiled_code'];
  return shape(code == null ? model : { ...model, compiled_sql: code });
}

/** `pre_hooks` or `post_hooks`. */
export function hooksOf(config: Readonly<Record<string, unknown>>, key: 'pre-hook' | 'post-hook'): Value {
  return itemsOf((config[key] ?? []) as Json);
}

const shape = (value: Json): Value => (isRecord(value) ? Dict.deferred(value, memberOf) : fromJson(value));

function memberOf(value: Json | undefined, key: string): Value | undefined {
  if (value == null) return undefined;
  if (shaped.has(key)) return shape(value);
  return shapedItems.has(key) ? itemsOf(value) : fromJson(value);
}

function itemsOf(items: Json): Value {
  if (Array.isArray(items)) return (items as readonly Json[]).map(shape);
  return isRecord(items) ? Dict.deferred(items, (item) => shape(item!)) : fromJson(items);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
