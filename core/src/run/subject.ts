import type { GraphNode } from '../manifest/index.ts';
import type { RunSubject } from './events.ts';

/** What events say about a node. */
export function subjectOf(node: GraphNode): RunSubject {
  const own = node as unknown as {
    readonly schema?: string;
    readonly alias?: string;
    readonly model?: string;
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
  };
}

function nameOf(node: GraphNode, model: string | undefined): string {
  if (node.resource_type === 'unit_test') return `${model}::${node.name}`;
  return node.resource_type === 'source' ? `${node.source_name}.${node.name}` : node.name;
}
