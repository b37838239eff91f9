import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

function fault(code: string, message: string, hint?: string, at?: Span): Diagnostic {
  return { code, severity: 'error', message, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

function nearestOrAll(name: string, known: readonly string[]): string {
  const similar = nearest(name, known);
  return similar === undefined ? `Use one of ${known.join(', ')}` : `Did you mean "${similar}"?`;
}

export function selectorMethodUnknown(
  name: string,
  raw: string,
  known: readonly string[],
  at?: Span,
): Diagnostic {
  return fault(
    'SELECTOR_METHOD_UNKNOWN',
    `Cannot select "${raw}": there is no method "${name}"`,
    nearestOrAll(name, known),
    at,
  );
}

export function selectorValueInvalid(
  method: string,
  value: string,
  expected: string,
  known: readonly string[] = [],
): Diagnostic {
  return fault(
    'SELECTOR_VALUE_INVALID',
    `Cannot select "${method}:${value}": expected ${expected}`,
    known.length > 0 ? nearestOrAll(value, known) : undefined,
  );
}

/** `@x+`: the parents of all children are there already. */
export function selectorOperatorsConflict(raw: string, at?: Span): Diagnostic {
  return fault(
    'SELECTOR_OPERATORS_CONFLICT',
    `Cannot select "${raw}": "@" before and "+" after a name exclude each other`,
    'Use "@" alone: it takes all children with all of their parents',
    at,
  );
}

/** The same, said by keys of selectors.yml. */
export function selectorKeysConflict(raw: string, at?: Span): Diagnostic {
  return fault(
    'SELECTOR_OPERATORS_CONFLICT',
    `Cannot select "${raw}": "children" and "childrens_parents" exclude each other`,
    'Keep "childrens_parents" alone: it takes all children with all of their parents',
    at,
  );
}

export function selectorNeedsState(method: string, value: string, missing: string): Diagnostic {
  return fault(
    'SELECTOR_NEEDS_STATE',
    `Cannot select "${method}:${value}": there is no earlier ${missing} to compare with`,
    `Point --state at a folder that has a ${missing}`,
  );
}

export function contractBroken(
  model: string,
  changes: readonly string[],
  isVersioned: boolean,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'CONTRACT_BROKEN',
    severity: isVersioned ? 'error' : 'warning',
    message: `The contract of "${model}" was broken since the earlier manifest: ${changes.join('; ')}`,
    ...(at && { at }),
    hint: isVersioned
      ? 'Restore the contract, or make the change in a new version of the model'
      : 'Version the model, so that its readers can move at their own pace',
  };
}

/** @param known Names of nodes, where the criterion is a name. */
export function nothingMatches(raw: string, known: Iterable<string> = []): Diagnostic {
  const similar = nearest(raw.replace(/^[@\d+]*|[\d+]*$/g, ''), known);
  return {
    ...(similar !== undefined && { hint: `Did you mean "${similar}"?` }),
    code: 'NOTHING_SELECTED_BY',
    severity: 'warning',
    message: `The selection criterion "${raw}" does not match any enabled nodes`,
  };
}

export function selectorNotFound(name: string, known: readonly string[], at?: Span): Diagnostic {
  const hint =
    known.length > 0 ? nearestOrAll(name, known) : 'Define it in selectors.yml, beside the project file';
  return fault('SELECTOR_NOT_FOUND', `Cannot find the selector "${name}"`, hint, at);
}

export function selectorDefinitionInvalid(
  name: string,
  problem: string,
  hint?: string,
  at?: Span,
): Diagnostic {
  return fault('SELECTOR_INVALID', `Cannot read the selector "${name}": ${problem}`, hint, at);
}

export function selectorKeyIgnored(
  name: string,
  key: string,
  hint: string | undefined,
  at?: Span,
): Diagnostic {
  return {
    code: 'SELECTOR_KEY_IGNORED',
    severity: 'warning',
    message: `The key "${key}" in the selector "${name}" has no effect`,
    ...(hint !== undefined && { hint }),
    ...(at && { at }),
  };
}

export function selectorCycle(names: readonly string[], at?: Span): Diagnostic {
  return fault(
    'SELECTOR_CYCLE',
    `The selector "${names[0]}" contains itself: ${names.join(' → ')}`,
    'Take one of these references out',
    at,
  );
}

export function selectorDefaultsConflict(first: string, second: string, at?: Span): Diagnostic {
  return fault(
    'SELECTOR_DEFAULTS_CONFLICT',
    `The selectors "${first}" and "${second}" both are the default`,
    'Keep "default: true" on one of them',
    at,
  );
}
