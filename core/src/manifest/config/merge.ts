import type { Json, JsonObject } from '../../config/json.ts';
import { isMapping, type MergeRule } from './shapes.ts';

/** `partial` over `base`, key by key. Neither is changed; parts of both are shared by the result. */
export function mergeConfig(
  base: JsonObject,
  partial: JsonObject,
  rules: Readonly<Record<string, MergeRule>>,
): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(partial)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    merged[key] = rule === undefined ? value : mergeByRule(rule, merged[key], value);
  }
  return merged;
}

function mergeByRule(rule: MergeRule, base: Json | undefined, value: Json): Json {
  switch (rule) {
    case 'append':
      return [...listOf(base), ...listOf(value)];
    case 'update':
      return isMapping(value) ? { ...(isMapping(base) ? base : undefined), ...value } : (base ?? value);
    case 'grants':
      return mergeGrants(isMapping(base) ? base : {}, isMapping(value) ? value : {});
    default:
      return rule satisfies never;
  }
}

function mergeGrants(base: JsonObject, value: JsonObject): JsonObject {
  const merged: Record<string, Json> = {};
  for (const [privilege, grantees] of Object.entries(base)) merged[privilege] = listOf(grantees);
  for (const [key, grantees] of Object.entries(value)) {
    const privilege = key.replace(/^\++/, '');
    const extended = key !== privilege ? listOf(merged[privilege]) : [];
    merged[privilege] = [...extended, ...listOf(grantees)];
  }
  return merged;
}

/** A list as it is, nothing as an empty list, anything else as a list of one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

/** `a` with `b` over it, mappings within mappings merged too. */
export function deepMerge(a: JsonObject, b: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = merged[key];
    merged[key] = isMapping(known) && isMapping(value) ? deepMerge(known, value) : value;
  }
  return merged;
}
