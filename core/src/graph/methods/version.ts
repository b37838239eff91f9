import type { ModelNode } from '../../manifest/index.ts';
import { type SelectorMethod, wordValue } from './method.ts';

const kinds = {
  latest: (node) => node.version !== null && node.version === node.latest_version,
  prerelease: (node) => compareVersions(node) > 0,
  old: (node) => compareVersions(node) < 0,
  none: (node) => node.version === null,
} satisfies Record<string, (node: ModelNode) => boolean>;

/** A model's version against the latest one. */
export const version: SelectorMethod = (call) => {
  const isOfKind = kinds[wordValue(call, Object.keys(kinds) as (keyof typeof kinds)[])];
  return (node) => node.resource_type === 'model' && isOfKind(node);
};

/** Below 0 for a version before the latest one; 0 where there is nothing to compare. */
function compareVersions({ version, latest_version: latest }: ModelNode): number {
  if (!version || !latest) return 0;
  const [own, other] = [Number(version), Number(latest)];
  if (!Number.isNaN(own) && !Number.isNaN(other)) return own - other;
  return String(version) < String(latest) ? -1 : Number(String(version) > String(latest));
}
