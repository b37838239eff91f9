import type { Arguments, Range } from './ast.ts';

/** What stands in a template; of a call, its arguments are kept for the places of errors. */
export interface CallRange extends Range {
  readonly args?: Arguments;
}

/** Where the ranges that generated code names by their index are found. */
export interface HasRanges {
  readonly ranges: readonly CallRange[];
}
