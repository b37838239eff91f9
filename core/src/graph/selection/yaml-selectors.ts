import type { Json, JsonObject } from '../../config/json.ts';
import {
  type Checked,
  type Diagnostic,
  nearest,
  selectorCycle,
  selectorDefaultsConflict,
  selectorDefinitionInvalid,
  selectorKeyIgnored,
  selectorNotFound,
  selectorKeysConflict,
  type Span,
  UserError,
} from '../../diagnostics/index.ts';
import { parseCriterion, parseMethod } from './criterion.ts';
import {
  type Criterion,
  type IndirectSelection,
  indirectSelections,
  type Selection,
  type SelectionGroup,
} from './selection.ts';

/** The list under `selectors:` of selectors.yml, rendered. */
export interface SelectorSource {
  readonly entries: readonly Json[];
  /** Where the value under a path of keys and indexes of the list stands. */
  span?(path: readonly (string | number)[]): Span | undefined;
  /** Where the key at the end of a path stands. */
  keySpan?(path: readonly (string | number)[]): Span | undefined;
}

/** The named selectors of a project. */
export interface Selectors {
  readonly names: readonly string[];
  /** The one with `default: true`. */
  readonly defaultName: string | undefined;
  /** @throws UserError when no selector has the name */
  get(name: string): Selection;
}

/**
 * Reads all selectors; those that cannot be read are reported and left out. One selector may take in another by
 * `method: selector`, wherever in the file that one stands.
 *
 * @param indirect What holds for criteria that do not say it themselves.
 */
export function readSelectors(source: SelectorSource, indirect: IndirectSelection): Checked<Selectors> {
  return new SelectorReader(source, indirect).read();
}

interface Entry {
  readonly name: string;
  readonly index: number;
  readonly definition: Json;
}

type Path = readonly (string | number)[];

class SelectorReader {
  readonly #source: SelectorSource;
  readonly #indirect: IndirectSelection;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #done = new Map<string, Selection | undefined>();
  /** Names of the selectors that are being read, each of which the former took in. */
  readonly #open: string[] = [];

  constructor(source: SelectorSource, indirect: IndirectSelection) {
    this.#source = source;
    this.#indirect = indirect;
  }

  read(): Checked<Selectors> {
    const defaultName = this.#collect();
    for (const name of this.#entries.keys()) this.#resolve(name);
    const names = [...this.#entries.keys()];
    const get = (name: string): Selection => {
      const selection = this.#done.get(name);
      if (!selection) throw new UserError(selectorNotFound(name, names));
      return selection;
    };
    return { value: { names, defaultName, get }, diagnostics: this.#diagnostics };
  }

  #collect(): string | undefined {
    let defaultName: string | undefined;
    for (const [index, entry] of this.#source.entries.entries()) {
      const at = this.#source.span?.([index]);
      if (!isObject(entry) || typeof entry['name'] !== 'string') {
        this.#report(selectorDefinitionInvalid(String(index + 1), 'it has no name', undefined, at));
        continue;
      }
      const { definition, name } = entry as { readonly name: string; readonly definition?: Json };
      if (definition === undefined) {
        this.#report(selectorDefinitionInvalid(name, 'it has no definition', undefined, at));
        continue;
      }
      if (this.#entries.has(name)) {
        this.#report(selectorDefinitionInvalid(name, 'another selector has the same name', undefined, at));
        continue;
      }
      this.#entries.set(name, { name, index, definition });
      if (entry['default'] !== true) continue;
      if (defaultName !== undefined) this.#report(selectorDefaultsConflict(defaultName, name, at));
      defaultName ??= name;
    }
    return defaultName;
  }

  #resolve(name: string): Selection | undefined {
    if (this.#done.has(name)) return this.#done.get(name);
    const { definition, index } = this.#entries.get(name)!;
    const path = [index, 'definition'];
    this.#open.push(name);
    try {
      this.#done.set(name, this.#readRoot(definition, path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const diagnostic of error.diagnostics) this.#report(diagnostic);
      this.#done.set(name, undefined);
    } finally {
      this.#open.pop();
    }
    return this.#done.get(name);
  }

  #readRoot(definition: Json, path: Path): Selection {
    if (isObject(definition) && ('union' in definition || 'intersection' in definition)) {
      const keys = Object.keys(definition);
      if (keys.length > 1) {
        throw this.#invalid(
          `beside "union" or "intersection" nothing else may stand; found ${keys.join(', ')}`,
          path,
        );
      }
    }
    return this.#read(definition, path);
  }

