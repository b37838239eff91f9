import type { Json, JsonObject } from '../../config/json.ts';
import { fromJson, type Value } from '../../jinja/index.ts';

/** Where a node holds things of dbt's own shape, beside itself. Users' own dicts, such as `meta`, are not among them. */
const shaped = new Set(['config', 'contract', 'docs', 'test_metadata', 'freshness', 'quoting', 'time_spine']);
/** Where it holds lists or dicts of such things. */
const shapedItems = new Set(['columns', 'refs', 'constraints', 'pre-hook', 'post-hook']);

/**
 * `model` as templates see it: the node without the keys that have no value, as dbt gives it, so that
 * `model.version` is undefined where there is none.
 */
export function templateModel(model: JsonObject): Value {
  const shown = withoutNulls(model);
  const code = shown['compiled_code'];
  return fromJson(code === undefined ? shown : { ...shown, compiled_sql: code });
}

/** `pre_hooks` or `post_hooks`. */
export function hooksOf(config: Readonly<Record<string, unknown>>, key: 'pre-hook' | 'post-hook'): Value {
  return fromJson(itemsWithoutNulls((config[key] ?? []) as Json));
}

function withoutNulls(record: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(record)) {
    if (value === null || value === undefined) continue;
    kept[key] =
      shaped.has(key) && isRecord(value)
        ? withoutNulls(value)
        : shapedItems.has(key)
          ? itemsWithoutNulls(value)
          : value;
  }
  return kept;
}

function itemsWithoutNulls(items: Json): Json {
  const clean = (item: Json): Json => (isRecord(item) ? withoutNulls(item) : item);
  if (Array.isArray(items)) return (items as readonly Json[]).map(clean);
  return isRecord(items)
    ? Object.fromEntries(Object.entries(items).map(([key, item]) => [key, clean(item!)]))
    : items;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
