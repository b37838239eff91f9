import type { Connection } from '../../adapter/index.ts';
import { createRuntimeScope, type RuntimeSubject } from '../../context/runtime-scope.ts';
import type { JsonObject } from '../../config/json.ts';
import { seedDelimiterEmpty, seedUnreadable } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import { Dict, type Value } from '../../jinja/index.ts';
import type { SeedNode } from '../../manifest/index.ts';
import type { RunContext } from '../run-context.ts';
import { readSeedHeader } from '../seed-header.ts';

/**
 * What an adapter's macros need to read a seed's file, as the name `seed_file`: path, columns, delimiter.
 * @throws UserError when the file cannot be read or its header makes no sense.
 */
export async function describeSeedFile(node: SeedNode, context: RunContext): Promise<Dict> {
  const path = `${node.root_path ?? '.'}/${node.original_file_path}`;
  const delimiter = typeof node.config['delimiter'] === 'string' ? node.config['delimiter'] : ',';
  if (delimiter === '')
    throw new UserError(seedDelimiterEmpty(node.name, context.manifest.places.get(node.unique_id)));
  const start = await context.effects.readStart(path).catch((error: unknown) => {
    throw new UserError(seedUnreadable(node.original_file_path, (error as Error).message), { cause: error });
  });
  const { columns, diagnostics } = readSeedHeader(start, delimiter, node.original_file_path);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new UserError(errors);
  for (const diagnostic of diagnostics) context.invocation.emit({ kind: 'warning', diagnostic });
  return new Dict([
    ['path', path],
    ['columns', [...columns]],
    ['delimiter', delimiter],
  ]);
}

/** Calls a macro that reads the file: on the node's own connection, or where files can be read if the target's database cannot. */
export async function readSeed(
  node: SeedNode,
  seedFile: Value,
  context: RunContext,
  connection: Connection,
  macro: string,
  args: readonly Value[] = [],
): Promise<Value> {
  const read = (reader: Connection): Promise<Value> =>
    createRuntimeScope(context.shared, seedSubject(node, seedFile, context, reader)).callMacro(macro, args);
  return context.adapter.readsFiles ? read(connection) : context.effects.readFiles(read);
}

/** A dict of the columns' types, as the seed's table would have them. */
export async function seedColumns(
  node: SeedNode,
  context: RunContext,
  connection: Connection,
): Promise<Value> {
  const seedFile = await describeSeedFile(node, context);
  return readSeed(node, seedFile, context, connection, 'bk_seed_columns');
}

function seedSubject(
  node: SeedNode,
  seedFile: Value,
  context: RunContext,
  connection: Connection,
): RuntimeSubject {
  return {
    uniqueId: node.unique_id,
    packageName: node.package_name,
    resourceType: node.resource_type,
    model: node as unknown as JsonObject,
    config: node.config,
    relation: context.compiler.relation(node),
    lookups: context.compiler.lookups(node),
    connection,
    extra: new Map([['seed_file', seedFile]]),
  };
}
