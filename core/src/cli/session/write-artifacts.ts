import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ArtifactOrigin,
  type CatalogArtifact,
  type CompiledCode,
  customEnv,
  writeCatalog,
  writeManifest,
  writeRunResults,
  writeSemanticManifest,
  writeSources,
} from '../../artifacts/index.ts';
import type { DocsArtifacts, SiteRenderer } from '../../docs/index.ts';
import { writeFileAtomically } from '../../node/index.ts';
import type { FreshnessResult, RunResult } from '../../run/index.ts';
import type { ParsedProject } from './parse-project.ts';
import { flagArguments } from './open-project.ts';

/** Writes target/manifest.json and target/semantic_manifest.json, unless `--no-write-json`. */
export function saveManifest(
  project: ParsedProject,
  compiled: ReadonlyMap<string, CompiledCode> = new Map(),
): void {
  if (!project.flags.values.write_json) return;
  save(project, 'manifest.json', manifestText(project, compiled));
  save(project, 'semantic_manifest.json', writeSemanticManifest(project.manifest));
}

function manifestText(
  project: ParsedProject,
  compiled: ReadonlyMap<string, CompiledCode>,
): Generator<string> {
  const { adapter, manifest, workspace } = project;
  return writeManifest({
    manifest,
    origin: originOf(project),
    projectId: hash('md5', manifest.rootPackage),
    adapterType: adapter.type,
    quoting: workspace.root.quoting,
    compiled,
  });
}

/** Writes target/run_results.json, unless `--no-write-json`. */
export function saveRunResults(
  project: ParsedProject,
  results: readonly RunResult[],
  elapsedMs: number,
): void {
  if (!project.flags.values.write_json) return;
  const args = flagArguments(project, project.workspace.cliVars);
  save(project, 'run_results.json', writeRunResults({ results, elapsedMs, args, origin: originOf(project) }));
}

/** Writes target/catalog.json, whatever the flags say: it is what its command is for. */
export function saveCatalog(
  project: ParsedProject,
  catalog: Omit<CatalogArtifact, 'manifest' | 'origin'>,
): void {
  const { manifest } = project;
  save(project, 'catalog.json', writeCatalog({ ...catalog, manifest, origin: originOf(project) }));
}

/** Writes sources.json into a folder, or as a file if that is what the path names. */
export function saveSources(
  project: ParsedProject,
  results: readonly FreshnessResult[],
  elapsedMs: number,
  path: string,
): void {
  if (!project.flags.values.write_json) return;
  const file = path === project.targetPath ? join(path, 'sources.json') : path;
  const chunks = writeSources({ results, elapsedMs, origin: originOf(project) });
  writeFileAtomically(file, masked(chunks, project.call.reporter.mask));
}

/**
 * Writes the pages of a site into the target folder, made from the catalog that is there, and from the project as it is
 * now.
 */
export function saveSite(
  project: ParsedProject,
  site: SiteRenderer,
  known: Pick<DocsArtifacts, 'outcomes' | 'rows'> & { readonly compiled: ReadonlyMap<string, CompiledCode> },
  isStatic: boolean,
): void {
  const { call, targetPath } = project;
  const artifacts = {
    ...known,
    manifest: [...manifestText(project, known.compiled)].join(''),
    catalog: readFileSync(join(targetPath, 'catalog.json'), 'utf8'),
  };
  for (const { path, text } of site.render(artifacts, isStatic))
    writeFileAtomically(join(targetPath, path), [call.reporter.mask(text)]);
}

function* masked(chunks: Iterable<string>, mask: (text: string) => string): Generator<string> {
  for (const chunk of chunks) yield mask(chunk);
}

function save({ call, targetPath }: ParsedProject, name: string, chunks: Iterable<string>): void {
  writeFileAtomically(join(targetPath, name), masked(chunks, call.reporter.mask));
}

function originOf({ call }: ParsedProject): ArtifactOrigin {
  return {
    invocationId: call.invocationId,
    startedAtMs: call.startedAtMs,
    generatedAtMs: call.effects.now(),
    env: customEnv(call.effects.env),
  };
}
