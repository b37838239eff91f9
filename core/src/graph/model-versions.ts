import {
  type Diagnostic,
  modelPastDeprecation,
  referenceDeprecated,
  referenceToBeDeprecated,
} from '../diagnostics/index.ts';
import { findResource, type Manifest, type ModelNode, type Node } from '../manifest/index.ts';
import { byVersion } from '../manifest/properties/node-properties.ts';
import { versionKey } from '../manifest/link/lookup.ts';

const shownName = ({ name, version }: ModelNode): string =>
  version === null ? name : versionKey(name, version);

/** Warnings of models whose date of deprecation is past, and of the models that read those that have such a date. */
export function modelDeprecations(manifest: Manifest, nowMs: number): readonly Diagnostic[] {
  const readers = readersOfDeprecated(manifest);
  return [...readers].flatMap(([model, children]) => {
    const name = shownName(model);
    const date = model.deprecation_date!;
    const isPast = Date.parse(date) < nowMs;
    const newer =
      model.version === null || model.version === model.latest_version ? null : model.latest_version;
    const warnOfReference = isPast ? referenceDeprecated : referenceToBeDeprecated;
    return [
      ...(isPast ? [modelPastDeprecation(name, date, manifest.places.get(model.unique_id))] : []),
      ...children.map((child) =>
        warnOfReference(child.name, name, date, newer, manifest.places.get(child.unique_id)),
      ),
    ];
  });
}

function readersOfDeprecated(manifest: Manifest): ReadonlyMap<ModelNode, readonly ModelNode[]> {
  const readers = new Map<ModelNode, ModelNode[]>();
  for (const node of manifest.nodes.values()) {
    if (node.resource_type === 'model' && node.deprecation_date !== null) readers.set(node, []);
  }
  if (readers.size === 0) return readers;
  for (const node of manifest.nodes.values()) {
    if (node.resource_type !== 'model') continue;
    for (const id of node.depends_on.nodes) {
      const parent = findResource(manifest, id);
      if (parent?.resource_type === 'model') readers.get(parent)?.push(node);
    }
  }
  return readers;
}

/** A `ref()` without a version, which will mean another one once the newest is the latest. */
export interface UnpinnedRef {
  readonly node: Node;
  readonly model: ModelNode;
  readonly newest: string | number;
}

/** References to models whose newest version is not the one they get. */
export function unpinnedRefs(manifest: Manifest): readonly UnpinnedRef[] {
  const newest = new Map<string, string | number>();
  const keyOf = ({ name, package_name: owner }: ModelNode): string => `${owner}.${name}`;
  for (const node of manifest.nodes.values()) {
    if (node.resource_type !== 'model' || node.version === null) continue;
    const known = newest.get(keyOf(node));
    if (known === undefined || byVersion(known, node.version) < 0) newest.set(keyOf(node), node.version);
  }
  if (newest.size === 0) return [];
  const found: UnpinnedRef[] = [];
  for (const node of manifest.nodes.values()) {
    const unpinned = new Set(node.refs.flatMap(({ name, version }) => (version === null ? [name] : [])));
    if (unpinned.size === 0) continue;
    for (const id of node.depends_on.nodes) {
      const model = manifest.nodes.get(id);
      if (model?.resource_type !== 'model' || model.version === null || !unpinned.has(model.name)) continue;
      const latest = newest.get(keyOf(model))!;
      if (model.version === model.latest_version && byVersion(latest, model.version) > 0)
        found.push({ node, model, newest: latest });
    }
  }
  return found;
}
