import type { Span } from '../diagnostics/index.ts';
import type { KeyPath } from '../config/index.ts';
import type { Project } from '../project/project.ts';

/** A property file, as far as entries need it: a name, and where the value under a path of keys stands. */
export interface PropertySource {
  /** The file's name in diagnostics. */
  readonly file: string;
  /** The file's path relative to the root of its own project. */
  readonly path: string;
  /** The file's path below the folder it was found under. */
  readonly relativePath: string;
  /** The project whose file it is. */
  readonly project: Project;
  /** SHA-256 of the file's text. */
  readonly checksum: string;
  /** Whether the number under a path was written as a float, though it is whole: `1.0`. */
  isFloat(path: KeyPath): boolean;
  /** The ISO 8601 form of a time under a path that is written without quotes. */
  timestamp(path: KeyPath): string | undefined;
  span(path: KeyPath): Span | undefined;
}

/**
 * Where something is declared. A place in a property file is kept as the path of its keys: most are never shown, and
 * lines are only known once the file was parsed with positions.
 */
export type Place = Span | { readonly source: PropertySource; readonly path: KeyPath };

export function spanOf(place: Place): Span {
  if (!('source' in place)) return place;
  const { path, source } = place;
  for (let length = path.length; length > 0; length--) {
    const span = source.span(path.slice(0, length));
    if (span) return span;
  }
  return fileStart(source.file);
}

/** The value with a place that is only looked up when it is asked for. */
export function atPlace<T extends object>(value: T, place: Place): T & { readonly at: Span } {
  const placed = Object.defineProperty(value, 'at', { get: () => spanOf(place), enumerable: true });
  return placed as T & { readonly at: Span };
}

/** The very beginning of a file. */
export const fileStart = (file: string): Span => ({ file, line: 1, column: 1, endLine: 1, endColumn: 1 });

/** Places by unique id, turned into spans when they are asked for. */
export class Places implements ReadonlyMap<string, Span> {
  readonly #places: ReadonlyMap<string, Place>;

  constructor(places: ReadonlyMap<string, Place>) {
    this.#places = places;
  }

  get size(): number {
    return this.#places.size;
  }

  /** The places as they are kept, none of them looked up. */
  unresolved(): ReadonlyMap<string, Place> {
    return this.#places;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  get(id: string): Span | undefined {
    const place = this.#places.get(id);
    return place && spanOf(place);
  }

  keys(): MapIterator<string> {
    return this.#places.keys();
  }

  *values(): MapIterator<Span> {
    for (const place of this.#places.values()) yield spanOf(place);
  }

  *entries(): MapIterator<[string, Span]> {
    for (const [id, place] of this.#places) yield [id, spanOf(place)];
  }

  [Symbol.iterator](): MapIterator<[string, Span]> {
    return this.entries();
  }

  forEach(visit: (span: Span, id: string, map: ReadonlyMap<string, Span>) => void): void {
    for (const [id, span] of this.entries()) visit(span, id, this);
  }
}
