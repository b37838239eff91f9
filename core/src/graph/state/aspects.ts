import type { CompilableNode, GraphNode } from '../../manifest/index.ts';
import { type ContractContext, sameContract } from './contract.ts';
import { isSame, sameFields } from './same.ts';

/*
 * The single aspects of `state:modified.<aspect>`. A resource without an earlier form differs in every aspect that it
 * has; one whose type does not have the aspect never differs.
 */

type Before = GraphNode | undefined;

export function isCompilable(node: GraphNode): node is GraphNode & CompilableNode {
  return 'raw_code' in node;
}

export function bodyDiffers(before: Before, now: GraphNode): boolean {
  return isCompilable(now) && (!before || !sameBody(before as CompilableNode, now));
}

/** A seed's body is its checksum; a very large seed's checksum is its path. */
export function sameBody(before: CompilableNode, now: GraphNode & CompilableNode): boolean {
  return now.resource_type === 'seed'
    ? isSame(before.checksum, now.checksum)
    : before.raw_code === now.raw_code;
}

export function configDiffers(before: Before, now: GraphNode): boolean {
  if (now.resource_type === 'unit_test') return false;
  return !before || !sameConfig(before, now);
}

const notCompared: Readonly<Partial<Record<GraphNode['resource_type'], readonly string[]>>> = {
  source: [],
  exposure: [],
  metric: ['group'],
};
const notComparedOfNodes = ['alias', 'schema', 'database', 'tags', 'group'];

/** Compares what authors wrote, so that a config computed from the target is no change. */
export function sameConfig(before: GraphNode, now: GraphNode): boolean {
  if (now.resource_type === 'semantic_model' || now.resource_type === 'saved_query') {
    return isSame(before.config, now.config);
  }
  const excluded = notCompared[now.resource_type] ?? notComparedOfNodes;
  const compared = (config: object): object =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !excluded.includes(key)));
  return isSame(compared(written(before)), compared(written(now)));
}

function written(node: GraphNode): object {
  return (node as { readonly unrendered_config?: object }).unrendered_config ?? {};
}

export function descriptionsDiffer(before: Before, now: GraphNode): boolean {
  return isCompilable(now) && (!before || !sameDescriptions(before as CompilableNode, now));
}

/** Descriptions count only where they are kept in the database. */
export function sameDescriptions(before: CompilableNode, now: CompilableNode): boolean {
  const persisted = now.config['persist_docs'] as { relation?: unknown; columns?: unknown } | undefined;
  if (persisted?.relation && before.description !== now.description) return false;
  return !persisted?.columns || isSame(columnDescriptions(before), columnDescriptions(now));
}

function columnDescriptions({ columns }: CompilableNode): object {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.description]));
}

export function relationDiffers(before: Before, now: GraphNode): boolean {
  if (now.resource_type !== 'source' && !isCompilable(now)) return false;
  return !before || !sameRelation(before, now);
}

/** Where a node is built, as written; where a source lies. */
export function sameRelation(before: GraphNode, now: GraphNode): boolean {
  if (now.resource_type === 'source') return sameFields(before, now, ['database', 'schema', 'identifier']);
  return sameFields(written(before), written(now), ['database', 'schema', 'alias']);
}

export function contractDiffers(before: Before, now: GraphNode, context: ContractContext): boolean {
  if (!isCompilable(now)) return false;
  if (!before) return true;
  return (
    now.resource_type === 'model' && before.resource_type === 'model' && !sameContract(before, now, context)
  );
}
