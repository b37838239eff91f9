import type { Connection, Relation } from '../adapter/index.ts';
import { readRelations } from '../context/names/adapter/database-methods.ts';
import { createRuntimeScope, type RuntimeScope } from '../context/runtime-scope.ts';
import { leftOverDropped } from '../diagnostics/catalogue/run.ts';
import { InternalError } from '../diagnostics/index.ts';
import { iterate, TemplateObject, toStr, type Value } from '../jinja/index.ts';
import type { CompilableNode, TestNode } from '../manifest/index.ts';
import type { RunContext } from './run-context.ts';
import type { RunnableNode } from './runners/runner.ts';

export interface SchemaKey {
  readonly database: string | null;
  readonly schema: string;
}

/** What runs that were cut off may have left beside a relation. */
const leftOverSuffixes = ['__dbt_tmp', '__dbt_backup'];

/** The schemas that nodes are built in, each once, letter case apart. */
export function schemasOf(nodes: readonly RunnableNode[], storesFailures: boolean): SchemaKey[] {
  const schemas = new Map<string, SchemaKey>();
  for (const node of nodes) {
    if (!buildsRelation(node, storesFailures)) continue;
    const { database, schema } = node;
    const key = `${database ?? ''}.${schema}`.toLowerCase();
    if (!schemas.has(key)) schemas.set(key, { database, schema });
  }
  return [...schemas.values()];
}

function buildsRelation(node: RunnableNode, storesFailures: boolean): node is RunnableNode & CompilableNode {
  if (node.resource_type === 'model') return node.config.materialized !== 'ephemeral';
  if (node.resource_type === 'test') return storesTest(node, storesFailures);
  return ['seed', 'snapshot', 'function'].includes(node.resource_type);
}

const storesTest = ({ config }: TestNode, storesFailures: boolean): boolean =>
  (config['store_failures'] as boolean | null | undefined) ?? storesFailures;

/**
 * Makes the schemas that are missing, learns what is in the others, and drops what a killed run left there. Done once,
 * before anything runs: databases do not make schemas side by side.
 */
export async function prepareSchemas(
  schemas: readonly SchemaKey[],
  nodes: readonly RunnableNode[],
  context: RunContext,
): Promise<void> {
  const read = schemasRead(nodes, context).filter(
    (schema) => !schemas.some((other) => keyOf(other) === keyOf(schema)),
  );
  if (schemas.length + read.length === 0) return;
  const connection = await context.adapter.acquire('prepare schemas');
  try {
    const scope = scopeOutsideNodes(context, connection);
    const existing = await existingSchemas([...schemas, ...read], scope);
    for (const schema of schemas) await prepareSchema(schema, existing, scope, context);
    for (const schema of read)
      if (existing.has(keyOf(schema))) await prepareSchema(schema, existing, scope, context);
    await dropLeftOvers(nodes, scope, context);
    if (connection.inTransaction) await connection.commit();
  } finally {
    await connection.release();
  }
}

/** Learns what is in schemas that nothing is built in; those that do not exist are left alone. */
export async function learnSchemas(schemas: readonly SchemaKey[], context: RunContext): Promise<void> {
  const unknown = schemas.filter((schema) => !context.relations.hasSchema(schema));
  if (unknown.length === 0) return;
  const connection = await context.adapter.acquire('learn schemas');
  try {
    const scope = scopeOutsideNodes(context, connection);
    const existing = await existingSchemas(unknown, scope);
    for (const schema of unknown)
      if (existing.has(keyOf(schema))) await prepareSchema(schema, existing, scope, context);
  } finally {
    await connection.release();
  }
}

/** Unit tests ask what columns their inputs have, wherever these are. */
function schemasRead(nodes: readonly RunnableNode[], { manifest }: RunContext): SchemaKey[] {
  if (!nodes.some((node) => node.resource_type === 'unit_test')) return [];
  const schemas = new Map<string, SchemaKey>();
  for (const { database, schema, resource_type: type } of [
    ...manifest.nodes.values(),
    ...manifest.sources.values(),
  ]) {
    if (['model', 'seed', 'snapshot', 'source'].includes(type))
      schemas.set(keyOf({ database, schema }), { database, schema });
  }
  return [...schemas.values()];
}

async function existingSchemas(
  schemas: readonly SchemaKey[],
  scope: RuntimeScope,
): Promise<ReadonlySet<string>> {
  const existing = new Set<string>();
  for (const database of new Set(schemas.map((schema) => schema.database))) {
    for (const row of iterate(await scope.callMacro('list_schemas', [database])) ?? []) {
      existing.add(keyOf({ database, schema: toStr(firstCell(row)) }));
    }
  }
  return existing;
}

async function prepareSchema(
  schema: SchemaKey,
  existing: ReadonlySet<string>,
  scope: RuntimeScope,
  { relations }: RunContext,
): Promise<void> {
  const relation = relations.schemaRelation(schema);
  // A project's own list_schemas may tell of none, so that what is made may have been there: it is looked into all the same.
  if (!existing.has(keyOf(schema))) await scope.callMacro('create_schema', [relation]);
  const found = await scope.callMacro('list_relations_without_caching', [relation]);
  relations.fill(schema, readRelations(found, relation));
}

async function dropLeftOvers(
  nodes: readonly RunnableNode[],
  scope: RuntimeScope,
  context: RunContext,
): Promise<void> {
  const { relations, compiler, effects, manifest } = context;
  for (const node of nodes) {
    if (!buildsRelation(node, false)) continue;
    for (const suffix of leftOverSuffixes) {
      const identifier = node.alias + suffix;
      const relation = relations.find({ database: node.database, schema: node.schema, identifier });
      if (!relation || isDeclared(relation)) continue;
      await scope.callMacro('drop_relation', [relation]);
      relations.drop(relation);
      effects.report({ kind: 'warning', diagnostic: leftOverDropped(relation.render()) });
    }
  }

  function isDeclared(relation: Relation): boolean {
    const name = relation.render();
    return [...manifest.nodes.values()].some((node) => compiler.relation(node)?.render() === name);
  }
}

const refuseLookup = (): never => {
  throw new InternalError('ref() and source() need a node');
};

/** Names for macros that run for no node. */
export function scopeOutsideNodes(context: RunContext, connection: Connection): RuntimeScope {
  const { macros } = context.invocation;
  return createRuntimeScope(context.shared, {
    uniqueId: 'run',
    packageName: macros.rootPackage,
    resourceType: 'operation',
    model: {},
    config: {},
    relation: null,
    lookups: { ref: refuseLookup, source: refuseLookup, function: refuseLookup },
    connection,
  });
}

const keyOf = ({ database, schema }: SchemaKey): string => `${database ?? ''}.${schema}`.toLowerCase();

function firstCell(row: Value): Value {
  return row instanceof TemplateObject ? (row.getItem(0) ?? null) : row;
}
