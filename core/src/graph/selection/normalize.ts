import type { Json, JsonObject } from '../../config/json.ts';
import { defaultMethod, splitCriterion } from './criterion.ts';

/**
 * The entries of selectors.yml as manifest.json keeps them: texts written out as methods with their values, and a
 * selector that another one takes in put in its place where it stands before that one.
 */
export function normalizeSelectors(entries: readonly Json[]): ReadonlyMap<string, JsonObject> {
  const selectors = new Map<string, JsonObject>();
  for (const entry of entries) {
    if (!isObject(entry) || typeof entry['name'] !== 'string') continue;
    const definition = normalize(entry['definition'] ?? null, selectors);
    selectors.set(entry['name'], { ...entry, definition });
  }
  return selectors;
}

function normalize(definition: Json, known: ReadonlyMap<string, JsonObject>): Json {
  if (typeof definition === 'string') return writtenOut(definition);
  if (!isObject(definition)) return definition;
  for (const kind of ['union', 'intersection']) {
    const items = definition[kind];
    if (Array.isArray(items))
      return { [kind]: (items as readonly Json[]).map((item) => normalize(item, known)) };
  }
  const [[key, value] = ['', null], ...others] = Object.entries(definition);
  if (key === 'exclude') {
    return {
      exclude: Array.isArray(value)
        ? (value as readonly Json[]).map((item) => normalize(item, known))
        : value,
    };
  }
  if (others.length === 0) return { method: key, value };
  if (definition['method'] === 'selector') {
    return known.get(String(definition['value'] as string))?.['definition'] ?? definition;
  }
  return definition;
}

/** `2+tag:nightly` → its method, value and operators, depths as written. */
function writtenOut(raw: string): JsonObject {
  const text = splitCriterion(raw);
  return {
    ...(text.childrensParents && { childrens_parents: true }),
    ...(text.parents && { parents: true }),
    ...(text.parentsDepth !== '' && { parents_depth: text.parentsDepth }),
    method: text.method ?? defaultMethod(text.value),
    ...(text.value !== '' && { value: text.value }),
    ...(text.children && { children: true }),
    ...(text.childrenDepth !== '' && { children_depth: text.childrenDepth }),
  };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
