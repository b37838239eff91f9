import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

export function projectNotFound(folder: string, expected: readonly string[]): Diagnostic {
  return {
    code: 'PROJECT_NOT_FOUND',
    severity: 'error',
    message: `Cannot find a project in "${folder}": it has no ${expected.join(' or ')}`,
    hint: "Change into the project's folder, or name it with --project-dir",
  };
}

export function severalProjectFiles(folder: string, files: readonly string[]): Diagnostic {
  return {
    code: 'PROJECT_AMBIGUOUS',
    severity: 'error',
    message: `Cannot choose a project file in "${folder}": there are ${files.join(' and ')}`,
    hint: 'Keep one of them',
  };
}

export function projectEmpty(file: string): Diagnostic {
  return {
    code: 'PROJECT_EMPTY',
    severity: 'error',
    message: `Cannot read the project: ${file} is empty`,
    at: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
    hint: 'It needs at least a name, as in "name: shop"',
  };
}

export function keyUnknown(
  key: string,
  at: Span | undefined,
  suggestion: string | undefined,
  severity: 'error' | 'warning',
): Diagnostic {
  return {
    code: 'KEY_UNKNOWN',
    severity,
    message: `The project file has no key "${key}"`,
    ...(at && { at }),
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  };
}

export function keyMissing(key: string, at: Span, example: string): Diagnostic {
  return {
    code: 'KEY_MISSING',
    severity: 'error',
    message: `The key "${key}" is missing`,
    at,
    hint: `Add it, as in "${example}"`,
  };
}

/** A value of another kind than its key takes. */
export function valueWrong(key: string, expected: string, found: string, at: Span | undefined): Diagnostic {
  return {
    code: 'VALUE_WRONG',
    severity: 'error',
    message: `Cannot use "${key}": expected ${expected}, found ${found}`,
    ...(at && { at }),
  };
}

export function nameInvalid(name: string, at: Span | undefined): Diagnostic {
  return {
    code: 'PROJECT_NAME',
    severity: 'error',
    message: `Cannot use "${name}" as the project's name: it may hold letters, digits and underscores, and starts with a letter`,
    ...(at && { at }),
  };
}

export function nameReserved(name: string, at: Span | undefined): Diagnostic {
  return {
    code: 'PROJECT_NAME',
    severity: 'error',
    message: `Cannot use "${name}" as the project's name: it is a built-in project's, or a name that templates need`,
    ...(at && { at }),
    hint: 'Choose another one',
  };
}

export function versionUnsatisfied(
  required: readonly string[],
  actual: string,
  at: Span | undefined,
): Diagnostic {
  return {
    code: 'VERSION_REQUIRED',
    severity: 'error',
    message: `This project needs a dbt version of ${required.join(', ')}, but bk-build stands for dbt ${actual}`,
    ...(at && { at }),
    hint: 'Widen require-dbt-version, or pass --no-version-check',
  };
}

export function versionRangeInvalid(range: string, at: Span | undefined): Diagnostic {
  return {
    code: 'VERSION_RANGE',
    severity: 'error',
    message: `Cannot read the version range "${range}"`,
    ...(at && { at }),
    hint: 'Write it as ">=1.6.0" or [">=1.6.0", "<2.0.0"]',
  };
}

/** A profile that no profiles.yml of these folders has; `files` are those that there are. */
export function profileNotFound(
  name: string,
  searched: { readonly folders: readonly string[]; readonly files: readonly string[] },
  known: readonly string[],
  at: Span | undefined,
): Diagnostic {
  const { files, folders } = searched;
  const where =
    files.length > 0
      ? ` in ${files.join(', ')}`
      : `: there is no profiles.yml in ${[...new Set(folders)].join(' or ')}`;
  return {
    code: 'PROFILE_NOT_FOUND',
    severity: 'error',
    message: `Could not find profile named '${name}'${where}`,
    ...(at && { at }),
    hint:
      known.length > 0
        ? `Profiles there: ${known.join(', ')}`
        : 'Write a profiles.yml beside the project file, or in ~/.dbt',
  };
}

export function profileUnnamed(file: string): Diagnostic {
  return {
    code: 'PROFILE_UNNAMED',
    severity: 'error',
    message: 'The project names no profile',
    at: { file, line: 1, column: 1, endLine: 1, endColumn: 1 },
    hint: 'Add "profile: …" to the project file, or pass --profile',
  };
}

export function targetNotFound(
  name: string,
  profile: string,
  known: readonly string[],
  at: Span | undefined,
): Diagnostic {
  const targets = known.length > 0 ? `Its targets are: ${known.join(', ')}` : 'It has no targets';
  const similar = nearest(name, known);
  return {
    code: 'TARGET_NOT_FOUND',
    severity: 'error',
    message: `The profile '${profile}' does not have a target named '${name}'. ${targets}`,
    ...(at && { at }),
    hint:
      similar === undefined
        ? 'Add it under outputs:, or name another with --target'
        : `Did you mean "${similar}"?`,
  };
}

export function profilesFileMissing(folder: string): Diagnostic {
  return {
    code: 'PROFILES_MISSING',
    severity: 'error',
    message: `Cannot choose a database: dbt looked for a profiles.yml file in ${folder}, where there is none`,
    hint: 'Write one beside the project file or in ~/.dbt, or make it with: bk-build init',
  };
}

export function fileUnreadable(file: string, problem: string): Diagnostic {
  return { code: 'FILE_UNREADABLE', severity: 'error', message: `Cannot read "${file}": ${problem}` };
}

export function queryCommentInvalid(problem: string, at: Span | undefined): Diagnostic {
  return {
    code: 'QUERY_COMMENT',
    severity: 'error',
    message: `Cannot use the project's query-comment: ${problem}`,
    ...(at && { at }),
  };
}

/** A key under `flags:` that is no flag, though it is much like one. */
export function projectFlagUnknown(key: string, similar: string, at: Span | undefined): Diagnostic {
  return {
    code: 'FLAG_UNKNOWN',
    severity: 'warning',
    message: `There is no flag "${key}", so it has no effect`,
    ...(at && { at }),
    hint: `Did you mean "${similar}"?`,
  };
}
