import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { warningPolicy } from './warning-policy.ts';

type Answer = 'error' | 'silenced' | 'warning';
type Recorded = readonly (readonly [unknown, readonly string[], readonly string[], Answer, Answer])[];

const recorded = new URL('../../../test/cli/recorded/warn-error.json', import.meta.url);
const answers = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;

const plain: Diagnostic = { code: 'NOTHING_SELECTED_BY', severity: 'warning', message: '' };
const deprecation: Diagnostic = {
  code: 'DEPRECATED',
  severity: 'warning',
  deprecation: 'SourceOverrideDeprecation',
  message: '',
};

function answer(options: object, diagnostic: Diagnostic, isStrict = false): Answer {
  const values = { warn_error: isStrict, warn_error_options: JSON.stringify(options) };
  return warningPolicy(values).apply(diagnostic)?.severity ?? 'silenced';
}

it('makes of warnings what dbt makes of them', () => {
  expect(answers.length).toBeGreaterThan(200);
  for (const [error, warn, silence, ofPlain, ofDeprecation] of answers) {
    const options = { error, warn, silence };
    expect([options, answer(options, plain), answer(options, deprecation)]).toEqual([
      options,
      ofPlain,
      ofDeprecation,
    ]);
  }
});

describe('names', () => {
  it.each([
    [{ include: 'all', exclude: ['NOTHING_SELECTED_BY'] }, 'warning'],
    [{ include: ['NoNodesForSelectionCriteria'] }, 'error'],
    [{ error: '*' }, 'error'],
    [{ error: ['NothingElse'] }, 'warning'],
    [{ silence: ['NOTHING_SELECTED_BY'] }, 'silenced'],
    [{ error: null }, 'warning'],
  ] as const)('%j', (options, expected) => expect(answer(options, plain)).toBe(expected));

  it('--warn-error takes all', () => expect(answer({}, plain, true)).toBe('error'));

  it.each([
    [{ eror: 'all' }, /expected the keys error, warn, silence/],
    [{ error: 'some' }, /expected a list of names, or all under error/],
    [{ error: [], include: [] }, /either error or include/],
  ])('refuses %j', (options, expected) => expect(() => answer(options, plain)).toThrow(expected));
});
