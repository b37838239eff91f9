import type { RuntimeScope } from '../../context/runtime-scope.ts';
import { pythonNotRun } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { ModelNode, SnapshotNode } from '../../manifest/index.ts';
import { compileRun } from './compile-run.ts';
import { materialize } from './materialize.ts';
import type { Outcome, Runner } from './runner.ts';

/** Builds a model or a snapshot by its materialization. */
export const runModel: Runner<ModelNode | SnapshotNode> = async (run) => {
  const { node, context, watch } = run;
  if (node.language === 'python') {
    throw new UserError(pythonNotRun(node.name, context.manifest.places.get(node.unique_id)));
  }
  const compiled = await watch.phase('compile', () => compileRun(run));
  return watch.phase('execute', async () => {
    const { compiler } = context;
    const relation = compiler.relation(node);
    return built(
      await materialize(run, { compiled, relation, lookups: compiler.lookups(node), config: node.config }),
    );
  });
};

/** The outcome of a materialization that came to its end. */
export function built({ results }: RuntimeScope): Outcome {
  const response = results.get('main')?.response;
  return { status: 'success', message: response?.message ?? 'OK', response, failures: null };
}