  #read(definition: Json, path: Path): Selection {
    if (typeof definition === 'string') return parseCriterion(definition, this.#indirect, this.#span(path));
    if (!isObject(definition)) {
      throw this.#invalid(
        'a definition is a text, a method with its value, a union or an intersection',
        path,
      );
    }
    if ('union' in definition) return this.#readGroup('union', definition['union']!, [...path, 'union']);
    if ('intersection' in definition) {
      return this.#readGroup('intersection', definition['intersection']!, [...path, 'intersection']);
    }
    return this.#readMethod(definition, path);
  }

  #readGroup(kind: 'union' | 'intersection', items: Json, path: Path): Selection {
    if (!Array.isArray(items)) throw this.#invalid(`"${kind}" must be a list`, path);
    const parts: Selection[] = [];
    let excluded: Selection | undefined;
    for (const [index, item] of (items as readonly Json[]).entries()) {
      if (!isObject(item) || !('exclude' in item) || 'method' in item) {
        parts.push(this.#read(item, [...path, index]));
      } else if (excluded) {
        throw this.#invalid(`a ${kind} can have one "exclude"; put all that is excluded into one list`, [
          ...path,
          index,
        ]);
      } else {
        excluded = this.#readExclusions(item['exclude']!, [...path, index, 'exclude']);
      }
    }
    return without({ kind, parts, indirect: 'eager' }, excluded);
  }

  #readExclusions(items: Json, path: Path): Selection {
    if (!Array.isArray(items)) throw this.#invalid('"exclude" must be a list', path);
    const parts = (items as readonly Json[]).map((item, index) => this.#read(item, [...path, index]));
    return parts.length === 1 ? parts[0]! : { kind: 'union', parts, indirect: 'eager' };
  }

  #readMethod(definition: JsonObject, path: Path): Selection {
    const keys = Object.keys(definition);
    if (keys.length === 1 && keys[0] !== 'method') {
      return this.#criterion({ method: keys[0]!, value: definition[keys[0]!]! }, path);
    }
    const { method, value } = definition;
    if (typeof method !== 'string' || value === undefined) {
      throw this.#invalid(
        `expected "method" and "value", or one method with its value; found ${keys.join(', ')}`,
        path,
      );
    }
    if (method === 'selector') return this.#readReference(definition, path);
    this.#warnOfUnknownKeys(definition, path);
    const excluded =
      definition['exclude'] === undefined
        ? undefined
        : this.#readExclusions(definition['exclude'], [...path, 'exclude']);
    return without(this.#criterion(definition, path), excluded);
  }

  #readReference(definition: JsonObject, path: Path): Selection {
    const name = textOf(definition['value']!);
    const at = this.#span([...path, 'value']);
    for (const key of Object.keys(definition)) {
      if (key === 'method' || key === 'value') continue;
      const hint = 'Write a union or an intersection around the reference instead';
      this.#report(selectorKeyIgnored(this.#name, key, hint, this.#keySpan([...path, key])));
    }
    if (!this.#entries.has(name)) throw new UserError(selectorNotFound(name, [...this.#entries.keys()], at));
    if (this.#open.includes(name)) {
      throw new UserError(selectorCycle([...this.#open.slice(this.#open.indexOf(name)), name], at));
    }
    const selection = this.#resolve(name);
    // What is wrong with that one has been said where it stands.
    if (!selection) throw new UserError([]);
    return selection;
  }

  #criterion(definition: JsonObject, path: Path): Criterion {
    const at = this.#span(path);
    const method = textOf(definition['method']!);
    const value = definition['value']!;
    const raw = `${method}:${textOf(value)}`;
    const children = Boolean(definition['children']);
    const childrensParents = Boolean(definition['childrens_parents']);
    if (children && childrensParents) throw new UserError(selectorKeysConflict(raw, at));
    return {
      kind: 'criterion',
      raw,
      ...parseMethod(method, '', raw, at),
      value,
      parentsDepth: definition['parents'] ? this.#depth(definition['parents_depth'], path) : 0,
      childrenDepth: children ? this.#depth(definition['children_depth'], path) : 0,
      childrensParents,
      indirect: this.#indirectOf(definition['indirect_selection'], path),
      ...(at && { at }),
    };
  }

  /** As in dbt, a depth of 0 is no limit here. */
  #depth(written: Json | undefined, path: Path): number {
    const depth = Number(written ?? 0);
    if (!Number.isInteger(depth) || depth < 0)
      throw this.#invalid(`a depth is a whole number, not ${textOf(written!)}`, path);
    return depth || Infinity;
  }

  #indirectOf(written: Json | undefined, path: Path): IndirectSelection {
    if (written === undefined) return this.#indirect;
    const mode = indirectSelections.find((known) => known === written);
    if (!mode) {
      const problem = `"indirect_selection" is one of ${indirectSelections.join(', ')}, not ${JSON.stringify(written)}`;
      throw this.#invalid(problem, path, nearest(textOf(written), indirectSelections));
    }
    return mode;
  }

  #warnOfUnknownKeys(definition: JsonObject, path: Path): void {
    for (const key of Object.keys(definition)) {
      if (methodKeys.includes(key)) continue;
      const similar = nearest(key, methodKeys);
      const hint = similar && `Did you mean "${similar}"?`;
      this.#report(selectorKeyIgnored(this.#name, key, hint, this.#keySpan([...path, key])));
    }
  }

  get #name(): string {
    return this.#open.at(-1)!;
  }

  #span(path: Path): Span | undefined {
    return this.#source.span?.(path);
  }

  #keySpan(path: Path): Span | undefined {
    return this.#source.keySpan?.(path);
  }

  #invalid(problem: string, path: Path, similar?: string): UserError {
    const hint = similar === undefined ? undefined : `Did you mean "${similar}"?`;
    return new UserError(selectorDefinitionInvalid(this.#name, problem, hint, this.#span(path)));
  }

  #report(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
  }
}

const methodKeys = [
  'method',
  'value',
  'parents',
  'parents_depth',
  'children',
  'children_depth',
  'childrens_parents',
  'indirect_selection',
  'exclude',
];

function without(selection: Criterion | SelectionGroup, excluded: Selection | undefined): Selection {
  return excluded ? { kind: 'difference', parts: [selection, excluded], indirect: 'eager' } : selection;
}

function textOf(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
