import {
  type Diagnostic,
  packageCircular,
  packageConflict,
  packageKindsMixed,
  packageNameInvalid,
  packageNameTwice,
  packageProjectMissing,
  packageUnpinned,
  placedLater,
  type Span,
  UserError,
} from '../../diagnostics/index.ts';
import { type FileNames, fileScope, renderData } from '../render.ts';
import { findProject } from '../read-project.ts';
import { Hub } from './hub.ts';
import { readPackageList } from './read-entry.ts';
import { readPackages } from './read-packages.ts';
import type { PackageRoot, PackageSources } from './sources.ts';
import { describePackage, type GitSpec, identities, type PackageSpec, type PinnedPackage } from './spec.ts';

/** A package fixed to one state, with the name of its project. */
export interface ResolvedPackage {
  readonly pinned: PinnedPackage;
  readonly name: string;
}

/** A package that was asked for, with the way that led to it. */
interface Wanted {
  readonly spec: PackageSpec;
  /** Where it is asked for; what only the hub says is asked for where the package is that it says it of. */
  readonly at: Span | undefined;
  /** The packages that led here, the root's own first. */
  readonly chain: readonly string[];
}

interface Metadata {
  readonly name: string;
  readonly packages: readonly PackageSpec[];
}

/**
 * Fixes packages, and those that they ask for in turn, each to one state: what several ask for of one package has to
 * hold together.
 *
 * @returns them in the order in which they were met
 * @throws UserError for what cannot be had, contradicts itself, is circular or has another one's name
 */
export async function resolvePackages(
  specs: readonly PackageSpec[],
  root: PackageRoot,
  sources: PackageSources,
): Promise<readonly ResolvedPackage[]> {
  return new Resolver(root, sources).resolve(specs);
}

class Resolver {
  readonly #root: PackageRoot;
  readonly #sources: PackageSources;
  readonly #hub: Hub;
  /** What is asked for of each package so far, by its first identity. */
  readonly #merged = new Map<string, PackageSpec>();
  readonly #pinned = new Map<string, { readonly pinned: PinnedPackage; readonly metadata: Metadata }>();
  /** What was looked into already: a package in the same state asks for the same. */
  readonly #metadata = new Map<string, Metadata>();

  constructor(root: PackageRoot, sources: PackageSources) {
    this.#root = root;
    this.#sources = sources;
    this.#hub = new Hub(sources, root);
  }

  async resolve(specs: readonly PackageSpec[]): Promise<readonly ResolvedPackage[]> {
    let pending: Wanted[] = specs.map((spec) => ({ spec, at: spec.at, chain: [] }));
    while (pending.length > 0) {
      const next: Wanted[] = [];
      for (const wanted of pending) next.push(...(await placedLater(wanted.at, () => this.#take(wanted))));
      pending = next;
    }
    const resolved = [...this.#pinned.values()].map(({ metadata, pinned }) => ({
      pinned,
      name: metadata.name,
    }));
    this.#checkNames(resolved);
    return resolved;
  }

  /** @returns what the package asks for, if that is not known yet */
  async #take({ at, chain, spec }: Wanted): Promise<readonly Wanted[]> {
    const shown = describePackage(spec);
    if (chain.includes(shown))
      throw new UserError(packageCircular([...chain.slice(chain.indexOf(shown)), shown]));
    const key = identities(spec).find((name) => this.#merged.has(name)) ?? identities(spec)[0]!;
    const known = this.#merged.get(key);
    const merged = known ? merge(known, spec) : spec;
    this.#merged.set(key, merged);
    const pinned = await this.#pin(merged);
    const state = stateOf(pinned);
    const isKnown = this.#metadata.has(state);
    const metadata = this.#metadata.get(state) ?? (await this.#lookInto(pinned));
    this.#metadata.set(state, metadata);
    this.#pinned.set(key, { pinned: await this.#fix(pinned), metadata });
    const path = [...chain, shown];
    // What is known is followed only as far as to see a circle.
    if (isKnown && !this.#leadsTo(metadata, new Set(path))) return [];
    return metadata.packages.map((item) => ({ spec: item, at: item.at ?? at, chain: path }));
  }

  #leadsTo(metadata: Metadata, shown: ReadonlySet<string>): boolean {
    const seen = new Set<string>();
    const visit = ({ packages }: Metadata): boolean =>
      packages.some((spec) => {
        const name = describePackage(spec);
        if (shown.has(name)) return true;
        if (seen.has(name)) return false;
        seen.add(name);
        const found = identities(spec)
          .map((key) => this.#pinned.get(key))
          .find((item) => item !== undefined);
        return found !== undefined && visit(found.metadata);
      });
    return visit(metadata);
  }

  async #pin(spec: PackageSpec): Promise<PinnedPackage> {
    if (spec.kind === 'hub') return this.#hub.pin(spec);
    if (spec.kind === 'git') return { ...spec, revision: spec.revision ?? 'HEAD' };
    return spec;
  }

  /** A branch moves on; what the lock file names is a commit. */
  async #fix(pinned: PinnedPackage): Promise<PinnedPackage> {
    if (pinned.kind !== 'git') return pinned;
    const { commit } = await this.#sources.fetchGit(gitRequest(pinned));
    return { ...pinned, revision: commit };
  }

