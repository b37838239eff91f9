import { Column } from '../../../adapter/column.ts';
import { Relation } from '../../../adapter/relation.ts';
import { ResultTable } from '../../../adapter/result-table.ts';
import { needsDatabase, strategyUnknown, wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import { type Connection, DatabaseError } from '../../../adapter/adapter.ts';
import {
  type CallSite,
  Dict,
  isTrue,
  iterate,
  TemplateObject,
  toStr,
  Tuple,
  type Value,
} from '../../../jinja/index.ts';
import { fault, text } from '../../call.ts';
import { ResponseObject } from '../../response-object.ts';
import type { RunEnvironment } from '../../run-environment.ts';
import { type Arguments, builtInStrategies } from './pure-methods.ts';
import { assertSnapshotTarget, attribute, hardDeletesBehavior } from './snapshots.ts';

/** A method that asks or changes the database; while parsing it gives a fixed answer instead. */
export interface DatabaseMethod {
  readonly parameters: readonly string[];
  readonly whileParsing: () => Value;
  readonly call: (environment: RunEnvironment, args: Arguments, site: CallSite) => Value | Promise<Value>;
}

const none = (): Value => null;
const emptyList = (): Value => [];

export const databaseMethods: Readonly<Record<string, DatabaseMethod>> = {
  execute: {
    parameters: ['sql', 'auto_begin?', 'fetch?', 'limit?'],
    whileParsing: () => new Tuple(['', ResultTable.empty()]),
    call: async (environment, [sql, autoBegin, fetch, limit], site) => {
      const connection = connectionOf(environment, 'adapter.execute', site);
      await beginIfAsked(connection, autoBegin ?? false);
      const result = await connection.execute(text('adapter.execute', sql, site), {
        fetch: fetch !== undefined && isTrue(fetch),
        ...(typeof limit === 'number' && { limit }),
      });
      return new Tuple([new ResponseObject(result.response), result.table.printingTo(environment.say)]);
    },
  },
  commit: {
    parameters: [],
    whileParsing: none,
    call: (environment) => commit(environment),
  },
  add_query: {
    parameters: ['sql', 'auto_begin?', 'bindings?', 'abridge_sql_log?'],
    whileParsing: () => new Tuple([null, null]),
    call: async (environment, [sql, autoBegin, bindings], site) => {
      const connection = connectionOf(environment, 'adapter.add_query', site);
      const values = [...(iterate(bindings ?? null) ?? [])].map(bindingOf);
      await beginIfAsked(connection, autoBegin ?? true);
      await connection.execute(text('adapter.add_query', sql, site), { bindings: values });
      return new Tuple([null, null]);
    },
  },
  get_relation: {
    parameters: ['database', 'schema', 'identifier'],
    whileParsing: none,
    call: async ({ shared, callAside }, [database, schema, identifier]) => {
      const key = { database: nullable(database), schema: toStr(schema!), identifier: toStr(identifier!) };
      await fillCache(shared.relations, key, callAside);
      return shared.relations.find(key) ?? null;
    },
  },
  list_relations: {
    parameters: ['database', 'schema'],
    whileParsing: emptyList,
    call: async ({ shared, callAside }, [database, schema]) => {
      const key = { database: nullable(database), schema: toStr(schema!) };
      await fillCache(shared.relations, key, callAside);
      return [...shared.relations.list(key)];
    },
  },
  list_relations_without_caching: {
    parameters: ['schema_relation'],
    whileParsing: emptyList,
    call: async ({ callAside }, [relation]) => {
      const found = await callAside('list_relations_without_caching', [relation!]);
      return relation instanceof Relation ? readRelations(found, relation) : found;
    },
  },
  already_exists: {
    parameters: ['schema', 'name'],
    whileParsing: () => false,
    call: ({ shared }, [schema, name]) =>
      shared.relations.find({ database: null, schema: toStr(schema!), identifier: toStr(name!) }) !==
      undefined,
  },
  get_columns_in_relation: {
    parameters: ['relation'],
    whileParsing: emptyList,
    call: (environment, [relation]) => columnsIn(environment, relation!),
  },
  get_columns_in_table: {
    parameters: ['schema', 'identifier'],
    whileParsing: emptyList,
    call: (environment, [schema, identifier]) => {
      const { invocation } = environment.shared;
      const database = nullable(invocation.target['database'] as Value | undefined);
      const path = { database, schema: nullable(schema), identifier: nullable(identifier) };
      return columnsIn(environment, Relation.create(path, invocation));
    },
  },
  get_column_schema_from_query: {
    parameters: ['sql'],
    whileParsing: emptyList,
    call: async (environment, [sql], site) => {
      const connection = connectionOf(environment, 'adapter.get_column_schema_from_query', site);
      const columns = await connection.describe(text('adapter.get_column_schema_from_query', sql, site));
      const { columnTypes } = environment.shared.invocation.adapter;
      return columns.map(({ name, type }) => Column.fromDescription(columnTypes, name, type));
    },
  },
  get_missing_columns: {
    parameters: ['from_relation', 'to_relation'],
    whileParsing: emptyList,
    call: async (environment, [from, to]) => {
      const present = new Set(
        [...iterate(await columnsIn(environment, to!))!].map((column) => attribute(column, 'name')),
      );
      const columns = [...iterate(await columnsIn(environment, from!))!];
      return columns.filter((column) => !present.has(attribute(column, 'name')));
    },
  },
  expand_target_column_types: {
    parameters: ['from_relation', 'to_relation'],
    whileParsing: none,
    call: async (environment, [from, to]) => {
      const target = new Map(
        [...iterate(await columnsIn(environment, to!))!].map((column) => [
          attribute(column, 'name'),
          column as Column,
        ]),
      );
      for (const wanted of iterate(await columnsIn(environment, from!))! as Iterable<Column>) {
        const current = target.get(wanted.name);
        if (!current?.canExpandTo(wanted)) continue;
        await environment.callAside('alter_column_type', [to!, current.name, wanted.dataType]);
      }
      return null;
    },
  },
  create_schema: {
    parameters: ['relation'],
    whileParsing: none,
    call: async (environment, [relation]) => {
      await environment.callAside('create_schema', [relation!]);
      return commit(environment);
    },
  },
  drop_schema: {
    parameters: ['relation'],
    whileParsing: none,
    call: async (environment, [relation]) => {
      const { callAside, shared } = environment;
      await callAside('drop_schema', [relation!]);
      if (relation instanceof Relation) shared.relations.dropSchema(relation);
      return commit(environment);
    },
  },
  check_schema_exists: {
    parameters: ['database', 'schema'],
    whileParsing: () => false,
    call: async ({ callAside, shared }, [database, schema]) => {
      const information = Relation.informationSchema(nullable(database), shared.invocation);
      const table = await callAside('check_schema_exists', [information, schema!]);
      const first = table instanceof ResultTable ? table.toMatrix()[0] : undefined;
      return Array.isArray(first) && Number(first[0]) > 0;
    },
  },
  drop_relation: {
    parameters: ['relation'],
    whileParsing: none,
    call: async ({ shared, callAside }, [relation]) => {
      if (!(relation instanceof Relation)) return null;
      await callAside('drop_relation', [relation]);
      shared.relations.drop(relation);
      return null;
    },
  },
  truncate_relation: {
    parameters: ['relation'],
    whileParsing: none,
    call: ({ callAside }, [relation]) => callAside('truncate_relation', [relation!]),
  },
  rename_relation: {
    parameters: ['from_relation', 'to_relation'],
    whileParsing: none,
    call: async ({ shared, callAside }, [from, to], site) => {
      if (!(from instanceof Relation) || !(to instanceof Relation)) {
        throw fault(site, wrongArguments('adapter.rename_relation', 'it takes two relations'));
      }
      await callAside('rename_relation', [from, to]);
      shared.relations.rename(from, to);
      return null;
    },
  },
  cache_added: {
    parameters: ['relation'],
    whileParsing: () => '',
    call: ({ shared }, [relation]) => {
      if (relation instanceof Relation) shared.relations.add(relation);
      return '';
    },
  },
  cache_dropped: {
    parameters: ['relation'],
    whileParsing: () => '',
    call: ({ shared }, [relation]) => {
      if (relation instanceof Relation) shared.relations.drop(relation);
      return '';
    },
  },
  cache_renamed: {
    parameters: ['from_relation', 'to_relation'],
    whileParsing: () => '',
    call: ({ shared }, [from, to]) => {
      if (from instanceof Relation && to instanceof Relation) shared.relations.rename(from, to);
      return '';
    },
  },
  valid_snapshot_target: {
    parameters: ['relation', 'column_names?'],
    whileParsing: none,
    call: async (environment, [relation, names], site) => {
      assertSnapshotTarget(relation!, await columnsIn(environment, relation!), names, false, site);
      return null;
    },
  },
  assert_valid_snapshot_target_given_strategy: {
    parameters: ['relation', 'column_names', 'strategy'],
    whileParsing: none,
    call: async (environment, [relation, names, strategy], site) => {
      const keepsDeleted = strategy instanceof Dict && strategy.get('hard_deletes') === 'new_record';
      assertSnapshotTarget(relation!, await columnsIn(environment, relation!), names, keepsDeleted, site);
      return null;
    },
  },
  get_hard_deletes_behavior: {
    parameters: ['config'],
    whileParsing: none,
    call: (_environment, [config], site) => hardDeletesBehavior(config!, site),
  },
  get_incremental_strategy_macro: {
    parameters: ['model_context', 'strategy'],
    whileParsing: none,
    call: ({ shared, macro }, [, strategy], site) => {
      const wanted = strategy === null || strategy === undefined ? 'default' : toStr(strategy);
      const { incrementalStrategies } = shared.invocation.adapter;
      const isForbidden = builtInStrategies.includes(wanted) && !incrementalStrategies.includes(wanted);
      const found = isForbidden ? undefined : macro(`get_incremental_${wanted.replaceAll('+', '_')}_sql`);
      if (!found) throw fault(site, strategyUnknown(wanted, incrementalStrategies));
      return found;
    },
  },
};

async function commit({ subject: { connection } }: RunEnvironment): Promise<null> {
  if (connection?.inTransaction) await connection.commit();
  return null;
}

/** Opens the transaction that a statement is to be part of, unless one is open. */
async function beginIfAsked(connection: Connection, autoBegin: Value): Promise<void> {
  if (isTrue(autoBegin) && !connection.inTransaction) await connection.begin();
}

/** The node's connection. @throws UserError where templates may not ask the database */
export function connectionOf({ subject }: RunEnvironment, name: string, site: CallSite): Connection {
  if (!subject.connection) throw fault(site, needsDatabase(name));
  return subject.connection;
}

/** A relation that does not exist has no columns. */
async function columnsIn(environment: RunEnvironment, relation: Value): Promise<Value> {
  try {
    return await environment.callAside('get_columns_in_relation', [relation]);
  } catch (error) {
    if (error instanceof DatabaseError && /does not exist/i.test(error.message)) return [];
    throw error;
  }
}

/** Asks the database once for a schema that was not in the plan, so that later questions find it in the cache. */
async function fillCache(
  relations: RunEnvironment['shared']['relations'],
  schema: { readonly database: string | null; readonly schema: string },
  callAside: RunEnvironment['callAside'],
): Promise<void> {
  if (relations.hasSchema(schema)) return;
  const found = await callAside('list_relations_without_caching', [relations.schemaRelation(schema)]);
  relations.fill(schema, readRelations(found, relations.schemaRelation(schema)));
}

/** What list_relations_without_caching answered: rows of database, name, schema and type, or relations. */
export function readRelations(answer: Value, schema: Relation): Relation[] {
  return [...(iterate(answer) ?? [])].flatMap((row) => {
    if (row instanceof Relation) return [row];
    if (!(row instanceof TemplateObject)) return [];
    const [database, identifier, schemaName, type] = [0, 1, 2, 3].map((index) =>
      nullable(row.getItem(index)),
    );
    const path = {
      database: database ?? schema.database,
      schema: schemaName ?? schema.schema,
      identifier: identifier ?? null,
    };
    return [schema.withPath(path).withType(type ?? null)];
  });
}

function nullable(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : toStr(value);
}

function bindingOf(value: Value): string | number | bigint | boolean | null {
  return typeof value === 'object' && value !== null ? toStr(value) : value;
}
