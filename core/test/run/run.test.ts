import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/run/results.ts';
import { applyFiles, type Case, copyProject, type Outcome, readCase, readRelations, type Step } from './cases.ts';
import { runProject } from './harness.ts';

const cases = fileURLToPath(new URL('cases', import.meta.url));

describe.each(readdirSync(cases))('%s', (name) => {
  const folder = join(cases, name);
  const definition = readCase(folder);

  it(definition.description, async () => {
    const { project, done } = copyProject(folder);
    try {
      const outcomes: Outcome[] = [];
      for (const step of definition.steps) outcomes.push(await runStep(project, step, definition));
      const file = join(folder, 'expected.json');
      if (definition.isOwn && (process.env['UPDATE'] === '1' || (!existsSync(file) && !process.env['CI']))) {
        writeFileSync(file, `${JSON.stringify(outcomes, null, 1)}\n`);
      }
      const expected = JSON.parse(readFileSync(file, 'utf8')) as Outcome[];
      for (const [index, outcome] of outcomes.entries()) expect(outcome, `step ${index + 1}`).toEqual(expected[index]);
    } finally {
      done();
    }
  }, 180_000);
});

async function runStep(project: string, step: Step, definition: Case): Promise<Outcome> {
  applyFiles(project, step);
  const { results } = await runProject(project, {
    vars: step.vars ?? {},
    flags: {
      FULL_REFRESH: step.full_refresh ?? false,
      STORE_FAILURES: step.store_failures ?? false,
      EVENT_TIME_START: step.event_time_start ?? null,
      EVENT_TIME_END: step.event_time_end ?? null,
    },
  });
  const byId = results.toSorted((a, b) => (a.unique_id < b.unique_id ? -1 : 1));
  return {
    statuses: Object.fromEntries(byId.map((result) => [result.unique_id, result.status])),
    messages: Object.fromEntries(byId.filter((result) => (definition.isOwn ? result.status !== 'skipped' : hasComparableMessage(result))).map((result) => [result.unique_id, result.message])),
    relations: await readRelations(join(project, 'build.duckdb'), definition.relations ?? [], definition.volatile ?? []),
  };
}

/** Of dbt's messages those that count something; errors and differences are worded in our own way. */
const hasComparableMessage = ({ status, unique_id: id }: RunResult): boolean =>
  ['success', 'pass', 'warn', 'fail', 'partial success'].includes(status) && !id.startsWith('unit_test.');
