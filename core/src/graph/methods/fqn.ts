import type { GraphNode } from '../../manifest/index.ts';
import { hasWildcard, wildcard } from '../wildcard.ts';
import { type SelectorMethod, textValue } from './method.ts';

/** A name, a folder, or both with dots between, with the package or without; wildcards reach over dots. */
export const fqn: SelectorMethod = (call) => {
  const pattern = textValue(call);
  const parts = pattern.split('.');
  const lastTwo = parts.slice(-2).join('_');
  const wild = parts.findIndex(hasWildcard);
  const exact = wild === -1 ? parts : parts.slice(0, wild);
  const matchesRest = wild === -1 ? undefined : wildcard(parts.slice(wild).join('.'));

  /** The parts from the package's name or from what follows it; dots in names separate parts too. */
  const matchesFrom = (start: 0 | 1, flat: readonly string[]): boolean => {
    if (flat.length - start < parts.length) return false;
    for (const [index, part] of exact.entries()) if (flat[start + index] !== part) return false;
    return !matchesRest || matchesRest(flat.slice(start + exact.length).join('.'));
  };
  return (node) => {
    if (node.resource_type === 'source') return false;
    // The last part of a versioned model's name is its version, so that its own name stands before it.
    const isVersioned = hasVersion(node);
    const name = isVersioned ? node.fqn.at(-2)! : node.fqn.at(-1)!;
    if (name === pattern || (isVersioned && node.fqn.slice(-2).join('_') === lastTwo)) return true;
    const flat = node.fqn.some(hasDot) ? node.fqn.join('.').split('.') : node.fqn;
    if (matchesFrom(0, flat) || matchesFrom(1, flat)) return true;
    return parts.length === 1 && matchesRest !== undefined && matchesRest(name);
  };
};

function hasVersion(node: GraphNode): boolean {
  return node.resource_type === 'model' && node.version !== null;
}

function hasDot(name: string): boolean {
  return name.includes('.');
}
