import type { Invocation } from '../context/invocation.ts';
import type { MacroRegistry } from '../context/macro-registry.ts';
import type { Checked } from '../diagnostics/index.ts';
import type { ProjectFile, Workspace } from '../project/project.ts';
import type { Manifest } from './manifest.ts';

export interface BuildOptions {
  /** Makes what all templates share, over the registry that the build fills with the projects' macros. */
  readonly createInvocation: (macros: MacroRegistry) => Invocation;
  /** SHA-256 of the UTF-8 text, in lower-case hex. */
  readonly sha256: (text: string) => string;
}

export interface BuiltManifest {
  readonly manifest: Manifest;
  /** All macros; filled at its first use. */
  readonly registry: MacroRegistry;
  readonly invocation: Invocation;
}

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
  throw new Error(`not there yet: ${workspace.root.name} ${String(files)} ${String(options)}`);
}
