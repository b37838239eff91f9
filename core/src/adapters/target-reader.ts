import type { Json, JsonObject } from '../config/json.ts';
import {
  type Diagnostic,
  nearest,
  profileKeyIgnored,
  profileKeyUnknown,
  profileValueInvalid,
  type Span,
} from '../diagnostics/index.ts';

/** What is needed of a target; the project's satisfies it. */
export interface TargetLike {
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  readonly output: JsonObject;
  span(path: readonly (string | number)[]): Span | undefined;
  /** Where the key at the end of a path stands. */
  keySpan?(path: readonly (string | number)[]): Span | undefined;
}

type KeyPath = readonly (string | number)[];

/** Reads a target's output key by key. Every fault is kept, with its place in the profile. */
export class TargetReader {
  readonly output: JsonObject;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #target: TargetLike;

  constructor(target: TargetLike) {
    this.#target = target;
    this.output = target.output;
  }

  /** What was found, in the order of the profile. */
  get diagnostics(): readonly Diagnostic[] {
    const position = ({ at }: Diagnostic): readonly [number, number] => [at?.line ?? 0, at?.column ?? 0];
    return this.#diagnostics.toSorted((a, b) => {
      const [[line, column], [otherLine, otherColumn]] = [position(a), position(b)];
      return line - otherLine || column - otherColumn;
    });
  }

  /**
   * Warns of keys that mean nothing, and of those that only another program can make use of.
   *
   * @param database Whose keys they would be: `DuckDB`.
   * @param ignored Keys that are known, each with the reason why it has no effect.
   */
  checkKeys(database: string, known: readonly string[], ignored: ReadonlyMap<string, string>): void {
    for (const [key, value] of Object.entries(this.output)) {
      const reason = ignored.get(key);
      if (reason !== undefined) {
        if (isPresent(value)) this.#diagnostics.push(profileKeyIgnored(key, reason, this.#keySpan([key])));
      } else if (!known.includes(key)) {
        this.unknownKey(key, known, [key], database);
      }
    }
  }

  /** Warns of one key, which may stand deeper: `attach.paht`. */
  unknownKey(name: string, known: readonly string[], path: KeyPath, database: string): void {
    const similar = nearest(String(path.at(-1)), known);
    this.#diagnostics.push(profileKeyUnknown(name, database, similar, this.#keySpan(path)));
  }

  text(key: string): string | undefined {
    const value = this.output[key];
    if (!isPresent(value)) return undefined;
    if (typeof value === 'string') return value;
    this.reject([key], 'it must be a text');
    return undefined;
  }

  /** A text, also where it was written as a number or a boolean. */
  scalar(key: string): string | undefined {
    const value = this.output[key];
    if (!isPresent(value)) return undefined;
    if (typeof value !== 'object') return String(value);
    this.reject([key], 'it must be a text');
    return undefined;
  }

  flag(key: string): boolean {
    const value = this.output[key];
    if (isPresent(value) && typeof value !== 'boolean') this.reject([key], 'it must be true or false');
    return value === true;
  }

  mapping(key: string): JsonObject {
    const value = this.output[key];
    if (!isPresent(value)) return {};
    if (isMapping(value)) return value;
    this.reject([key], 'it must be a mapping of names to values');
    return {};
  }

  list(key: string): readonly Json[] {
    const value = this.output[key];
    if (!isPresent(value)) return [];
    if (Array.isArray(value)) return value as readonly Json[];
    this.reject([key], 'it must be a list');
    return [];
  }

  /** A whole number above zero. */
  count(value: Json | undefined, path: KeyPath): number | undefined {
    if (!isPresent(value)) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    this.reject(path, 'it must be a whole number above zero');
    return undefined;
  }

  reject(path: KeyPath, problem: string, hint?: string): void {
    this.#diagnostics.push(profileValueInvalid(path.join('.'), problem, this.span(path), hint));
  }

  #keySpan(path: KeyPath): Span | undefined {
    return this.#target.keySpan?.(path) ?? this.span(path);
  }

  span(path: KeyPath): Span | undefined {
    return this.#target.span(path) ?? this.#target.span(['type']);
  }
}

export function isPresent(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

export function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
