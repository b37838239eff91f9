import type { Json, JsonObject } from '../config/json.ts';
import type { KeyPath, YamlDocument } from '../config/index.ts';
import { type Diagnostic, valueWrong } from '../diagnostics/index.ts';

/** Reads typed values out of a file's data; what has another type is reported with its place and left out. */
export class ShapeReader {
  readonly data: JsonObject;
  readonly #document: YamlDocument;
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(data: JsonObject, document: YamlDocument, report: (diagnostic: Diagnostic) => void) {
    this.data = data;
    this.#document = document;
    this.#report = report;
  }

  text(key: string): string | undefined {
    const value = this.data[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return this.#wrong([key], 'text', value);
    return this.#document.isFloat([key]) ? value.toFixed(1) : String(value);
  }

  flag(key: string): boolean | undefined {
    const value = this.data[key];
    if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
    return this.#wrong([key], 'true or false', value);
  }

  /** A mapping of switches, those of them that are given. */
  flags<Key extends string>(key: string, known: readonly Key[]): Partial<Record<Key, boolean>> {
    const value = this.mapping(key) ?? {};
    const flags: Partial<Record<Key, boolean>> = {};
    for (const name of known) {
      const flag = value[name];
      if (typeof flag === 'boolean') flags[name] = flag;
      else if (flag !== undefined && flag !== null) this.#wrong([key, name], 'true or false', flag);
    }
    return flags;
  }

  count(key: string): number | undefined {
    const value = this.data[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    return this.#wrong([key], 'a whole number above 0', value);
  }

  /** A list of texts; one text stands for a list of one. */
  texts(key: string): readonly string[] | undefined {
    const value = this.data[key];
    if (value === undefined || value === null) return undefined;
    const items = Array.isArray(value) ? (value as readonly Json[]) : [value];
    return items.flatMap((item, index) => {
      if (typeof item === 'string') return [item];
      return this.#wrong(Array.isArray(value) ? [key, index] : [key], 'text', item) ?? [];
    });
  }

  mapping(key: string): JsonObject | undefined {
    const value = this.data[key];
    if (value === undefined || value === null) return undefined;
    if (isMapping(value)) return value;
    return this.#wrong([key], 'a mapping', value);
  }

  mappings(key: string): readonly JsonObject[] {
    const value = this.data[key];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return this.#wrong([key], 'a list', value) ?? [];
    return (value as readonly Json[]).flatMap((item, index) => {
      if (isMapping(item)) return [item];
      return this.#wrong([key, index], 'a mapping', item) ?? [];
    });
  }

  #wrong(path: KeyPath, expected: string, found: Json): undefined {
    this.#report(valueWrong(path.join('.'), expected, describeValue(found), this.#document.span(path)));
    return undefined;
  }
}

export function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message names it: `the number 3`, `a list`. */
export function describeValue(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `"${value}"` : `the ${typeof value} ${value}`;
}
