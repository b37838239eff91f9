/** What `ref`, `source`, `function` and `metric` name, and there is not, or may not be named. */
import type { Diagnostic } from '../diagnostic.ts';
import { place } from '../format.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

/** What stands behind a name that was not found: the names that could have been meant, each with its file. */
export type KnownNames = ReadonlyMap<string, string>;

const nearestWithFile = (name: string, known: KnownNames): { hint?: string } => {
  const similar = nearest(name, known.keys());
  return similar === undefined ? {} : { hint: `Did you mean "${similar}" (${known.get(similar)})?` };
};

/** A `ref()` that names no model, seed or snapshot; `call` is how it was written, without its `ref`. */
export function refNotFound(call: string, name: string, known: KnownNames, at: Span): Diagnostic {
  return {
    code: 'REF_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve ref(${call}): no model, seed or snapshot has that name`,
    at,
    ...nearestWithFile(name, known),
  };
}

export function refVersionNotFound(
  call: string,
  versions: readonly (string | number)[],
  at: Span,
): Diagnostic {
  const known = versions.length === 0 ? 'no versions' : `the versions ${versions.join(', ')}`;
  return {
    code: 'REF_VERSION_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve ref(${call}): the model has ${known}`,
    at,
  };
}

export function refAmbiguous(call: string, packages: readonly string[], at: Span): Diagnostic {
  return {
    code: 'REF_AMBIGUOUS',
    severity: 'error',
    message: `Cannot resolve ref(${call}): the packages ${packages.map((name) => `"${name}"`).join(' and ')} each have a node of that name`,
    at,
    hint: `Name the package first: ref("${packages[0]}", ${call})`,
  };
}

export function refDisabled(call: string, disabled: Span, at: Span): Diagnostic {
  return {
    code: 'REF_DISABLED',
    severity: 'error',
    message: `Cannot resolve ref(${call}): the node it names is disabled`,
    at,
    hint: `It is declared at ${place(disabled)}; enable it, or disable what refers to it`,
  };
}

export function refAccessDenied(
  call: string,
  access: 'private' | 'protected',
  scope: string,
  at: Span,
): Diagnostic {
  const within = access === 'private' ? `the group "${scope}"` : `the package "${scope}"`;
  return {
    code: 'REF_ACCESS_DENIED',
    severity: 'error',
    message: `Cannot resolve ref(${call}): the model is ${access}, and only nodes of ${within} may refer to it`,
    at,
  };
}

export function sourceNotFound(source: string, table: string, known: KnownNames, at: Span): Diagnostic {
  return {
    code: 'SOURCE_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve source("${source}", "${table}"): no source has that name`,
    at,
    ...nearestWithFile(`${source}.${table}`, known),
  };
}

export function sourceDisabled(source: string, table: string, disabled: Span, at: Span): Diagnostic {
  return {
    code: 'SOURCE_DISABLED',
    severity: 'error',
    message: `Cannot resolve source("${source}", "${table}"): the source is disabled`,
    at,
    hint: `It is declared at ${place(disabled)}`,
  };
}

export function functionNotFound(name: string, known: KnownNames, at: Span): Diagnostic {
  return {
    code: 'FUNCTION_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve function("${name}"): no function has that name`,
    at,
    ...nearestWithFile(name, known),
  };
}

export function functionDisabled(name: string, disabledAt: Span, at: Span): Diagnostic {
  return {
    code: 'FUNCTION_DISABLED',
    severity: 'error',
    message: `Cannot resolve function("${name}"): the function is disabled`,
    at,
    hint: `It is declared at ${place(disabledAt)}`,
  };
}

export function metricNotFound(name: string, known: KnownNames, at: Span): Diagnostic {
  return {
    code: 'METRIC_NOT_FOUND',
    severity: 'error',
    message: `Cannot resolve metric("${name}"): no metric has that name`,
    at,
    ...nearestWithFile(name, known),
  };
}

/** A test that refers to nothing is left out, and the others run. */
export function testLeftOut(test: string, cause: Diagnostic): Diagnostic {
  return { ...cause, severity: 'warning', message: `The test "${test}" is left out. ${cause.message}` };
}
