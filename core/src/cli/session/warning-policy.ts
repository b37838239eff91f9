import type { JsonObject } from '../../config/index.ts';
import { type Diagnostic, UserError } from '../../diagnostics/index.ts';
import type { FlagValues } from '../flags/values.ts';
import { readYamlFlag } from './yaml-flag.ts';

/** What becomes of warnings: `--warn-error` and `--warn-error-options`. */
export interface WarningPolicy {
  /** The diagnostic as it counts; undefined when it is not to be heard of. */
  apply(diagnostic: Diagnostic): Diagnostic | undefined;
}

/** dbt's names of events, for options written for it. */
const dbtNames: Readonly<Record<string, readonly string[]>> = {
  NOTHING_SELECTED_BY: ['NoNodesForSelectionCriteria'],
  NOTHING_SELECTED: ['NothingToDo', 'NoNodesSelected'],
  CONTRACT_BROKEN: ['UnversionedBreakingChange'],
  WARNING_RAISED: ['JinjaLogWarning'],
};

/** @throws UserError when the options cannot be read */
export function warningPolicy(values: Pick<FlagValues, 'warn_error' | 'warn_error_options'>): WarningPolicy {
  const options = readYamlFlag('--warn-error-options', values.warn_error_options);
  const errors = values.warn_error ? 'all' : namesOf(options, ['error', 'include']);
  const warnings = namesOf(options, ['warn', 'exclude']);
  const silenced = namesOf(options, ['silence']);
  const names = ({ code }: Diagnostic): readonly string[] => [code, ...(dbtNames[code] ?? [])];
  const holds = (list: readonly string[] | 'all', diagnostic: Diagnostic): boolean =>
    list === 'all' || names(diagnostic).some((name) => list.includes(name));
  return {
    apply(diagnostic) {
      if (diagnostic.severity === 'error') return diagnostic;
      if (holds(silenced, diagnostic)) return undefined;
      const isError = holds(errors, diagnostic) && (warnings === 'all' || !holds(warnings, diagnostic));
      return isError ? { ...diagnostic, severity: 'error' } : diagnostic;
    },
  };
}

function namesOf(options: JsonObject, keys: readonly string[]): readonly string[] | 'all' {
  const value = keys.map((key) => options[key]).find((item) => item !== undefined && item !== null);
  if (value === undefined) return [];
  if (value === 'all' || value === '*') return 'all';
  return Array.isArray(value) ? value.map(String) : [String(value as string)];
}

/** Tells each; throws when one of them is an error. */
export function settle(
  diagnostics: readonly Diagnostic[],
  policy: WarningPolicy,
  tell: (diagnostic: Diagnostic) => void,
): void {
  const counted = diagnostics.map((item) => policy.apply(item)).filter((item) => item !== undefined);
  const errors = counted.filter(({ severity }) => severity === 'error');
  for (const diagnostic of counted) if (diagnostic.severity === 'warning') tell(diagnostic);
  if (errors.length > 0) throw new UserError(errors);
}
