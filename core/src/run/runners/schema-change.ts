import type { ModelNode, SnapshotNode } from '../../manifest/index.ts';
import type { CompiledSql } from '../run-context.ts';
import type { NodeRun } from './runner.ts';

/**
 * Whether an incremental model that asks for `on_schema_change: full_refresh` now has other columns, or other types,
 * than its table. The SQL is bound for it, not run.
 */
export async function hasOtherColumns(
  { node, context, connection }: NodeRun<ModelNode | SnapshotNode>,
  compiled: CompiledSql,
): Promise<boolean> {
  const { config } = node;
  if (node.language === 'python') return false;
  if (config.materialized !== 'incremental' || config['on_schema_change'] !== 'full_refresh') return false;
  const isRefreshed =
    (config['full_refresh'] as boolean | null | undefined) ?? context.invocation.flags['FULL_REFRESH'];
  const { database, schema, alias: identifier } = node;
  const existing = context.relations.find({ database, schema, identifier });
  if (isRefreshed === true || existing?.type !== 'table') return false;
  const [wanted, present] = [
    await connection.describe(compiled.sql),
    await connection.describe(`select * from ${existing.render()}`),
  ].map((columns) => columns.map(({ name, type }) => `${name.toLowerCase()} ${type}`).toSorted());
  return JSON.stringify(wanted) !== JSON.stringify(present);
}
