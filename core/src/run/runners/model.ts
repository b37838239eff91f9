import type { JsonObject } from '../../config/json.ts';
import type { RuntimeScope } from '../../context/runtime-scope.ts';
import type { ModelNode, SnapshotNode } from '../../manifest/index.ts';
import type { CompiledSql } from '../run-context.ts';
import { compileRun } from './compile-run.ts';
import { materialize } from './materialize.ts';
import { isMicrobatch, runMicrobatch } from './microbatch.ts';
import type { NodeRun, Outcome, Runner } from './runner.ts';
import { hasOtherColumns } from './schema-change.ts';

/** Builds a model or a snapshot by its materialization. */
export const runModel: Runner<ModelNode | SnapshotNode> = async (run) => {
  const { node, context, watch } = run;
  if (isMicrobatch(node)) return runMicrobatch({ ...run, node });
  const { compiled, config } = await watch.phase('compile', () => compileForBuild(run));
  return watch.phase('execute', async () => {
    const { compiler } = context;
    return built(
      await materialize(run, {
        compiled,
        relation: compiler.relation(node),
        lookups: compiler.lookups(node),
        config: withColumnNames(config),
      }),
    );
  });
};

/** The outcome of a materialization that came to its end. */
export function built({ results }: RuntimeScope): Outcome {
  const response = results.get('main')?.response;
  return { status: 'success', message: response?.message ?? 'OK', response, failures: null };
}

/**
 * Compiles a model as it is to be built. With `on_schema_change: full_refresh` an incremental model whose columns
 * changed is compiled a second time, for a build from nothing: its SQL for adding rows is not its whole SQL.
 */
async function compileForBuild(
  run: NodeRun<ModelNode | SnapshotNode>,
): Promise<{ readonly compiled: CompiledSql; readonly config: ModelNode['config'] }> {
  const { node } = run;
  const compiled = await compileRun(run);
  if (!(await hasOtherColumns(run, compiled))) return { compiled, config: node.config };
  const config = { ...node.config, full_refresh: true };
  return { compiled: await compileRun({ ...run, node: { ...node, config } }), config };
}

/** The names of the columns that a snapshot adds, all of them, as its macros ask for them. */
function withColumnNames(config: ModelNode['config']): ModelNode['config'] {
  const renamed = config['snapshot_meta_column_names'] as JsonObject | null | undefined;
  if (!renamed) return config;
  const names = snapshotColumns.map((name) => [name, renamed[name] ?? name]);
  return { ...config, snapshot_table_column_names: Object.fromEntries(names) };
}

const snapshotColumns = ['dbt_valid_to', 'dbt_valid_from', 'dbt_scd_id', 'dbt_updated_at', 'dbt_is_deleted'];
