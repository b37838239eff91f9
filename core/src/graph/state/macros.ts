import type { GraphNode, Manifest } from '../../manifest/index.ts';

/** Macros whose text differs from the earlier manifest's or that it does not have, and all that call them. */
export interface ModifiedMacros {
  /** Whether a node calls one of them, directly or through others. */
  reaches(node: GraphNode): boolean;
}

export function findModifiedMacros(earlier: Manifest, current: Manifest): ModifiedMacros {
  const reached = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const [id, macro] of current.macros) {
    if (earlier.macros.get(id)?.macro_sql !== macro.macro_sql) reached.add(id);
    for (const called of macro.depends_on.macros) {
      const known = callers.get(called);
      if (known) known.push(id);
      else callers.set(called, [id]);
    }
  }
  // A set hands out what is added while it is walked.
  for (const id of reached) for (const caller of callers.get(id) ?? []) reached.add(caller);
  return {
    reaches: (node) =>
      node.resource_type !== 'source' && (node.depends_on.macros ?? []).some((id) => reached.has(id)),
  };
}
