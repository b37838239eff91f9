import type { SiteNode } from '../contents/site-data.ts';

/** What one would write behind `--select` to mean a node. */
export function selectionOf(node: SiteNode): string {
  const { name, package_name: owner, resource_type: type, source_name: source, version } = node;
  if (type === 'source') return `source:${owner}.${source}.${name}`;
  if (type === 'exposure' || type === 'metric' || type === 'semantic_model' || type === 'saved_query')
    return `${type}:${owner}.${name}`;
  return version === undefined || version === null ? name : `${name}.v${String(version)}`;
}

/** A node with its neighbours up to so many steps away. */
export function neighbourhood(node: SiteNode, steps: number): string {
  return `${steps}+${selectionOf(node)}+${steps}`;
}
