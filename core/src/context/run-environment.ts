import type { Connection, Relation, RelationCache } from '../adapter/index.ts';
import type { JsonObject } from '../config/json.ts';
import type { Span } from '../diagnostics/index.ts';
import type { Kwargs, Scope, TemplateObject, Value } from '../jinja/index.ts';
import type { Invocation } from './invocation.ts';
import type { ResultStore } from './names/results.ts';
import type { Rendering } from './statement-origins.ts';

/** What `ref()` or `source()` found, or a UserError thrown with the place of the call. */
export interface RuntimeLookups {
  ref(name: string, packageName: string | null, version: string | number | null, at: () => Span): Relation;
  source(source: string, table: string, at: () => Span): Relation;
  function(name: string, packageName: string | null, at: () => Span): Relation;
  metric?(name: string, packageName: string | null): Value;
}

/** What running templates share beside the invocation. */
export interface RuntimeShared {
  readonly invocation: Invocation;
  readonly relations: RelationCache;
  /** `graph`, built at first use and then shared. */
  readonly graph: () => Value;
  readonly selectedResources: readonly string[];
  /** Writes what a node executed below `target/run`, for `write()`. */
  writeRun(uniqueId: string, text: string, part?: string): void;
  /** The relation that an earlier manifest has for a node: `defer_relation`. */
  readonly deferRelation?: (uniqueId: string) => Relation | undefined;
  /** Rows of a seed's CSV, for `load_agate_table()`. */
  readonly loadSeed?: (uniqueId: string) => Promise<Value>;
}

/** The node whose templates run. */
export interface RuntimeSubject {
  readonly uniqueId: string;
  readonly packageName: string;
  /** A node's type; `macro` for a macro that is run by itself. */
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

/** What the functions of one running node's templates share. */
export interface RunEnvironment extends ResultStore {
  readonly shared: RuntimeShared;
  readonly subject: RuntimeSubject;
  readonly scope: Scope;
  /** What `render()` gave, for the places of statements that the database refuses. */
  readonly renderings: Rendering[];
  /** A macro bound to this scope, by bare name or `package.name`. */
  macro(name: string): TemplateObject | undefined;
  /** Calls a macro with results of its own, so that its statements do not replace the node's. */
  callAside(name: string, args: readonly Value[], kwargs?: Kwargs): Promise<Value>;
}
