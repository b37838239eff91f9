import type { Diagnostic, Frame } from '../diagnostic.ts';
import type { Span } from '../span.ts';

/** A template that is not one; `message` says what was found and what was expected. */
export function templateSyntax(message: string, at: Span, hint?: string): Diagnostic {
  return {
    code: 'TEMPLATE_SYNTAX',
    severity: 'error',
    message: `Cannot parse the template: ${message}`,
    at,
    ...(hint !== undefined && { hint }),
  };
}

/** A template that is one, but too long a chain or too deep a nest to be compiled. */
export function templateTooComplex(at: Span): Diagnostic {
  return {
    code: 'TEMPLATE_TOO_COMPLEX',
    severity: 'error',
    message: 'Cannot compile the template: something in it is too long a chain, or nested too deep',
    at,
    hint: 'Loop over a list instead of writing everything out',
  };
}

/** What a template did that cannot be done; its words are those of the operation that failed. */
export interface TemplateFailure {
  /** `UNDEFINED_NAME`, `WRONG_ARGUMENTS`, `STEP_LIMIT` and so on; `TEMPLATE_ERROR` for all of Python's own errors. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What to do where a template was stopped. */
const limitHints: Readonly<Record<string, string>> = {
  STEP_LIMIT: 'Does a loop add to the list that it goes through, or loop within loops over long lists?',
  OUTPUT_LIMIT: 'Let the database make large texts and lists, or write them in parts',
  RECURSION_LIMIT: 'Give the macro or loop a case in which it does not call itself',
};

/** A failure while rendering, with its place and the macros that led to it. */
export function templateFailed(failure: TemplateFailure, at: Span, trace: readonly Frame[]): Diagnostic {
  const { code, message } = failure;
  const hint = failure.hint ?? limitHints[code];
  return { code, severity: 'error', message, at, ...(hint !== undefined && { hint }), trace };
}

/** `return()` where no macro is left. */
export function returnOutsideMacro(at: Span): Diagnostic {
  return {
    code: 'RETURN_OUTSIDE_MACRO',
    severity: 'error',
    message: 'Cannot return() here: only a macro can give a value',
    at,
  };
}

/** Text marked `as_bool` or `as_number` that is neither. */
export function notOfMarkedType(text: string, type: 'bool' | 'number', at: Span | undefined): Diagnostic {
  return {
    code: 'NATIVE_VALUE',
    severity: 'error',
    message: `Cannot make a ${type} of "${text}"`,
    ...(at && { at }),
  };
}
