import type { Value } from '../jinja/index.ts';

/** The one row that a test's statement gives. */
export interface TestRow {
  readonly failures: number;
  readonly shouldWarn: boolean;
  readonly shouldError: boolean;
}

export interface TestThresholds {
  /** `error` or `warn`, in any letter case. */
  readonly severity: string;
  /** Comparisons as written: `!= 0`, `> 10`. */
  readonly warnIf: string;
  readonly errorIf: string;
  /** `--warn-error`: a warning counts as a failure. */
  readonly warnsAreErrors: boolean;
}

export interface TestOutcome {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly message: string | null;
  readonly failures: number;
}

/** What a test's finding means. A test of severity warn never fails; one of severity error may still only warn. */
export function judgeTest(row: TestRow, thresholds: TestThresholds): TestOutcome {
  const { severity, warnIf, errorIf, warnsAreErrors } = thresholds;
  const got = `Got ${row.failures} result${row.failures === 1 ? '' : 's'}, configured to`;
  if (severity.toLowerCase() === 'error' && row.shouldError) {
    return { status: 'fail', message: `${got} fail if ${errorIf}`, failures: row.failures };
  }
  if (row.shouldWarn) {
    return warnsAreErrors
      ? { status: 'fail', message: `${got} fail if ${warnIf}`, failures: row.failures }
      : { status: 'warn', message: `${got} warn if ${warnIf}`, failures: row.failures };
  }
  return { status: 'pass', message: null, failures: 0 };
}

const trueWords = new Set(['y', 'yes', 't', 'true', 'on', '1']);
const falseWords = new Set(['n', 'no', 'f', 'false', 'off', '0']);

/**
 * The row of a result with the columns failures, should_warn and should_error.
 *
 * @returns what is wrong with it, where it is not such a row.
 */
export function readTestRow(
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): { readonly row: TestRow } | { readonly problem: string } {
  if (rows.length !== 1) return { problem: `its SQL gives ${rows.length} rows instead of 1` };
  const [row] = rows;
  const cell = (name: string): Value | undefined =>
    row![columns.findIndex((column) => column.toLowerCase() === name)];
  const failures = cell('failures');
  const shouldWarn = truth(cell('should_warn'));
  const shouldError = truth(cell('should_error'));
  if (
    failures === undefined ||
    shouldWarn === undefined ||
    shouldError === undefined ||
    columns.length !== 3
  ) {
    return {
      problem: `its SQL gives the columns ${columns.join(', ')} instead of failures, should_warn, should_error`,
    };
  }
  const count = Number(failures ?? Number.NaN);
  if (!Number.isFinite(count)) return { problem: 'its fail_calc gives no number' };
  return { row: { failures: count, shouldWarn, shouldError } };
}

/** Null, as a comparison with null gives it, is false; a word that is no truth value gives undefined. */
function truth(value: Value | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return Boolean(value);
  const word = value.toLowerCase();
  return trueWords.has(word) ? true : falseWords.has(word) ? false : undefined;
}
