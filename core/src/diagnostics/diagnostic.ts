import type { Span } from './span.ts';

/** One step of the way through macros that led to an error, innermost first. */
export interface Frame {
  /** The macro's name, with its package where that is not the author's: `dbt_utils.star`. */
  readonly name: string;
  /** Where it was called. */
  readonly at: Span;
}

/** What is wrong, where, and what the author can do about it. */
export interface Diagnostic {
  /** A stable name in capitals, such as `REF_NOT_FOUND`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The failed action, the value quoted, and why: one sentence, no full stop. */
  readonly message: string;
  readonly at?: Span;
  /** The way out: one sentence, often "Did you mean …?". */
  readonly hint?: string;
  /** dbt's name of the deprecation that this is, such as `SourceOverrideDeprecation`. */
  readonly deprecation?: string;
  /** The node that cannot be built because of it, though the rest of the project can: its unique id. */
  readonly ofNode?: string;
  /** The macros between the author's line and the failure, innermost first. */
  readonly trace?: readonly Frame[];
}

/** A value and what was found wrong on the way to it. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Author's mistakes that end the current action. Thrown where a value cannot be returned, as in the middle of
 * rendering a template; boundaries (a parsed file, a run node, the command) turn it back into diagnostics.
 */
export class UserError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: ErrorOptions) {
    const list = Array.isArray(diagnostics)
      ? (diagnostics as readonly Diagnostic[])
      : [diagnostics as Diagnostic];
    super(list.map((diagnostic) => diagnostic.message).join('\n'), options);
    this.name = 'UserError';
    this.diagnostics = list;
  }
}

/** A fault of bk-build itself: shown with a request to report it. */
export class InternalError extends Error {
  override name = 'InternalError';
}
