import type { ResultTable } from '../../adapter/index.ts';
import { InternalError } from '../../diagnostics/index.ts';
import { fromJson, toStr, type Value } from '../../jinja/index.ts';
import type { ModelNode, UnitTestNode } from '../../manifest/index.ts';
import type { CompiledSql } from '../run-context.ts';
import { diffTables, type TextRow } from '../table-diff.ts';
import { buildInputs, inputLookups } from '../unit-tests/inputs.ts';
import { materialize } from './materialize.ts';
import type { NodeRun, Outcome, Runner } from './runner.ts';

/** Runs a model's SQL on given rows and compares what comes out with what was expected. */
export const runUnitTest: Runner<UnitTestNode> = async (run) => {
  const { node, context, watch } = run;
  const tested = testedModel(run);
  const compiled = await watch.phase('compile', () => compileOnInputs(run, tested));
  return watch.phase('execute', async () => {
    const { rows, format } = node.expect;
    const { results } = await materialize(run, {
      compiled,
      relation: context.compiler.relation(tested),
      lookups: context.compiler.lookups(tested),
      config: {
        ...node.config,
        materialized: 'unit',
        expected_rows: format === 'sql' ? [] : (rows ?? []),
        expected_sql: format === 'sql' ? rows : null,
      },
    });
    const main = results.get('main');
    return { ...compare(main?.table), response: main?.response } satisfies Outcome;
  });
};

function testedModel({ node, context }: NodeRun<UnitTestNode>): ModelNode {
  const tested = context.manifest.nodes.get(node.depends_on.nodes[0] ?? '');
  if (tested?.resource_type !== 'model') throw new InternalError(`${node.unique_id} has no model`);
  return tested;
}

async function compileOnInputs(run: NodeRun<UnitTestNode>, tested: ModelNode): Promise<CompiledSql> {
  const { node, context, connection } = run;
  const inputs = await buildInputs(run, tested);
  const { macros = {}, vars = {}, env_vars: env = {} } = node.overrides ?? {};
  const self = inputs.find(({ isThis }) => isThis);
  const compiled = await context.compiler.compile(tested, connection, {
    lookups: inputLookups(node, context.compiler.lookups(tested), inputs),
    ...(self && { relation: self.relation }),
    macros: new Map(Object.entries(macros).map(([name, value]): [string, Value] => [name, fromJson(value)])),
    vars,
    env: new Map(Object.entries(env).map(([name, value]) => [name, toStr(fromJson(value))])),
    ctes: inputs,
  });
  run.keep(compiled);
  context.effects.writeCompiled(node, compiled.sql);
  return compiled;
}

function compare(table: ResultTable | undefined): Pick<Outcome, 'status' | 'message' | 'failures'> {
  const names = (table?.columns ?? []).map(({ name }) => name.toLowerCase());
  const side = names.indexOf('actual_or_expected');
  const rowsOf = (wanted: string): TextRow[] =>
    (table?.toMatrix() ?? [])
      .filter((row) => row[side] === wanted)
      .map((row) => row.toSpliced(side, 1).map((cell) => (cell === null ? null : toStr(cell))));
  const diff = diffTables(names.toSpliced(side, 1), rowsOf('expected'), rowsOf('actual'));
  if (diff === undefined) return { status: 'pass', message: null, failures: 0 };
  return { status: 'fail', message: `\n\nactual differs from expected:\n\n${diff}\n`, failures: 1 };
}
