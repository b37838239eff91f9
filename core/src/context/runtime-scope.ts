import type { Connection, ExecuteResult } from '../adapter/adapter.ts';
import type { Relation } from '../adapter/relation.ts';
import type { RelationCache } from '../adapter/relation-cache.ts';
import type { JsonObject } from '../config/json.ts';
import type { Span } from '../diagnostics/index.ts';
import type { Scope, TemplateObject, Value } from '../jinja/index.ts';
import type { Invocation } from './invocation.ts';

/** What `ref()` or `source()` found, or a UserError thrown with the place of the call. */
export interface RuntimeLookups {
  ref(name: string, packageName: string | null, version: string | number | null, at: () => Span): Relation;
  source(source: string, table: string, at: () => Span): Relation;
  metric?(name: string, packageName: string | null): Value;
}

/** What running templates share beside the invocation. */
export interface RuntimeShared {
  readonly invocation: Invocation;
  readonly relations: RelationCache;
  /** `graph`, built at first use. */
  readonly graph: () => Value;
  readonly selectedResources: readonly string[];
  /** Database and schema pairs in use: `database_schemas`. */
  readonly schemas: readonly { readonly database: string | null; readonly schema: string }[];
  /** Writes what a node executed below `target/run`, for `write()`. */
  writeRun(uniqueId: string, text: string): void;
  /** Rows of a seed's CSV, for `load_agate_table()`. */
  readonly loadSeed?: (uniqueId: string) => Promise<Value>;
}

/** The node whose templates run. */
export interface RuntimeSubject {
  readonly uniqueId: string;
  readonly packageName: string;
  readonly resourceType: string;
  /** What templates see as `model`. Finished, with `compiled_code` where there is one. */
  readonly model: JsonObject;
  readonly config: Readonly<Record<string, unknown>>;
  /** `this`; null for tests, operations and analyses. */
  readonly relation: Relation | null;
  readonly lookups: RuntimeLookups;
  /** The connection on which statements run; absent where the context may not touch the database. */
  readonly connection?: Connection;
  /** Further names, such as `sql`, `pre_hooks`, `results`; they win over all but macros. */
  readonly extra?: ReadonlyMap<string, Value>;
  /** Macros replaced by fixed values, for unit tests: name → value. */
  readonly macroOverrides?: ReadonlyMap<string, Value>;
  readonly varOverrides?: JsonObject;
  readonly envOverrides?: ReadonlyMap<string, string>;
}

export interface RuntimeScope {
  readonly scope: Scope;
  /** Results kept by `store_result` (the `statement` macro does): `main` is the node's own. */
  readonly results: ReadonlyMap<string, ExecuteResult>;
  /**
   * Calls a macro by bare name, or `package.name`.
   * @throws UserError, DatabaseError
   */
  callMacro(name: string, args?: readonly Value[], kwargs?: ReadonlyMap<string, Value>): Promise<Value>;
  /** The macro as the scope binds it, or undefined. */
  macro(name: string): TemplateObject | undefined;
}

/** The names a template sees while it is compiled or run: `execute` is true. */
export type CreateRuntimeScope = (shared: RuntimeShared, subject: RuntimeSubject) => RuntimeScope;
