import {
  type Diagnostic,
  duplicatePatch,
  patchWithoutNode,
  sourceOverridden,
} from '../../diagnostics/index.ts';
import type { Project } from '../../project/project.ts';
import { spanOf } from '../place.ts';
import type { Entry } from '../properties/entry.ts';
import { declareSources, type DeclaredSource } from './sources.ts';

/** All tables of all sources, each with the entry that overrides it: one that names the package under `overrides`. */
export function declareOverriddenSources(
  entries: readonly (readonly [Project, Entry])[],
  report: (diagnostic: Diagnostic) => void,
): readonly DeclaredSource[] {
  const declared = entries.flatMap(([project, entry]) =>
    entry.has('overrides') ? [] : declareSources(project, entry),
  );
  const patches = patchesByKey(entries, report);
  if (patches.size === 0) return declared;
  const used = new Set<Entry>();
  const patched = declared.map((source): DeclaredSource => {
    const patch = patches.get(`${source.project.name}.${source.sourceName}`);
    if (!patch) return source;
    const table = patch.entries('tables').find((entry) => entry.get('name') === source.tableName);
    used.add(patch);
    return { ...source, patch: { source: patch, table } };
  });
  for (const [key, patch] of patches) {
    report(sourceOverridden(key, patch.span('overrides')));
    if (!used.has(patch)) report(patchWithoutNode('source', key, patchableKeys(declared), patch.span()));
    else reportUnusedTables(key, patch, declared, report);
  }
  return patched;
}

function patchesByKey(
  entries: readonly (readonly [Project, Entry])[],
  report: (diagnostic: Diagnostic) => void,
): ReadonlyMap<string, Entry> {
  const patches = new Map<string, Entry>();
  for (const [, entry] of entries) {
    if (!entry.has('overrides')) continue;
    const key = `${entry.text('overrides')}.${entry.requiredText('name', 'a source')}`;
    const other = patches.get(key);
    if (other) report(duplicatePatch('source', key, spanOf(other.place()), entry.span()));
    else patches.set(key, entry);
  }
  return patches;
}

function reportUnusedTables(
  key: string,
  patch: Entry,
  declared: readonly DeclaredSource[],
  report: (diagnostic: Diagnostic) => void,
): void {
  const known = declared.filter(({ project, sourceName }) => `${project.name}.${sourceName}` === key);
  const names = known.map(({ tableName }) => tableName);
  for (const table of patch.entries('tables')) {
    const name = table.text('name');
    if (name !== null && !names.includes(name))
      report(patchWithoutNode('source table', `${key}.${name}`, names, table.span()));
  }
}

const patchableKeys = (declared: readonly DeclaredSource[]): readonly string[] =>
  declared.map(({ project, sourceName }) => `${project.name}.${sourceName}`);
