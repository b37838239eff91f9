import type { Diagnostic } from '../diagnostic.ts';
import { nearest } from '../nearest.ts';
import type { Span } from '../span.ts';

type Fault = Diagnostic & { readonly severity: 'error' };

function fault(code: string, message: string, at: Span | undefined, hint?: string): Fault {
  return { code, severity: 'error', message, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

/** The database refused a node's SQL; `message` is in its own words. */
export function databaseRefused(
  message: string,
  at: Span | undefined,
  candidates: readonly string[],
  advice?: string,
): Diagnostic {
  const hint =
    candidates.length > 0 ? `Did you mean ${candidates.map((name) => `"${name}"`).join(' or ')}?` : advice;
  return fault('DATABASE_ERROR', message, at, hint);
}

export function materializationNotFound(
  name: string,
  materialized: string,
  type: string,
  at: Span | undefined,
  known: Iterable<string>,
): Diagnostic {
  const similar = nearest(materialized, known);
  return fault(
    'MATERIALIZATION_NOT_FOUND',
    `Cannot build "${name}": there is no materialization "${materialized}" for ${type}`,
    at,
    similar === undefined
      ? `Correct the config "materialized", or write {% materialization ${materialized}, default %}`
      : `Did you mean "${similar}"?`,
  );
}

export function materializationGaveNothing(
  name: string,
  materialized: string,
  at: Span | undefined,
): Diagnostic {
  return fault(
    'MATERIALIZATION_INVALID',
    `Cannot build "${name}": the materialization "${materialized}" does not return {'relations': [...]}`,
    at,
    "End it with {{ return({'relations': [target_relation]}) }}",
  );
}

/** A Python model's code failed, or could not be run; `problem` says so in Python's words or ours. */
export function pythonFailed(problem: string, at: Span | undefined, hint: string | undefined): Diagnostic {
  return fault('PYTHON_ERROR', problem, at, hint);
}

export function pythonReadsEphemeral(name: string, ephemeral: string, at: Span | undefined): Diagnostic {
  return fault(
    'PYTHON_MODEL',
    `Cannot build "${name}": Python cannot read the model "${ephemeral}", which is ephemeral and so no relation`,
    at,
    `Give "${ephemeral}" another materialization, such as view`,
  );
}

export function functionNotSql(name: string, language: string, at: Span | undefined): Diagnostic {
  return fault(
    'FUNCTION_LANGUAGE',
    `Cannot make the function "${name}": the database has no functions in ${language}`,
    at,
    'Write it in SQL, as an expression of its arguments',
  );
}

export function microbatchConfigInvalid(name: string, problem: string, at: Span | undefined): Diagnostic {
  return fault('MICROBATCH_CONFIG', `Cannot build "${name}" in batches: ${problem}`, at);
}

export function testInvalid(name: string, problem: string, at: Span | undefined): Diagnostic {
  return fault('TEST_INVALID', `Cannot judge the test "${name}": ${problem}`, at);
}

export function seedUnreadable(file: string, problem: string): Diagnostic {
  return fault(
    'SEED_UNREADABLE',
    `Cannot read the seed ${file}: ${problem}`,
    undefined,
    'It was there when the project was read: run the command again once nothing moves or writes it',
  );
}

export function seedDelimiterEmpty(name: string, at: Span | undefined): Diagnostic {
  return fault(
    'SEED_DELIMITER_EMPTY',
    `Cannot read the seed "${name}": its config gives an empty delimiter`,
    at,
    'Give the character between its values, as in delimiter: ";"',
  );
}

/** A line of a CSV file that is not as it should be. */
export function seedInvalid(problem: string, at: Span, hint?: string): Diagnostic {
  return fault('SEED_INVALID', `Cannot load the seed: ${problem}`, at, hint);
}

/** A column of a CSV file that has no name, or one that another has too. */
export function seedColumnRenamed(position: number, name: string, given: string, at: Span): Diagnostic {
  const problem = name === '' ? 'has no name' : `is the second with the name "${name}"`;
  return {
    code: 'SEED_COLUMN_RENAMED',
    severity: 'warning',
    message: `Column ${position} of the seed ${problem}: it is called "${given}"`,
    at,
    hint: 'Name it in the first line',
  };
}

export function unitTestInputMissing(call: string, test: string, at: Span): Diagnostic {
  return fault(
    'UNIT_TEST_INPUT_MISSING',
    `Cannot resolve ${call} in the unit test "${test}": the test gives no rows for it`,
    at,
    `Add "- input: ${call}" with rows to the unit test; "rows: []" gives none`,
  );
}

export function unitTestColumnsUnknown(input: string, test: string, at: Span | undefined): Diagnostic {
  return fault(
    'UNIT_TEST_COLUMNS_UNKNOWN',
    `Cannot give rows for ${input} in the unit test "${test}": its columns are not known, since the relation does not exist`,
    at,
    'Build it once, name all columns that are read in its property file with their data_type, or give the rows as sql',
  );
}

/** A relation that a killed run left behind was removed. */
export function leftOverDropped(relation: string): Diagnostic {
  return {
    code: 'LEFT_OVER_DROPPED',
    severity: 'warning',
    message: `Dropped ${relation}, left behind by a run that was cut off`,
  };
}

/** A source whose age cannot be told. */
export function freshnessUnmeasured(source: string, problem: string, at: Span | undefined): Diagnostic {
  return fault(
    'FRESHNESS_UNMEASURED',
    `Cannot tell how fresh the source "${source}" is: ${problem}`,
    at,
    'Give it a loaded_at_field: the column, or the expression, that holds when a row was loaded',
  );
}
