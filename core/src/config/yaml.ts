import { loadAll, YAMLException } from 'js-yaml';
import {
  type Checked,
  type Diagnostic,
  LineIndex,
  type Span,
  yamlDuplicateKey,
  yamlSyntax,
} from '../diagnostics/index.ts';
import type { Json } from './json.ts';
import { type KeyPath, YamlPlaces } from './yaml-places.ts';
import { holdsWholeFloat, isoTimestamp, isWholeFloat, pyYamlSchema } from './yaml-schema.ts';

/** A YAML text's value, and where its parts stand. */
export interface YamlDocument {
  readonly value: Json;
  /** The value under a path; undefined when there is none. */
  span(path: KeyPath): Span | undefined;
  /** The key at the end of a path. */
  keySpan(path: KeyPath): Span | undefined;
  /** Whether the whole number under a path is written as a float: `1.0`, which templates print with its point. */
  isFloat(path: KeyPath): boolean;
  /** The ISO 8601 form of a time under a path that is written without quotes; undefined for anything else. */
  timestamp(path: KeyPath): string | undefined;
}

export interface YamlOptions {
  /** What a key that stands twice is. dbt lets the later one win. */
  readonly duplicateKeys?: 'error' | 'warning';
}

/** More values than any project has; aliases of aliases reach it in a few lines. */
const maxValues = 2_000_000;

/**
 * Reads a YAML text. Values come from the faster of two parsers; places from the other one, which runs only when a
 * place is asked for. With a syntax error the value is null.
 */
export function parseYaml(text: string, file: string, options: YamlOptions = {}): Checked<YamlDocument> {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const places = new YamlPlaces(source, file);
  try {
    const value = read(source, places, false);
    return { value: new LocatedValue(value, places), diagnostics: [] };
  } catch (error) {
    if (isDuplicateKey(error)) return withDuplicates(source, places, options.duplicateKeys ?? 'warning');
    return { value: new LocatedValue(null, places), diagnostics: [toDiagnostic(error, source, places)] };
  }
}

class LocatedValue implements YamlDocument {
  readonly value: Json;
  readonly #places: YamlPlaces;
  #mayHoldWholeFloats: boolean | undefined;

  constructor(value: Json, places: YamlPlaces) {
    this.value = value;
    this.#places = places;
  }

  span(path: KeyPath): Span | undefined {
    return this.#places.span(path);
  }

  keySpan(path: KeyPath): Span | undefined {
    return this.#places.keySpan(path);
  }

  isFloat(path: KeyPath): boolean {
    this.#mayHoldWholeFloats ??= holdsWholeFloat(this.#places.text);
    return this.#mayHoldWholeFloats && isWholeFloat(this.#places.plainText(path) ?? '');
  }

  timestamp(path: KeyPath): string | undefined {
    return isoTimestamp(this.#places.plainText(path) ?? '');
  }
}

/** What is wrong with a text, other than its syntax. */
class Unreadable extends Error {
  readonly diagnostic: Diagnostic;

