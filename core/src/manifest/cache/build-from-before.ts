import type { Checked } from '../../diagnostics/index.ts';
import type { Workspace } from '../../project/project.ts';
import { type BuildOptions, type BuiltManifest, registryOptions } from '../build-options.ts';
import type { ParsedNode } from '../files/parsed-file.ts';
import { readNodeFile, type SortedFile } from '../files/sorted-file.ts';
import { TemplateReader } from '../files/templates.ts';
import { relink } from '../link/relink.ts';
import { PropertyFileSource } from '../properties/property-source.ts';
import type { Sealing } from './envelope.ts';
import {
  type Code,
  fileId,
  fingerprint,
  type Inputs,
  isAbout,
  linksOf,
  onlyNode,
  saysOf,
  withCode,
} from './inputs.ts';
import { LazyMacros } from './lazy-macros.ts';
import { confirmsReads, type KeptBuild, storedBuild } from './manifest-cache.ts';
import { type ManifestReads, ReadRecorder, recordingInvocation, RecordingRegistry } from './recorder.ts';

type Cache = NonNullable<BuildOptions['cache']> & { readonly sealing: Sealing };

/**
 * The manifest of before, where it still holds but for the code of some nodes: the files of these are read again, and
 * must say what they said. Macros are parsed when they are called.
 *
 * @returns undefined when anything else is different now.
 */
export function buildFromBefore(
  workspace: Workspace,
  files: readonly SortedFile[],
  options: BuildOptions,
  { memory, sealing, store }: Cache,
): Checked<BuiltManifest> | undefined {
  const inMemory = memory?.last?.key === sealing.key ? memory.last : undefined;
  const stored = inMemory ? undefined : storedBuild(store, sealing);
  const before = inMemory ?? stored;
  const edited = before && editedFiles(files, before.inputs);
  if (!edited || (edited.length > 0 && before.reads.code)) return undefined;
  const recorder = new ReadRecorder();
  const registry = new RecordingRegistry(registryOptions(workspace), recorder);
  const invocation = options.createInvocation(registry);
  if (!confirmsReads(before.reads, invocation)) return undefined;
  const kept = inMemory ?? stored?.load(propertySources(files));
  if (!kept) return undefined;
  new LazyMacros(files, { memory, macros: options.knownMacros }).addTo(
    registry,
    kept.manifest.macros.values(),
  );
  if (kept.warnings.some((warning) => edited.some(({ shown }) => isAbout(warning, shown)))) return undefined;

  const templates = new TemplateReader(recordingInvocation(invocation, recorder));
  const codes = new Map<string, Code>();
  const inputs = new Map(before.inputs);
  const relinked = new Map<string, ParsedNode>();
  for (const entry of edited) {
    const id = fileId(entry.file);
    const { node } = before.inputs.get(id)!;
    const { reads, result } = recorder.record(() => readNodeFile(entry, workspace.target, templates));
    const only = result && reads && onlyNode(result);
    if (!node || !only) return undefined;
    const links = linksOf(only);
    if (saysOf(only, node.links === undefined ? links : undefined) !== node.says) return undefined;
    const { at, checksum, rawCode } = only;
    codes.set(node.id, { rawCode, checksum, at, createdAt: invocation.startedAtMs / 1000 });
    const isRelinked = node.links !== undefined && node.links !== links;
    if (isRelinked) relinked.set(node.id, only);
    inputs.set(id, { text: fingerprint(entry.file), node: isRelinked ? { ...node, links } : node });
  }
  const linked = relink(kept.manifest, workspace, relinked);
  // A mistake is told in its place among all others; a session may rather tell it at once.
  if (!linked || (linked.diagnostics.length > 0 && !inMemory)) return undefined;
  if (linked.diagnostics.length > 0)
    return {
      value: { manifest: kept.manifest, registry, invocation },
      diagnostics: [...kept.warnings, ...linked.diagnostics],
    };
  for (const [id, links] of linked.links) codes.set(id, { ...codes.get(id)!, links });
  const build = edited.length === 0 ? kept : withEdits(kept, inputs, codes, recorder.all);
  if (edited.length > 0) stored?.saveCode(build, codes);
  memory?.keep(build);
  return { value: { manifest: build.manifest, registry, invocation }, diagnostics: build.warnings };
}

/** The files whose text changed; undefined where others came, went or moved, or where more may hang on a text. */
function editedFiles(files: readonly SortedFile[], inputs: Inputs): readonly SortedFile[] | undefined {
  if (files.length !== inputs.size) return undefined;
  const known = inputs.entries();
  const edited: SortedFile[] = [];
  for (const entry of files) {
    const [id, input] = known.next().value!;
    if (id !== fileId(entry.file)) return undefined;
    if (input.text === fingerprint(entry.file)) continue;
    if (!input.node) return undefined;
    edited.push(entry);
  }
  return edited;
}

function withEdits(
  kept: KeptBuild,
  inputs: Inputs,
  codes: ReadonlyMap<string, Code>,
  reads: ManifestReads | undefined,
): KeptBuild {
  return {
    ...kept,
    inputs,
    manifest: withCode(kept.manifest, codes),
    reads: { ...kept.reads, ...reads, env: { ...kept.reads.env, ...reads?.env } },
  };
}

/** Property files by their ids, for places in them; each is parsed when it is needed. */
function propertySources(files: readonly SortedFile[]): (id: string) => PropertyFileSource | undefined {
  const sources = new Map<string, PropertyFileSource>();
  return (id) => {
    let source = sources.get(id);
    if (!source) {
      const found = files.find(({ file }) => fileId(file) === id);
      if (found) sources.set(id, (source = new PropertyFileSource(found.file, found.shown)));
    }
    return source;
  };
}
