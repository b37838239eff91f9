import type { Diagnostic } from '../../diagnostics/index.ts';
import type { ProjectFile } from '../../project/project.ts';
import type { ParsedFile, ParsedNode } from '../files/parsed-file.ts';
import type { Manifest } from '../manifest.ts';
import type { CompilableNode, FileHash } from '../nodes.ts';
import type { Links } from '../link/relink.ts';
import { type Place, Places } from '../place.ts';

/** One file that a manifest was made of. */
export interface Input {
  /** Told apart from any other text, see `fingerprint`. */
  readonly text: string;
  /**
   * The file's only node, and all that the manifest has of it beside its code and its references. Where the text changes
   * and this does not, these are all that change in the manifest. Absent where more may hang on the text.
   */
  readonly node?: {
    readonly id: string;
    readonly says: string;
    /** Its references; absent where they are among what it says. */
    readonly links?: string;
  };
}

/** By `<project>|<path>`, in the order of the files. */
export type Inputs = ReadonlyMap<string, Input>;

/** What a node takes from the text of its file, beside what it says. */
export interface Code {
  readonly rawCode: string;
  readonly checksum: FileHash;
  readonly at: Place;
  /** Seconds since 1970 at which the file was read. */
  readonly createdAt: number;
  /** Where they are different. */
  readonly links?: Links;
}

export const fileId = ({ project, path }: Pick<ProjectFile, 'path' | 'project'>): string =>
  `${project.name}|${path}`;

/** The checksum leaves white space at both ends out; what stands before the code moves its lines. */
export function fingerprint({ checksum, text, searchPath }: ProjectFile): string {
  const before = text.slice(0, text.length - text.trimStart().length);
  const after = text.length - text.trimEnd().length;
  return `${checksum}|${searchPath}|${before}|${after}`;
}

/** The inputs of a manifest that was made whole. */
export function inputsOf(
  files: readonly { readonly file: ProjectFile; readonly parsed: ParsedFile | undefined }[],
  manifest: Manifest,
): Inputs {
  const declared = declaredNodes(manifest);
  return new Map(
    files.map(({ file, parsed }): [string, Input] => {
      const id = fileId(file);
      const text = fingerprint(file);
      const only = parsed && onlyNode(parsed);
      const node = declared.get(id);
      if (!only || !node || !isCodeOf(node, only, manifest)) return [id, { text }];
      const links = linksOf(only);
      const says = hasOwnLinks(node, links) ? { says: saysOf(only), links } : { says: saysOf(only, links) };
      return [id, { text, node: { id: node.unique_id, ...says } }];
    }),
  );
}

/** The one node of a file without mistakes. */
export function onlyNode(parsed: ParsedFile): ParsedNode | undefined {
  if (parsed.kind !== 'nodes' || parsed.diagnostics.length > 0 || parsed.nodes.length !== 1) return undefined;
  return parsed.nodes[0];
}

/** All that a node's file says, but for its code and the places in it; its references only if they are given. */
export function saysOf(
  { calls, configs, functions, language, metrics, name }: ParsedNode,
  links?: string,
): string {
  return JSON.stringify([
    name,
    language,
    functions.map((called) => [called.name, called.package]),
    metrics,
    configs.map(({ values }) => values),
    calls,
    ...(links === undefined ? [] : [links]),
  ]);
}

/** What a node's file refers to. */
export function linksOf({ refs, sources }: Pick<CompilableNode, 'refs' | 'sources'> | ParsedNode): string {
  const names = sources.map((item) => ('source' in item ? [item.source, item.table] : item));
  return JSON.stringify([refs.map((ref) => [ref.name, ref.package, ref.version]), names]);
}

/** Whether all that a node refers to stands in its file; a test is left out where a reference leads nowhere. */
function hasOwnLinks(node: CompilableNode & { readonly resource_type: string }, links: string): boolean {
  return ['model', 'snapshot', 'analysis'].includes(node.resource_type) && linksOf(node) === links;
}

/** A manifest in which some nodes have other code. The one given stays as it is. */
export function withCode(manifest: Manifest, codes: ReadonlyMap<string, Code>): Manifest {
  if (codes.size === 0) return manifest;
  const nodes = new Map(manifest.nodes);
  const functions = new Map(manifest.functions);
  const places = new Map((manifest.places as Places).unresolved());
  for (const [id, { at, checksum, createdAt, links, rawCode }] of codes) {
    const changed = { raw_code: rawCode, checksum, created_at: createdAt, ...links };
    const node = nodes.get(id);
    if (node) nodes.set(id, { ...node, ...changed });
    const called = functions.get(id);
    if (called) functions.set(id, { ...called, ...changed });
    places.set(id, at);
  }
  return { ...manifest, nodes, functions, places: new Places(places) };
}

/** Whether a warning names a file: as its place, on the way to it, or in its words. */
export function isAbout(warning: Diagnostic, shownName: string): boolean {
  return JSON.stringify(warning).includes(JSON.stringify(shownName).slice(1, -1));
}

/** Nodes that have a file of their own, by its id; none for a file that has several. */
function declaredNodes(manifest: Manifest): ReadonlyMap<string, CompilableNode | undefined> {
  const found = new Map<string, CompilableNode | undefined>();
  for (const node of [...manifest.nodes.values(), ...manifest.functions.values()]) {
    const id = `${node.package_name}|${node.original_file_path}`;
    found.set(id, found.has(id) ? undefined : node);
  }
  return found;
}

/** Whether a node has the code of its file as it stands there. */
function isCodeOf(node: CompilableNode, { at, checksum, rawCode }: ParsedNode, manifest: Manifest): boolean {
  const place = (manifest.places as Places).unresolved().get(node.unique_id);
  return (
    place === at &&
    node.raw_code === rawCode &&
    node.checksum.name === checksum.name &&
    node.checksum.checksum === checksum.checksum
  );
}
