/** The head of a macro, as binding its arguments needs it. */
export interface MacroCode {
  readonly parameters: readonly string[];
  readonly takesVarargs: boolean;
  readonly takesKwargs: boolean;
  readonly takesCaller: boolean;
}
