import type { JsonObject } from '../config/json.ts';
import type { Span } from '../diagnostics/index.ts';
import type { Scope, Value } from '../jinja/index.ts';
import type { Invocation } from './invocation.ts';

/** The node a template belongs to, as far as it is known before the template was rendered. */
export interface ParseSubject {
  readonly uniqueId: string;
  readonly packageName: string;
  readonly name: string;
  /** `this`, before config can change it. */
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
  /** What templates see as `model`: the unfinished node. */
  readonly model: JsonObject;
  /** The config that project files and property files give so far; `config.get` reads it, then in-file config. */
  readonly config?: ReadonlyMap<string, unknown>;
}

/** A `ref()` or `source()` as it was called, with its place for errors that only the whole manifest can tell. */
export interface CapturedRef {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
  readonly at: Span;
}
export interface CapturedSource {
  readonly source: string;
  readonly table: string;
  readonly at: Span;
}
export interface CapturedConfig {
  /** The keyword arguments or the one dict of one `config(…)` call, as plain data. */
  readonly values: JsonObject;
  readonly at: Span;
}

/** What a template told while it was rendered with `execute` false. */
export interface Captured {
  readonly refs: readonly CapturedRef[];
  readonly sources: readonly CapturedSource[];
  readonly metrics: readonly (readonly string[])[];
  readonly configs: readonly CapturedConfig[];
  /** Names of vars asked for, by any template or macro of the render. */
  readonly vars: ReadonlySet<string>;
  /** Names of environment variables asked for. */
  readonly env: ReadonlySet<string>;
}

export interface ParseScope {
  readonly scope: Scope;
  readonly captured: Captured;
}

/**
 * The names a template sees while a project is parsed: `execute` is false, `ref` and `source` are written down and give
 * the subject's own relation, adapter methods give empty answers, nothing touches a database.
 */
export type CreateParseScope = (invocation: Invocation, subject: ParseSubject) => ParseScope;

/**
 * Calls a macro by bare name while parsing, as dbt does for `generate_schema_name`; synchronous.
 * @throws UserError with the macro's own errors, or when there is no such macro.
 */
export type CallParseMacro = (
  invocation: Invocation,
  name: string,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  subject: ParseSubject,
) => Value;

/**
 * The names that text in property files may use: `var`, `env_var`, `target` and the pure functions; with `doc` where
 * descriptions are rendered.
 */
export type CreatePropertyScope = (
  invocation: Invocation,
  packageName: string,
  doc?: (args: readonly string[], at: Span) => string,
) => Scope;
