import type { GraphNode } from '../../manifest/index.ts';
import { hasWildcard, wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** A name, a folder, or both with dots between, with the package or without; wildcards reach over dots. */
export const fqn: SelectorMethod = (call) => {
  const matches = fqnPattern(textValue(call));
  return (node) => {
    if (node.resource_type === 'source') return false;
    const isVersioned = hasVersion(node);
    return matches(node.fqn, isVersioned) || matches(node.fqn.slice(1), isVersioned);
  };
};

function hasVersion(node: GraphNode): boolean {
  return node.resource_type === 'model' && node.version !== null;
}

/** The last part of a versioned model's name is its version, so that its own name stands before it. */
function fqnPattern(pattern: string): (fqn: readonly string[], isVersioned: boolean) => boolean {
  const parts = pattern.split('.');
  const lastTwo = parts.slice(-2).join('_');
  const wild = parts.findIndex(hasWildcard);
  const exact = wild === -1 ? parts : parts.slice(0, wild);
  const matchesRest = wildcard(parts.slice(wild).join('.'));

  return (fqn, isVersioned) => {
    const name = isVersioned ? fqn.at(-2) : fqn.at(-1);
    if (name === pattern) return true;
    if (isVersioned && fqn.slice(-2).join('_') === lastTwo) return true;
    const flat = fqn.join('.').split('.');
    if (flat.length < parts.length) return false;
    if (exact.some((part, index) => flat[index] !== part)) return false;
    if (wild === -1) return true;
    if (matchesRest(flat.slice(wild).join('.'))) return true;
    return parts.length === 1 && name !== undefined && matchesRest(name);
  };
}