  async #lookInto(pinned: PinnedPackage): Promise<Metadata> {
    const shown = describePackage(pinned);
    if (pinned.kind === 'hub') {
      const { name, packages } = await this.#hub.describe(pinned, pinned.version);
      return {
        name: this.#checkedName(name, pinned),
        packages: this.#specs(readPackageList(packages, { report: this.#reporter(shown) })),
      };
    }
    const folder = await fetchPackage(pinned, this.#root, this.#sources);
    if (pinned.kind === 'git' && pinned.warnsUnpinned && ['HEAD', 'main', 'master'].includes(pinned.revision))
      this.#root.report(packageUnpinned(shown, pinned.revision, pinned.at));
    const read = readMetadata(folder, pinned, this.#root.names, this.#sources, this.#reporter(shown));
    const name = pinned.kind === 'tarball' ? pinned.name : read.name;
    const packages =
      pinned.kind === 'local' ? read.packages.map((spec) => this.#nested(spec, pinned.local)) : read.packages;
    return { name: this.#checkedName(name, pinned), packages };
  }

  /** Paths count from the root project, as in dbt; but one that is right only from its own package is taken too. */
  #nested(spec: PackageSpec, parent: string): PackageSpec {
    if (spec.kind !== 'local' || isAbsolute(spec.local)) return spec;
    const { files } = this.#sources;
    const nested = `${parent.replace(/\/+$/, '')}/${spec.local}`;
    const isOnlyThere =
      !files.exists(localFolder(spec.local, this.#root.folder)) &&
      files.exists(localFolder(nested, this.#root.folder));
    return isOnlyThere ? { ...spec, local: nested } : spec;
  }

  #specs(list: ReturnType<typeof readPackageList>): readonly PackageSpec[] {
    return list.map(({ spec }) => spec);
  }

  /** Faults in a package's own files end everything; warnings are told. */
  #reporter(shown: string): (diagnostic: Diagnostic) => void {
    return (diagnostic) => {
      const message = `${diagnostic.message} (in the package "${shown}")`;
      if (diagnostic.severity === 'error') throw new UserError({ ...diagnostic, message });
      this.#root.report({ ...diagnostic, message });
    };
  }

  /** The name becomes a folder's: it must not lead anywhere else. */
  #checkedName(name: string, { at, ...spec }: PinnedPackage): string {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))
      throw new UserError(packageNameInvalid(describePackage({ ...spec, at } as PackageSpec), name, at));
    return name;
  }

  #checkNames(resolved: readonly ResolvedPackage[]): void {
    const byName = new Map<string, PinnedPackage>();
    for (const { name, pinned } of resolved) {
      const other = byName.get(name);
      const shown = describePackage(pinned);
      if (other) throw new UserError(packageNameTwice(name, [describePackage(other), shown], pinned.at));
      if (name === this.#root.name)
        throw new UserError(packageNameTwice(name, ['this project', shown], pinned.at));
      byName.set(name, pinned);
    }
  }
}

/** A folder on this machine that holds the package. @throws UserError when it cannot be had */
export async function fetchPackage(
  pinned: Exclude<PinnedPackage, { readonly kind: 'hub' }>,
  root: PackageRoot,
  sources: PackageSources,
): Promise<string> {
  if (pinned.kind === 'local') return localFolder(pinned.local, root.folder);
  if (pinned.kind === 'tarball') return sources.fetchArchive(pinned.tarball, pinned.tarballAsWritten);
  return (await sources.fetchGit(gitRequest(pinned))).folder;
}

/** A version of the hub, unpacked. @throws UserError when it cannot be had */
export async function fetchFromHub(
  pinned: Extract<PinnedPackage, { readonly kind: 'hub' }>,
  root: PackageRoot,
  sources: PackageSources,
): Promise<string> {
  const { tarball } = await new Hub(sources, root).describe(pinned, pinned.version);
  return sources.fetchArchive(tarball, tarball);
}

/** The newest version that could be installed, to say that there is one. */
export async function newestInHub(
  pinned: Extract<PinnedPackage, { readonly kind: 'hub' }>,
  root: PackageRoot,
  sources: PackageSources,
): Promise<string> {
  return (await new Hub(sources, root).pin({ ...pinned, versions: ['>=0.0.0'] })).latest;
}

/** Reads the name of the project in a package's folder, and what it asks for. */
export function readMetadata(
  folder: string,
  pinned: PinnedPackage,
  names: FileNames,
  { files }: PackageSources,
  report: (diagnostic: Diagnostic) => void,
): Metadata {
  const shown = describePackage(pinned);
  const { diagnostics, value: raw } = findProject(folder, shown, files);
  for (const diagnostic of diagnostics) {
    if (diagnostic.code === 'PROJECT_NOT_FOUND')
      throw new UserError(packageProjectMissing(shown, pinned.kind, pinned.at));
    report(diagnostic);
  }
  const lenient: FileNames = { target: {}, missingVars: 'none', ...names };
  const name = renderData(
    raw?.data['name'] ?? null,
    fileScope(lenient),
    () => undefined,
    () => false,
    report,
  );
  const { specs } = readPackages({ folder, shownFolder: `${shown}/`, files, names, report });
  return { name: String(name), packages: specs };
}

function localFolder(local: string, rootFolder: string): string {
  return isAbsolute(local) ? local : `${rootFolder}/${local}`;
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(path);
}

function gitRequest({ git, gitAsWritten, revision, subdirectory }: GitSpec & { readonly revision: string }) {
  return { url: git, shownUrl: gitAsWritten, revision, subdirectory };
}

/** What two of them are the same package in the same state by. */
function stateOf(pinned: PinnedPackage): string {
  const version = pinned.kind === 'hub' ? pinned.version : pinned.kind === 'git' ? pinned.revision : '';
  return JSON.stringify([pinned.kind, identities(pinned)[0], version]);
}

function merge(known: PackageSpec, more: PackageSpec): PackageSpec {
  if (known.kind === 'hub' && more.kind === 'hub')
    return { ...known, versions: [...known.versions, ...more.versions] };
  if (known.kind === 'git' && more.kind === 'git') {
    const revision = known.revision ?? more.revision;
    if (more.revision !== undefined && more.revision !== revision)
      throw new UserError(packageConflict(describePackage(known), [revision!, more.revision], more.at));
    return { ...known, revision, warnsUnpinned: known.warnsUnpinned && more.warnsUnpinned };
  }
  if (known.kind !== more.kind)
    throw new UserError(packageKindsMixed(describePackage(known), [known.kind, more.kind], more.at));
  return known;
}
