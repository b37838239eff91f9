import type { Project } from '../../project/project.ts';
import type { Manifest } from '../manifest.ts';
import type { GraphNode } from '../nodes.ts';
import { fileStart } from '../place.ts';
import type { Draft } from './context.ts';
import type { SearchOrder } from './lookup.ts';
import { References } from './references.ts';

/** Finds what `ref`, `source` and `metric` name in a finished manifest, for templates that run. */
export function manifestReferences(
  manifest: Manifest,
  order: SearchOrder,
  projects: readonly Project[],
): References {
  const references = new References(order, projects);
  const entry = <T extends GraphNode>(node: T, isEnabled: boolean): Draft<T> =>
    ({
      node,
      place: manifest.places.get(node.unique_id) ?? fileStart(node.original_file_path),
      isEnabled,
    }) as Draft<T>;
  for (const node of manifest.nodes.values()) {
    if (['model', 'seed', 'snapshot'].includes(node.resource_type)) references.addNode(entry(node, true));
  }
  for (const source of manifest.sources.values()) references.addSource(entry(source, true));
  for (const node of manifest.functions.values()) references.addFunction(entry(node, true));
  for (const metric of manifest.metrics.values()) references.addMetric(entry(metric, true));
  for (const node of [...manifest.disabled.values()].flat()) {
    if (node.resource_type === 'source') references.addSource(entry(node as never, false));
    else if (node.resource_type === 'function') references.addFunction(entry(node, false));
    else if (['model', 'seed', 'snapshot'].includes(node.resource_type))
      references.addNode(entry(node as never, false));
  }
  return references;
}
