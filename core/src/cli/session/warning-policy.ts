import type { Json, JsonObject } from '../../config/index.ts';
import { type Diagnostic, flagValueInvalid, UserError } from '../../diagnostics/index.ts';
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
  TEMPLATE_WARNING: ['JinjaLogWarning'],
  CONFIG_PATH_UNUSED: ['UnusedResourceConfigPath'],
  PROPERTIES_WITHOUT_NODE: ['NoNodeForYamlKey', 'MacroNotFoundForPatch'],
  PROPERTIES_OF_OTHER_KIND: ['WrongResourceSchemaFile'],
  YAML_DUPLICATE_KEY: ['DuplicateYAMLKeysDeprecation'],
  PACKAGE_UNPINNED: ['DepsUnpinned'],
  MODEL_DEPRECATED: ['DeprecatedModel'],
  REFERENCE_DEPRECATED: ['DeprecatedReference'],
  REFERENCE_TO_BE_DEPRECATED: ['UpcomingReferenceDeprecation'],
  RESOURCE_DOUBTFUL: ['SemanticValidationFailure'],
};

/** The name that stands for all deprecations at once. */
const deprecations = 'Deprecations';

/**
 * The named one wins over `Deprecations`, and that over `all`; silence over warn, and warn over error.
 * @throws UserError when the options cannot be read
 */
export function warningPolicy(values: Pick<FlagValues, 'warn_error' | 'warn_error_options'>): WarningPolicy {
  const options = readOptions(readYamlFlag('--warn-error-options', values.warn_error_options));
  const errors = values.warn_error ? 'all' : options.error;
  return {
    apply(diagnostic) {
      if (diagnostic.severity === 'error') return diagnostic;
      const names = namesOf(diagnostic);
      const isNamedIn = (list: Names): boolean => list !== 'all' && names.some((name) => list.includes(name));
      const isGroupIn = (list: Names): boolean =>
        diagnostic.deprecation !== undefined && list !== 'all' && list.includes(deprecations);
      const { silence, warn } = options;
      if (isNamedIn(silence)) return undefined;
      if (isGroupIn(silence) && !isNamedIn(errors) && !isNamedIn(warn)) return undefined;
      const isSpared = isNamedIn(warn) || warn === 'all';
      const isGroupSpared = isSpared || isGroupIn(warn);
      const isError =
        (isNamedIn(errors) && !isSpared) || ((isGroupIn(errors) || errors === 'all') && !isGroupSpared);
      return isError ? { ...diagnostic, severity: 'error' } : diagnostic;
    },
  };
}

function namesOf({ code, deprecation }: Diagnostic): readonly string[] {
  return [code, ...(dbtNames[code] ?? []), ...(deprecation === undefined ? [] : [deprecation])];
}

type Names = readonly string[] | 'all';

/** The former names of the keys. */
const formerKeys = { error: 'include', warn: 'exclude', silence: undefined } as const;
const knownKeys = ['error', 'warn', 'silence', 'include', 'exclude'];

function readOptions(options: JsonObject): Readonly<Record<keyof typeof formerKeys, Names>> {
  const refuse = (expected: string, value: Json, known?: readonly string[]): never => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    throw new UserError(flagValueInvalid('--warn-error-options', text, expected, known));
  };
  for (const key of Object.keys(options)) {
    if (!knownKeys.includes(key)) refuse(`the keys ${knownKeys.slice(0, 3).join(', ')}`, key, knownKeys);
  }
  const read = (key: keyof typeof formerKeys): Names => {
    const former = formerKeys[key];
    if (former !== undefined && options[key] !== undefined && options[former] !== undefined)
      refuse(`either ${key} or ${former}`, `${key}, ${former}`);
    const value = options[key] ?? (former === undefined ? undefined : options[former]) ?? [];
    if (value === 'all' || value === '*') return 'all';
    if (Array.isArray(value)) return (value as readonly Json[]).map(String);
    return refuse(`a list of names${key === 'error' ? ', or all' : ''} under ${key}`, value);
  };
  return { error: read('error'), warn: read('warn'), silence: read('silence') };
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
