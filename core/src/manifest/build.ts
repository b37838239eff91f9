import type { Checked } from '../diagnostics/index.ts';
import type { ProjectFile, Workspace } from '../project/project.ts';
import type { BuildOptions, BuiltManifest } from './build-options.ts';
import { ManifestBuilder } from './builder.ts';
import { buildFromBefore } from './cache/build-from-before.ts';
import { inputsOf } from './cache/inputs.ts';
import { manifestKey, saveBuild } from './cache/manifest-cache.ts';
import { shownName } from './files/file-names.ts';
import { fileKind } from './files/kinds.ts';
import type { SortedFile } from './files/sorted-file.ts';

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
  const { cache, selectors, sha256 } = options;
  if (!cache) return new ManifestBuilder(workspace, options).run(sorted);
  const { createChecksum, memory, store, version } = cache;
  const sealing = { version, key: manifestKey(workspace, selectors, sha256), createChecksum };
  const kept = buildFromBefore(workspace, sorted, options, { ...cache, sealing });
  if (kept) return kept;
  const built = new ManifestBuilder(workspace, options).run(sorted);
  const { diagnostics, parsed, reads, value } = built;
  if (!reads || diagnostics.some(({ severity }) => severity === 'error')) return built;
  const { manifest } = value;
  const inputs = inputsOf(parsed, manifest);
  const build = { key: sealing.key, inputs, reads, manifest, warnings: diagnostics };
  // A session's later builds stay in memory: its end, or the next command, may as well find the first.
  if (!memory?.last) saveBuild(store, sealing, build);
  memory?.keep(build);
  return built;
}

function sortFiles({ root }: Workspace, files: Iterable<ProjectFile>): readonly SortedFile[] {
  const sorted: SortedFile[] = [];
  for (const file of files) {
    const kind = fileKind(file);
    if (kind) sorted.push({ kind, file, shown: shownName(file, root) });
  }
  return sorted;
}
