import {
  boolYaml11Tag,
  FAILSAFE_SCHEMA,
  floatYaml11Tag,
  intYaml11Tag,
  load,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  YAMLException,
} from 'js-yaml';
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { type Checked, LineIndex, type Span, yamlDuplicateKey, yamlSyntax } from '../diagnostics/index.ts';
import type { Json } from './json.ts';

/** Keys and indexes from the document's top down to a value. */
export type KeyPath = readonly (string | number)[];

/** A YAML text's value, and where its parts stand. */
export interface YamlDocument {
  readonly value: Json;
  /** The value under a path; undefined when there is none. */
  span(path: KeyPath): Span | undefined;
  /** The key at the end of a path. */
  keySpan(path: KeyPath): Span | undefined;
}

export interface YamlOptions {
  /** What a key that stands twice is. dbt lets the later one win. */
  readonly duplicateKeys?: 'error' | 'warning';
}

/** PyYAML takes the words for booleans, but not the letters `y` and `n`. */
const pyYamlBoolTag: typeof boolYaml11Tag = {
  ...boolYaml11Tag,
  resolve: (source, ...rest) =>
    /^[yn]$/i.test(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, ...rest),
};

/**
 * YAML 1.1 as PyYAML reads it (`yes` is true, `010` is 8, `<<` merges), but for dates, which stay text: that is what
 * they are in every artifact and template.
 */
const schema = FAILSAFE_SCHEMA.withTags(nullYaml11Tag, pyYamlBoolTag, intYaml11Tag, floatYaml11Tag, mergeTag);

/** More values than any project has; aliases of aliases reach it in a few lines. */
const maxValues = 2_000_000;

/**
 * Reads a YAML text. Values come from the faster of two parsers; places from the other one, which runs only when a
 * place is asked for. With a syntax error the value is null.
 */
export function parseYaml(text: string, file: string, options: YamlOptions = {}): Checked<YamlDocument> {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const places = new Places(source, file);
  const result = (
    value: Json,
    ...diagnostics: Checked<YamlDocument>['diagnostics']
  ): Checked<YamlDocument> => ({
    value: { value, span: (path) => places.span(path), keySpan: (path) => places.keySpan(path) },
    diagnostics,
  });
  const nul = source.indexOf('\0');
  if (nul !== -1) {
    const at = new LineIndex(source).span(file, nul, nul + 1);
    return result(null, yamlSyntax('the file holds a NUL character', at, 'Save it as UTF-8 text'));
  }
  try {
    return result(bounded(read(source, false), source));
  } catch (error) {
    if (error instanceof TooManyValues) {
      return result(null, yamlSyntax(`aliases (*) make more than ${maxValues} values of it`, places.start));
    }
    if (!(error instanceof YAMLException)) throw error;
    if (/duplicated mapping key/i.test(error.reason)) {
      const severity = options.duplicateKeys ?? 'warning';
      const at = placeOf(error, source, file);
      return result(severity === 'error' ? null : read(source, true), yamlDuplicateKey(at, severity));
    }
    return result(null, yamlSyntax(error.reason, placeOf(error, source, file), hintFor(error, source)));
  }
}

function read(source: string, allowsDuplicates: boolean): Json {
  if (source.trim() === '') return null;
  return (load(source, { schema, json: allowsDuplicates }) ?? null) as Json;
}

class TooManyValues extends Error {}

/** The value itself, once it is known that aliases do not blow it up. */
function bounded(value: Json, source: string): Json {
  if (!source.includes('*')) return value;
  let left = maxValues;
  const visit = (part: Json): void => {
    if (--left < 0) throw new TooManyValues();
    if (typeof part === 'object' && part !== null)
      for (const item of Object.values(part) as Json[]) visit(item);
  };
  visit(value);
  return value;
}

function placeOf({ mark }: YAMLException, source: string, file: string): Span {
  const line = (mark?.line ?? 0) + 1;
  const column = (mark?.column ?? 0) + 1;
  const length = source.split('\n', line)[line - 1]?.length ?? 0;
  return { file, line, column, endLine: line, endColumn: Math.max(column + 1, length + 1) };
}

function hintFor(error: YAMLException, source: string): string | undefined {
  const line = error.mark?.line ?? 0;
  const nearby = source.split('\n', line + 1).slice(Math.max(0, line - 1));
  if (nearby.some((text) => /:\s*\{\{/.test(text) || /^\s*-\s*\{\{/.test(text))) {
    return 'Put quotes around a value that begins with a template: "{{ … }}"';
  }
  if (nearby.some((text) => /^\s*\t/.test(text))) return 'Indent with spaces: YAML does not allow tabs';
  if (nearby.some((text) => /:\s[^'"#\n]*:\s/.test(text))) return 'Put quotes around a value that holds ": "';
  return undefined;
}

/** Where values stand, by a parser that keeps track; the text is parsed at the first question. */
class Places {
  readonly #text: string;
  readonly #file: string;
  #parsed: { readonly document: Document.Parsed; readonly lines: LineCounter } | undefined;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  get start(): Span {
    return { file: this.#file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  }

  span(path: KeyPath): Span | undefined {
    const { document } = this.#parse();
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    return this.#spanOf(node as Node | null | undefined);
  }

  keySpan(path: KeyPath): Span | undefined {
    const { document } = this.#parse();
    const key = path.at(-1);
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return this.span(path);
    const pair = parent.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
    );
    return this.#spanOf(pair?.key as Scalar | undefined);
  }

  #spanOf(node: Node | null | undefined): Span | undefined {
    if (!node?.range) return undefined;
    const { lines } = this.#parse();
    const [start, end] = node.range;
    const from = lines.linePos(start);
    const to = lines.linePos(end);
    return { file: this.#file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  }

  #parse(): { readonly document: Document.Parsed; readonly lines: LineCounter } {
    if (!this.#parsed) {
      const lines = new LineCounter();
      const document = parseDocument(this.#text, {
        version: '1.1',
        merge: true,
        uniqueKeys: false,
        lineCounter: lines,
      });
      this.#parsed = { document, lines };
    }
    return this.#parsed;
  }
}
