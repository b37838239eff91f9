import type { Json, JsonObject, KeyPath } from '../../config/index.ts';
import {
  type Diagnostic,
  propertyKeyUnlikely,
  propertyMissing,
  propertyWrongType,
  type Span,
} from '../../diagnostics/index.ts';
import { hasTemplate } from '../../jinja/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { Place, PropertySource } from '../place.ts';

/** What entries ask of whoever reads a property file. */
export interface EntryServices {
  report(diagnostic: Diagnostic): void;
  /** A description with its template rendered, in which `doc()` stands for a docs block. */
  describe(text: string, place: Place): Description;
}

export interface Description {
  readonly text: string;
  /** Unique ids of the docs blocks that it calls. */
  readonly blocks: readonly string[];
}

/**
 * One mapping of a property file: a model, a column, a source's table. Reads its keys with the types they must have;
 * what has another type is reported, with its place, and counts as absent.
 */
export class Entry {
  readonly value: JsonObject;
  readonly path: KeyPath;
  readonly source: PropertySource;
  readonly #services: EntryServices;
  #description: Description | undefined;

  constructor(source: PropertySource, path: KeyPath, value: JsonObject, services: EntryServices) {
    this.source = source;
    this.path = path;
    this.value = value;
    this.#services = services;
  }

  get(key: string): Json | undefined {
    return Object.hasOwn(this.value, key) ? this.value[key] : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The place of the entry, or of the value under a key. */
  place(...keys: KeyPath): Place {
    return { source: this.source, path: [...this.path, ...keys] };
  }

  span(...keys: KeyPath): Span | undefined {
    return this.source.span([...this.path, ...keys]) ?? this.source.span(this.path);
  }

  report(diagnostic: Diagnostic): void {
    this.#services.report(diagnostic);
  }

  /** Rendered once, however many ask: a source's is in all of its tables. */
  description(): Description {
    return (this.#description ??= this.#describe());
  }

  /** Text that must be there. */
  requiredText(key: string, owner: string): string | undefined {
    const text = this.text(key);
    if (text === null) {
      if (!this.has(key) || this.get(key) === null) this.report(propertyMissing(key, owner, this.span()));
      return undefined;
    }
    return text;
  }

  text(key: string): string | null {
    return this.#typed(key, 'a string', (value): value is string => typeof value === 'string');
  }

  flag(key: string): boolean | null {
    return this.#typed(key, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  integer(key: string): number | null {
    return this.#typed(key, 'an integer', (value): value is number => Number.isInteger(value));
  }

  /** A model's version: a number or a name. */
  version(key: string): string | number | null {
    return this.#typed(
      key,
      'a number or a string',
      (value): value is string | number => typeof value === 'string' || typeof value === 'number',
    );
  }

  mapping(key: string): JsonObject | null {
    return this.#typed(key, 'a mapping', isMapping);
  }

  list(key: string): readonly Json[] {
    return this.#typed(key, 'a list', (value): value is readonly Json[] => Array.isArray(value)) ?? [];
  }

  /** A list of strings, or one string. */
  strings(key: string): readonly string[] {
    const value = this.get(key);
    if (typeof value === 'string') return [value];
    return this.list(key).filter((item, index): item is string => {
      if (typeof item === 'string') return true;
      this.report(propertyWrongType(`${key}[${index}]`, 'a string', item, this.span(key, index)));
      return false;
    });
  }

  /** A list of mappings. */
  entries(key: string): readonly Entry[] {
    const entries: Entry[] = [];
    for (const [index, item] of this.list(key).entries()) {
      if (isMapping(item)) entries.push(this.#child([key, index], item));
      else this.report(propertyWrongType(`${key}[${index}]`, 'a mapping', item, this.span(key, index)));
    }
    return entries;
  }

  /** The mapping under a key as an entry of its own. */
  child(key: string): Entry | undefined {
    const value = this.mapping(key);
    return value === null ? undefined : this.#child([key], value);
  }

  /** One of a few words. */
  word<T extends string>(key: string, words: readonly T[]): T | null {
    return this.#typed(key, words.map((word) => `"${word}"`).join(', '), (value): value is T =>
      words.includes(value as T),
    );
  }

  /** Warns of keys that look like a slip of a known one; any other key is the author's own business. */
  expectKeys(known: readonly string[]): void {
    for (const key of Object.keys(this.value)) {
      if (known.includes(key)) continue;
      const warning = propertyKeyUnlikely(key, known, () => this.span(key));
      if (warning) this.report(warning);
    }
  }

  #describe(): Description {
    const text = this.text('description') ?? '';
    return hasTemplate(text)
      ? this.#services.describe(text, this.place('description'))
      : { text, blocks: [] };
  }

  #child(keys: KeyPath, value: JsonObject): Entry {
    return new Entry(this.source, [...this.path, ...keys], value, this.#services);
  }

  #typed<T extends Json>(key: string, expected: string, isType: (value: Json) => value is T): T | null {
    const value = this.get(key);
    if (value === undefined || value === null) return null;
    if (isType(value)) return value;
    this.report(propertyWrongType(key, expected, value, this.span(key)));
    return null;
  }
}
