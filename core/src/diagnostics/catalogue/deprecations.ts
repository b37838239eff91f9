import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../span.ts';

function deprecated(name: string, message: string, hint: string, at?: Span): Diagnostic {
  return { code: 'DEPRECATED', severity: 'warning', deprecation: name, message, hint, ...(at && { at }) };
}

/** Arguments of a generic test that stand beside its config. Places are not looked up: there may be thousands. */
export function testArgumentsBeside(test: string, owner: string, file: string): Diagnostic {
  return deprecated(
    'MissingArgumentsPropertyInGenericTestDeprecation',
    `The test "${test}" of ${owner} in ${file} has its arguments beside its config`,
    'Put them under "arguments:"',
  );
}

export function sourceOverridden(source: string, at: Span | undefined): Diagnostic {
  return deprecated(
    'SourceOverrideDeprecation',
    `The source "${source}" of another package is overridden`,
    'Turn the package’s source off in the project file, and define it here',
    at,
  );
}

/** A key of the project file that has another name, or that a flag has replaced. */
export function projectKeyDeprecated(
  name: string,
  key: string,
  instead: string,
  at: Span | undefined,
): Diagnostic {
  return deprecated(name, `The project file's key "${key}" is out of date`, `Use ${instead} instead`, at);
}

export function profileConfigDeprecated(at: Span | undefined): Diagnostic {
  return deprecated(
    'ProjectFlagsMovedDeprecation',
    'The profile file holds flags under "config"',
    'Move them under "flags" of the project file',
    at,
  );
}

export function exposureNameDeprecated(name: string, at: Span | undefined): Diagnostic {
  return deprecated(
    'ExposureNameDeprecation',
    `The exposure "${name}" has a name with more than letters, digits, underscores and hyphens`,
    'Keep such a name under "label"',
    at,
  );
}

export function modelsFlagDeprecated(flag: string): Diagnostic {
  return deprecated('ModelParamUsageDeprecation', `The flag ${flag} is out of date`, 'Use --select instead');
}

export function warnErrorKeysDeprecated(): Diagnostic {
  return deprecated(
    'WEOIncludeExcludeDeprecation',
    'The keys "include" and "exclude" of --warn-error-options are out of date',
    'Use "error" and "warn" instead',
  );
}

/** The date that a model's own author set for its end; not one of dbt's deprecations. */
export function modelPastDeprecation(model: string, date: string, at: Span | undefined): Diagnostic {
  return {
    code: 'MODEL_DEPRECATED',
    severity: 'warning',
    message: `The model "${model}" has passed its deprecation date of ${date}`,
    hint: 'Disable it, or remove it',
    ...(at && { at }),
  };
}

export const referenceDeprecated = referenceWarning(
  'REFERENCE_DEPRECATED',
  (date) => `which was deprecated on ${date}`,
);

export const referenceToBeDeprecated = referenceWarning(
  'REFERENCE_TO_BE_DEPRECATED',
  (date) => `which is to be deprecated on ${date}`,
);

/** @returns a warning that one model reads another; `newer` is the version to read instead. */
function referenceWarning(code: string, when: (date: string) => string) {
  return (
    reader: string,
    model: string,
    date: string,
    newer: string | number | null,
    at: Span | undefined,
  ): Diagnostic => ({
    code,
    severity: 'warning',
    message: `The model "${reader}" refers to "${model}", ${when(date)}`,
    ...(newer !== null && { hint: `There is version ${newer} of it: write v=${newer}` }),
    ...(at && { at }),
  });
}
