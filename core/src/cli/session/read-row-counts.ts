import { type Connection, Relation, ResultTable } from '../../adapter/index.ts';
import type { CompiledSelection } from './compile-selected.ts';
import { macroScope } from './macro-scope.ts';
import { schemasByDatabase } from './read-catalog.ts';

/**
 * How many rows the project's tables have, by unique id, as far as the database keeps numbers; by the macro
 * `bk_row_counts`. A database that cannot tell is passed over: the numbers are for readers only.
 */
export async function readRowCounts(
  { execution, project }: CompiledSelection,
  connection: Connection,
): Promise<ReadonlyMap<string, number>> {
  const scope = macroScope(project, execution, connection);
  const byPlace = new Map<string, number>();
  for (const [database, schemas] of schemasByDatabase(project)) {
    const information = Relation.informationSchema(database, project.invocation);
    const table = await scope.callMacro('bk_row_counts', [information, [...schemas]]).catch(() => undefined);
    if (!(table instanceof ResultTable)) continue;
    for (const [schema, name, rows] of table.toMatrix())
      byPlace.set(keyOf(database, String(schema), String(name)), Number(rows));
  }
  const counts = new Map<string, number>();
  const { nodes, sources } = project.manifest;
  const add = (id: string, key: string): void => {
    const rows = byPlace.get(key);
    if (rows !== undefined) counts.set(id, rows);
  };
  for (const { alias, database, schema, unique_id: id } of nodes.values())
    add(id, keyOf(database, schema, alias));
  for (const { database, identifier, schema, unique_id: id } of sources.values())
    add(id, keyOf(database, schema, identifier));
  return counts;
}

function keyOf(...names: readonly (string | null)[]): string {
  return JSON.stringify(names).toLowerCase();
}
