import { type Connection, Relation, ResultTable } from '../../adapter/index.ts';
import type { Value } from '../../jinja/index.ts';
import { describeFailure } from '../../run/failure.ts';
import type { CompiledSelection } from './compile-selected.ts';
import { macroScope } from './macro-scope.ts';
import type { ParsedProject } from './parse-project.ts';

export interface DatabaseCatalog {
  readonly tables: readonly ResultTable[];
  /** What could not be read, a message a database. */
  readonly errors: readonly string[];
}

/** Asks each database that the project has relations in for their columns, by the macro `get_catalog`. */
export async function readDatabaseCatalog(
  { execution, project }: CompiledSelection,
  connection: Connection,
): Promise<DatabaseCatalog> {
  const tables: ResultTable[] = [];
  const errors: string[] = [];
  const scope = macroScope(project, execution, connection);
  for (const [database, schemas] of schemasByDatabase(project)) {
    try {
      const information = Relation.informationSchema(database, project.invocation);
      const table: Value = await scope.callMacro('get_catalog', [information, [...schemas]]);
      if (table instanceof ResultTable) tables.push(table);
    } catch (error) {
      const macro = {
        unique_id: 'macro.dbt.get_catalog',
        resource_type: 'macro',
        name: 'get_catalog',
        original_file_path: String(database),
      };
      errors.push(describeFailure(error, macro, undefined, undefined).message);
    }
  }
  return { tables, errors };
}

/** The schemas in which the project has relations, by database. */
export function schemasByDatabase({
  manifest,
}: ParsedProject): ReadonlyMap<string | null, ReadonlySet<string>> {
  const found = new Map<string | null, Set<string>>();
  const add = (database: string | null, schema: string): void => {
    const known = found.get(database);
    if (known) known.add(schema);
    else found.set(database, new Set([schema]));
  };
  for (const node of manifest.nodes.values()) {
    const isRelation = ['model', 'seed', 'snapshot'].includes(node.resource_type);
    if (isRelation && node.config.materialized !== 'ephemeral') add(node.database, node.schema);
  }
  for (const { database, schema } of manifest.sources.values()) add(database, schema);
  return found;
}
