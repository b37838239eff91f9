import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ignoreRules } from './ignore.ts';

interface Recorded {
  readonly paths: readonly string[];
  readonly answers: readonly {
    readonly rules: string;
    readonly git: readonly string[];
    readonly dbt: unknown;
  }[];
}

const recorded = new URL('../../test/project/recorded/ignores.json', import.meta.url);
const { paths, answers } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;

/** Where dbt takes files back that git does not: their folder is left out. */
const asDbt = new Set(['models/old\n!models/old/a.sql\n', '*\n!*.sql\n', '*.s?l\n!old/\n']);

/** `git check-ignore` was asked, and the library that dbt uses (core/test/project/record.py). */
test.each(answers.map((answer) => [JSON.stringify(answer.rules), answer] as const))(
  '%s',
  (_, { rules, git, dbt }) => {
    const isIgnored = ignoreRules(rules);
    expect(paths.filter((path) => isIgnored(path))).toEqual(asDbt.has(rules) ? dbt : git);
  },
);

test('without rules nothing is left out', () =>
  expect(ignoreRules('# nothing\n\n')('models/a.sql')).toBe(false));
