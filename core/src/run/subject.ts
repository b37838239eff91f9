import type { JsonObject } from '../config/json.ts';
import type { GraphNode } from '../manifest/index.ts';
import type { RunSubject } from './events.ts';

/** What events say about a node. */
export function subjectOf(node: GraphNode): RunSubject {
  const own = node as unknown as {
    readonly schema?: string;
    readonly alias?: string;
    readonly model?: string;
    readonly database?: string | null;
    readonly relation_name?: string | null;
    readonly checksum?: { readonly checksum: string } | string | null;
    readonly meta?: JsonObject;
  };
  const config = 'config' in node ? (node.config as Readonly<Record<string, unknown>>) : {};
  const isRelation = ['model', 'seed', 'snapshot'].includes(node.resource_type);
  return {
    uniqueId: node.unique_id,
    name: nameOf(node, own.model),
    resourceType: node.resource_type,
    materialized:
      node.resource_type === 'unit_test' ? 'unit' : ((config['materialized'] as string | undefined) ?? ''),
    relation: isRelation ? `${own.schema}.${own.alias}` : null,
    file: node.original_file_path,
    path: node.path,
    checksum: (typeof own.checksum === 'string' ? own.checksum : own.checksum?.checksum) ?? '',
    meta: own.meta ?? (config['meta'] as JsonObject | undefined) ?? {},
    relationParts: {
      database: own.database ?? '',
      schema: own.schema ?? '',
      alias: own.alias ?? '',
      relationName: own.relation_name ?? '',
    },
  };
}

function nameOf(node: GraphNode, model: string | undefined): string {
  if (node.resource_type === 'unit_test') return `${model}::${node.name}`;
  return node.resource_type === 'source' ? `${node.source_name}.${node.name}` : node.name;
}
