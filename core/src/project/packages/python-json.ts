import type { Json, JsonObject, KeyPath } from '../../config/index.ts';

/**
 * As Python's `json.dumps(value, sort_keys=True)` writes it: a space behind commas and colons, and ASCII alone. dbt's
 * hash of a list of packages is made of such text, and its lock files are to hold here too.
 *
 * @param isFloat Whether the whole number under a path is a float, which Python writes as `1.0`.
 */
export function pythonJson(value: Json, isFloat: (path: KeyPath) => boolean, path: KeyPath = []): string {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, index) =>
      pythonJson(item, isFloat, [...path, index]),
    );
    return `[${items.join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as JsonObject)
      .toSorted(([a], [b]) => byCodePoint(a, b))
      .map(([key, item]) => `${ascii(JSON.stringify(key))}: ${pythonJson(item, isFloat, [...path, key])}`);
    return `{${entries.join(', ')}}`;
  }
  if (typeof value === 'number' && isFloat(path)) return value.toFixed(1);
  return ascii(JSON.stringify(value));
}

function ascii(text: string): string {
  return text.replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function byCodePoint(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
