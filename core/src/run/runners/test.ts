import { DatabaseError, type ResultTable } from '../../adapter/index.ts';
import { testInvalid } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { TestNode } from '../../manifest/index.ts';
import { judgeTest, readTestRow, type TestRow } from '../test-outcome.ts';
import { compileRun } from './compile-run.ts';
import { materialize } from './materialize.ts';
import type { NodeRun, Outcome, Runner } from './runner.ts';

/** Runs a generic or singular test and judges what it finds. */
export const runTest: Runner<TestNode> = async (run) => {
  const { node, context, watch } = run;
  const compiled = await watch.phase('compile', () => compileRun(run));
  return watch.phase('execute', async () => {
    const lookups = context.compiler.lookups(node);
    const { results } = await materialize(run, {
      compiled,
      relation: context.compiler.relation(node),
      lookups,
      config: node.config,
    });
    const main = results.get('main');
    const outcome = judgeTest(testRow(run, main?.table), {
      severity: text(node.config['severity'], 'error'),
      warnIf: text(node.config['warn_if'], '!= 0'),
      errorIf: text(node.config['error_if'], '!= 0'),
      warnsAreErrors: context.invocation.flags['WARN_ERROR'] === true,
    });
    const sample = outcome.status === 'pass' ? undefined : await firstRows(run, compiled.sql);
    return {
      ...outcome,
      response: main?.response,
      ...(sample !== undefined && { sample }),
    } satisfies Outcome;
  });
};

const sampleRows = 5;

/** The first of what the test found. That they cannot be had does not change how the test ended. */
async function firstRows({ connection }: NodeRun<TestNode>, sql: string): Promise<string | undefined> {
  try {
    const { table } = await connection.execute(`select * from (\n${sql}\n) limit ${sampleRows}`, {
      fetch: true,
    });
    return table.rowCount === 0 ? undefined : table.toStr();
  } catch (error) {
    if (error instanceof DatabaseError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
}

function testRow({ node, context }: NodeRun<TestNode>, table: ResultTable | undefined): TestRow {
  const read = readTestRow(
    (table?.columns ?? []).map((column) => column.name),
    table?.toMatrix() ?? [],
  );
  if ('row' in read) return read.row;
  throw new UserError(testInvalid(node.name, read.problem, context.manifest.places.get(node.unique_id)));
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
