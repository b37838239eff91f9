import type { JsonObject } from '../config/json.ts';
import type { Span } from '../diagnostics/index.ts';

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
/** A `function()` as it was called. */
export interface CapturedFunction {
  readonly name: string;
  readonly package: string | null;
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
  readonly functions: readonly CapturedFunction[];
  readonly configs: readonly CapturedConfig[];
  /** Names of vars asked for, by any template or macro of the render. */
  readonly vars: ReadonlySet<string>;
  /** Names of environment variables asked for. */
  readonly env: ReadonlySet<string>;
}
