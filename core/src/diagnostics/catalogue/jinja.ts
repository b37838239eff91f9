import type { Diagnostic } from '../diagnostic.ts';
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
