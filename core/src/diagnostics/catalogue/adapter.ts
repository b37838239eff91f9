import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';

/** A key of a profile's target that cannot be what it is. */
export function profileValueInvalid(
  key: string,
  problem: string,
  at: Span | undefined,
  hint?: string,
): Diagnostic {
  return {
    code: 'PROFILE_VALUE',
    severity: 'error',
    message: `Cannot use the profile's "${key}": ${problem}`,
    ...(at && { at }),
    ...(hint !== undefined && { hint }),
  };
}

export function profileKeyUnknown(
  key: string,
  database: string,
  suggestion: string | undefined,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'PROFILE_KEY_UNKNOWN',
    severity: 'warning',
    message: `The profile's key "${key}" has no meaning for ${database}`,
    ...(at && { at }),
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  };
}

/** A key that only another program can make use of. */
export function profileKeyIgnored(key: string, reason: string, at: Span | undefined): Diagnostic {
  return {
    code: 'PROFILE_KEY_IGNORED',
    severity: 'warning',
    message: `The profile's key "${key}" has no effect: ${reason}`,
    ...(at && { at }),
  };
}

/** The one writer that DuckDB allows is somebody else. */
export function databaseLocked(path: string, holder: string | undefined): Diagnostic {
  return {
    code: 'DATABASE_LOCKED',
    severity: 'error',
    message: `Cannot open "${path}": another process is using it${holder === undefined ? '' : ` (${holder})`}`,
    hint: 'Close that process, or wait until it ends; DuckDB lets one process at a time write to a file',
  };
}

/** @param kind What the file is instead: `it is empty`. */
export function notADatabase(path: string, kind: string): Diagnostic {
  return {
    code: 'NOT_A_DATABASE',
    severity: 'error',
    message: `Cannot open "${path}": it is not a DuckDB database; ${kind}`,
    hint: 'Point the profile\'s "path" at another file, or move this one away; it was left as it is',
  };
}

export function databaseUnavailable(path: string, problem: string, hint: string): Diagnostic {
  return {
    code: 'DATABASE_UNAVAILABLE',
    severity: 'error',
    message: `Cannot open "${path}": ${problem}`,
    hint,
  };
}

/** A statement of the profile (extension, attach, secret, setting) that the database refused. */
export function connectionSetupFailed(what: string, problem: string): Diagnostic {
  return {
    code: 'CONNECTION_SETUP',
    severity: 'error',
    message: `Cannot set up the connection: ${what} failed: ${problem}`,
    hint: 'Correct the profile, then try bk-build debug',
  };
}
