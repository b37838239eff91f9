import { functionNotSql } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { FunctionNode } from '../../manifest/index.ts';
import { compileRun } from './compile-run.ts';
import { materialize } from './materialize.ts';
import { built } from './model.ts';
import type { Runner } from './runner.ts';

/** Makes a function of the database. */
export const runFunction: Runner<FunctionNode> = async (run) => {
  const { node, context, watch } = run;
  if (node.language !== 'sql') {
    throw new UserError(
      functionNotSql(node.name, node.language, context.manifest.places.get(node.unique_id)),
    );
  }
  const compiled = await watch.phase('compile', () => compileRun(run));
  return watch.phase('execute', async () =>
    built(
      await materialize(run, {
        compiled,
        relation: context.compiler.relation(node),
        lookups: context.compiler.lookups(node),
        config: node.config,
      }),
    ),
  );
};
