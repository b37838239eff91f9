import { type Connection, type ConnectionMethod, DatabaseError } from '../../adapter/index.ts';
import { TemplateObject, toStr, type Value } from '../../jinja/index.ts';
import { quoteText } from './quoting.ts';
import { removeDatabase } from './remove-database.ts';

/** Methods of dbt-duckdb's adapter that its users' macros call and that ask the database; `bk_…` are bk-build's own. */
export const connectionMethods: Readonly<Record<string, ConnectionMethod>> = {
  location_exists: {
    parameters: ['location'],
    whileParsing: false,
    async call(connection, [location]) {
      try {
        await connection.describe(`select 1 from ${quoteText(toStr(location ?? ''))}`);
        return true;
      } catch (error) {
        if (error instanceof DatabaseError && error.kind !== 'interrupted') return false;
        throw error;
      }
    },
  },
  /** `adapter.bk_remove_database('old.duckdb')`: whether the file was removed; see {@link removeDatabase}. */
  bk_remove_database: {
    parameters: ['path'],
    whileParsing: false,
    call: (connection, [path]) => removeDatabase(connection, toStr(path ?? '')),
  },
  ensure_transaction: {
    parameters: [],
    whileParsing: null,
    async call(connection) {
      if (!connection.inTransaction) await connection.begin();
      return null;
    },
  },
  catalog_supports_foreign_keys: {
    parameters: ['database'],
    whileParsing: true,
    async call(connection, [database]) {
      const types = await firstColumn(
        connection,
        `select type from duckdb_databases() where lower(database_name) = lower(${quoteText(toStr(database ?? ''))})`,
      );
      return types.includes('duckdb');
    },
  },
  existing_key_constraint_types: {
    parameters: ['relation'],
    whileParsing: [],
    call: (connection, [relation]) =>
      firstColumn(
        connection,
        `select distinct lower(replace(constraint_type, ' ', '_')) as type
        from duckdb_constraints()
        where lower(database_name) = lower(${partOf(relation, 'database')})
          and lower(schema_name) = lower(${partOf(relation, 'schema')})
          and lower(table_name) = lower(${partOf(relation, 'identifier')})
          and constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
        order by type`,
      ),
  },
};

async function firstColumn(connection: Connection, sql: string): Promise<Value[]> {
  const { table } = await connection.execute(sql, { fetch: true });
  return [...(table.columns[0]?.values ?? [])];
}

function partOf(relation: Value | undefined, name: string): string {
  const part = relation instanceof TemplateObject ? relation.getAttribute(name) : undefined;
  return quoteText(toStr(part ?? ''));
}
