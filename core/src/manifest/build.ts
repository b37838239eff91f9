import type { Invocation } from '../context/invocation.ts';
import { MacroRegistry } from '../context/macro-registry.ts';
import type { Checked } from '../diagnostics/index.ts';
import type { ProjectFile, Workspace } from '../project/project.ts';
import { type BuildOptions, type BuiltManifest, registryOptions } from './build-options.ts';
import { ManifestBuilder, type SortedFile } from './builder.ts';
import { LazyMacros } from './cache/lazy-macros.ts';
import { loadManifest, manifestKey, saveManifest } from './cache/manifest-cache.ts';
import { shownName } from './files/file-names.ts';
import { fileKind } from './files/kinds.ts';
import { PropertyFileSource } from './properties/property-source.ts';

/**
 * Everything that the projects of a workspace declare, with every name resolved.
 *
 * @param files All files of all projects below their resource paths; those of other kinds are passed over.
 * @returns the manifest of what could be read, and every mistake found on the way: with errors among them, nothing
 * may be built on it.
 */
export function buildManifest(
  workspace: Workspace,
  files: Iterable<ProjectFile>,
  options: BuildOptions,
): Checked<BuiltManifest> {
  const sorted = sortFiles(workspace, files);
  const { cache, sha256 } = options;
  if (!cache) return new ManifestBuilder(workspace, options).run(sorted);
  const key = manifestKey(
    workspace,
    sorted.map(({ file }) => file),
    options.selectors,
    sha256,
  );
  const keyed = { version: cache.version, key, sha256 };
  const kept = unchanged(workspace, sorted, options, (invocation, sourceOf) =>
    loadManifest(cache.store, keyed, invocation, sourceOf),
  );
  if (kept) return kept;
  const built = new ManifestBuilder(workspace, options).run(sorted);
  const hasErrors = built.diagnostics.some(({ severity }) => severity === 'error');
  if (built.reads && !hasErrors) {
    saveManifest(cache.store, keyed, built.value.manifest, built.reads, built.diagnostics);
  }
  return built;
}

/** The manifest of before, with a registry that parses macros when they are called. */
function unchanged(
  workspace: Workspace,
  files: readonly SortedFile[],
  options: BuildOptions,
  load: (
    invocation: Invocation,
    sourceOf: (file: string) => PropertyFileSource | undefined,
  ) => ReturnType<typeof loadManifest>,
): Checked<BuiltManifest> | undefined {
  const registry = new MacroRegistry(registryOptions(workspace));
  const invocation = options.createInvocation(registry);
  const sources = new Map<string, PropertyFileSource>();
  const kept = load(invocation, (id) => {
    let source = sources.get(id);
    if (!source) {
      const found = files.find(({ file }) => `${file.project.name}|${file.path}` === id);
      if (found) sources.set(id, (source = new PropertyFileSource(found.file, found.shown)));
    }
    return source;
  });
  if (!kept) return undefined;
  new LazyMacros(files).addTo(registry, kept.manifest.macros.values());
  return { value: { manifest: kept.manifest, registry, invocation }, diagnostics: kept.warnings };
}

function sortFiles({ root }: Workspace, files: Iterable<ProjectFile>): readonly SortedFile[] {
  const sorted: SortedFile[] = [];
  for (const file of files) {
    const kind = fileKind(file);
    if (kind) sorted.push({ kind, file, shown: shownName(file, root) });
  }
  return sorted;
}
