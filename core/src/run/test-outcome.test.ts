import { describe, expect, it } from 'vitest';
import { judgeTest, readTestRow } from './test-outcome.ts';

const thresholds = { severity: 'ERROR', warnIf: '!= 0', errorIf: '> 5', warnsAreErrors: false };
const row = (failures: number, shouldWarn: boolean, shouldError: boolean) => ({
  failures,
  shouldWarn,
  shouldError,
});

describe('judgeTest', () => {
  it('passes what finds nothing', () => {
    expect(judgeTest(row(0, false, false), thresholds)).toEqual({
      status: 'pass',
      message: null,
      failures: 0,
    });
  });

  it('fails above the error threshold, warns above the other', () => {
    expect(judgeTest(row(6, true, true), thresholds)).toEqual({
      status: 'fail',
      message: 'Got 6 results, configured to fail if > 5',
      failures: 6,
    });
    expect(judgeTest(row(1, true, false), thresholds)).toEqual({
      status: 'warn',
      message: 'Got 1 result, configured to warn if != 0',
      failures: 1,
    });
  });

  it('never fails with the severity warn, unless warnings are errors', () => {
    const warn = { ...thresholds, severity: 'warn' };
    expect(judgeTest(row(6, true, true), warn).status).toBe('warn');
    expect(judgeTest(row(6, false, true), warn).status).toBe('pass');
    expect(judgeTest(row(6, true, true), { ...warn, warnsAreErrors: true })).toMatchObject({
      status: 'fail',
      message: 'Got 6 results, configured to fail if != 0',
    });
  });
});

describe('readTestRow', () => {
  const names = ['FAILURES', 'should_warn', 'should_error'];

  it('takes numbers and words for truth values', () => {
    expect(readTestRow(names, [[3n, 'true', 0]])).toEqual({ row: row(3, true, false) });
    expect(readTestRow(names, [[0, null, 'F']])).toEqual({ row: row(0, false, false) });
  });

  it('says what is wrong with any other result', () => {
    expect(readTestRow(names, [])).toEqual({ problem: 'its SQL gives 0 rows instead of 1' });
    expect(readTestRow(['id'], [[1]])).toHaveProperty('problem');
    expect(readTestRow(names, [[null, false, false]])).toEqual({ problem: 'its fail_calc gives no number' });
    expect(readTestRow(names, [[1, 'maybe', false]])).toHaveProperty('problem');
  });
});
