import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

export function lintSettingUnknown(key: string, known: readonly string[], at: Span | undefined): Diagnostic {
  const similar = nearest(key, known);
  return {
    code: 'LINT_SETTING_UNKNOWN',
    severity: 'error',
    message: `There is no lint setting "${key}"`,
    ...(at && { at }),
    hint: similar === undefined ? `There are: ${known.join(', ')}` : `Did you mean "${similar}"?`,
  };
}

export function lintSettingInvalid(key: string, problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'LINT_SETTING_INVALID',
    severity: 'error',
    message: `Cannot take the lint setting "${key}": ${problem}`,
    ...(at && { at }),
  };
}

/** A file whose format cannot be changed without changing more. */
export function formatRefused(file: string, problem: string): Diagnostic {
  return {
    code: 'FORMAT_REFUSED',
    severity: 'warning',
    message: `Left ${file} as it is: ${problem}`,
  };
}