  constructor(problem: string, at: Span, hint?: string) {
    super(problem);
    this.diagnostic = yamlSyntax(problem, at, hint);
  }
}

/** @throws YAMLException, Unreadable */
function read(source: string, places: YamlPlaces, allowsDuplicates: boolean): Json {
  const nul = source.indexOf('\0');
  if (nul !== -1) {
    const at = new LineIndex(source).span(places.start.file, nul, nul + 1);
    throw new Unreadable('the file holds a NUL character', at, 'Save it as UTF-8 text');
  }
  const documents = loadLenient(source, allowsDuplicates);
  if (documents.length > 1) {
    const hint = 'Remove the line "---", or move what follows into a file of its own';
    throw new Unreadable('the file holds several documents', places.secondDocument, hint);
  }
  const value = (documents[0] ?? null) as Json;
  if (source.includes('*')) checkAliases(value, places);
  return value;
}

/**
 * Inside of brackets and quotes PyYAML lets a line begin at any column; the parser wants it deeper than the key above.
 * Blanks at a line's beginning mean nothing there, so each line that it refuses is pushed to the right.
 *
 * @throws YAMLException
 */
function loadLenient(source: string, allowsDuplicates: boolean): unknown[] {
  let lines: string[] | undefined;
  for (;;) {
    try {
      const text = lines?.join('\n') ?? source;
      return loadAll(text, { schema: pyYamlSchema, json: allowsDuplicates });
    } catch (error) {
      const line = error instanceof YAMLException && isShallow(error) ? error.mark?.line : undefined;
      lines ??= source.split('\n');
      const refused = line === undefined ? undefined : lines[line];
      if (refused === undefined || refused.startsWith(pushed)) throw error;
      lines[line!] = pushed + refused;
    }
  }
}

const pushed = ' '.repeat(200);

const isShallow = ({ reason }: YAMLException): boolean => reason === 'deficient indentation';

/** Refuses aliases that make a value hold itself, or that multiply beyond measure. */
function checkAliases(value: Json, places: YamlPlaces): void {
  const around = new Set<Json>();
  let left = maxValues;
  const check = (part: Json): void => {
    if (--left < 0)
      throw new Unreadable(`aliases (*) make more than ${maxValues} values of it`, places.start);
    if (typeof part !== 'object' || part === null) return;
    if (around.has(part)) throw new Unreadable('an alias (*) makes a value hold itself', places.start);
    around.add(part);
    for (const item of Object.values(part) as Json[]) check(item);
    around.delete(part);
  };
  check(value);
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof YAMLException && /duplicated mapping key/i.test(error.reason);
}

/** The value in which the later of two keys counts, and all keys that stand twice. */
function withDuplicates(
  source: string,
  places: YamlPlaces,
  severity: 'error' | 'warning',
): Checked<YamlDocument> {
  try {
    const value = read(source, places, true);
    const diagnostics = places
      .duplicates()
      .map(({ key, at, firstLine }) => yamlDuplicateKey(key, at, firstLine, severity));
    return { value: new LocatedValue(value, places), diagnostics };
  } catch (error) {
    const diagnostic = toDiagnostic(error, source, places);
    return { value: new LocatedValue(null, places), diagnostics: [diagnostic] };
  }
}

function toDiagnostic(error: unknown, source: string, places: YamlPlaces): Diagnostic {
  if (error instanceof Unreadable) return error.diagnostic;
  if (!(error instanceof YAMLException)) throw error;
  const key = /complex keys/.test(error.reason) ? places.complexKey() : undefined;
  if (key) return yamlSyntax('a mapping or a list cannot be a key', key, hintFor(source, key.line));
  const at = placeOf(error, source, places.start.file);
  return yamlSyntax(error.reason, at, hintFor(source, at.line));
}

function placeOf({ mark }: YAMLException, source: string, file: string): Span {
  const line = (mark?.line ?? 0) + 1;
  const column = (mark?.column ?? 0) + 1;
  const length = source.split('\n', line)[line - 1]?.replace(/\r$/, '').length ?? 0;
  return { file, line, column, endLine: line, endColumn: Math.max(column + 1, length + 1) };
}

/** The slips that are made most, by the look of the lines at the error. */
function hintFor(source: string, line: number): string | undefined {
  const nearby = source.split('\n', line).slice(Math.max(0, line - 2));
  const holds = (pattern: RegExp): boolean => nearby.some((text) => pattern.test(text));
  if (holds(/(?::|^\s*-)\s*\{[{%]/))
    return 'Put quotes around a value that begins with a template: "{{ … }}"';
  if (holds(/^\s*\t/)) return 'Indent with spaces: YAML does not allow tabs';
  if (holds(/:\s+[@`%]/)) return 'Put quotes around a value that begins with @, ` or %';
  if (holds(/:\s[^'"#\n]*:\s/)) return 'Put quotes around a value that holds ": "';
  return undefined;
}
