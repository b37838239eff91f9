import type { Json, JsonObject } from '../../config/index.ts';
import {
  hubAnswerInvalid,
  packageNotInHub,
  packageRedirected,
  packageVersionInvalid,
  packageVersionMissing,
  UserError,
} from '../../diagnostics/index.ts';
import { isMapping } from '../shape.ts';
import { type Bound, compareVersions, lies, parseBound, parseVersion, satisfies } from '../versions.ts';
import type { PackageRoot, PackageSources } from './sources.ts';
import type { HubSpec, PinnedPackage } from './spec.ts';

/** One version of a package, as the hub describes it. */
export interface HubVersion {
  readonly name: string;
  readonly packages: Json;
  readonly tarball: string;
}

type Versions = ReadonlyMap<string, JsonObject>;

/** The package hub: an index and a JSON file a package. */
export class Hub {
  readonly #sources: PackageSources;
  readonly #root: PackageRoot;
  readonly #versions = new Map<string, Promise<Versions>>();

  constructor(sources: PackageSources, root: PackageRoot) {
    this.#sources = sources;
    this.#root = root;
  }

  /**
   * The newest version within all bounds, of those that are made for this version of dbt.
   * @throws UserError naming the versions there are
   */
  async pin(spec: HubSpec): Promise<PinnedPackage & HubSpec> {
    const bounds = spec.versions.map((text) => boundOf(text, spec));
    const all = [...(await this.#versionsOf(spec))];
    const takesPrereleases =
      spec.takesPrereleases || bounds.some(({ version }) => version.prerelease !== undefined);
    const installable = all
      .filter(([, description]) => this.#isCompatible(description))
      .flatMap(([text]) => {
        const version = parseVersion(text);
        return version && (takesPrereleases || version.prerelease === undefined) ? [{ text, version }] : [];
      })
      .toSorted((a, b) => compareVersions(a.version, b.version));
    const fitting = installable.filter(({ version }) => bounds.every((bound) => lies(version, bound)));
    // Of versions that differ in their build only, the hub's first.
    const found = fitting.find(({ version }) => compareVersions(version, fitting.at(-1)!.version) === 0);
    if (!found) {
      throw new UserError(
        packageVersionMissing(spec.package, spec.versions, {
          installable: installable.map(({ text }) => text),
          incompatible: all
            .filter(([, description]) => !this.#isCompatible(description))
            .map(([text]) => text)
            .filter((text) => isWithin(text, bounds)),
          dbtVersion: this.#root.dbtVersion,
          at: spec.at,
        }),
      );
    }
    return { ...spec, version: found.text, latest: installable.at(-1)!.text };
  }

  /** @throws UserError when the hub no longer has that version */
  async describe(spec: HubSpec, version: string): Promise<HubVersion> {
    const versions = await this.#versionsOf(spec);
    const found = versions.get(version);
    if (!found) {
      const installable = [...versions.keys()];
      throw new UserError(
        packageVersionMissing(spec.package, [version], {
          installable,
          incompatible: [],
          dbtVersion: undefined,
          at: spec.at,
        }),
      );
    }
    const { downloads, name, packages } = found;
    const tarball = isMapping(downloads) ? downloads['tarball'] : undefined;
    if (typeof name !== 'string' || typeof tarball !== 'string') {
      throw new UserError(
        hubAnswerInvalid(this.#urlOf(spec.package), `version ${version} has no name or no download`),
      );
    }
    return { name, packages: packages ?? [], tarball };
  }

  #versionsOf(spec: HubSpec): Promise<Versions> {
    let asked = this.#versions.get(spec.package);
    if (!asked) this.#versions.set(spec.package, (asked = this.#ask(spec)));
    return asked;
  }

  async #ask(spec: HubSpec): Promise<Versions> {
    await this.#checkIndex(spec);
    const url = this.#urlOf(spec.package);
    const answer = await this.#sources.fetchJson(url);
    if (!isMapping(answer) || !isMapping(answer['versions']))
      throw new UserError(hubAnswerInvalid(url, 'it has no "versions"'));
    const { name, namespace, redirectname, redirectnamespace, versions } = answer;
    if (redirectname || redirectnamespace) {
      const moved = `${String(redirectnamespace || namespace)}/${String(redirectname || name)}`;
      this.#root.report(packageRedirected(spec.package, moved, spec.at));
    }
    return new Map(
      Object.entries(versions).filter((entry): entry is [string, JsonObject] => isMapping(entry[1])),
    );
  }

  async #checkIndex(spec: HubSpec): Promise<void> {
    const url = this.#urlOf('index');
    const index = await this.#sources.fetchJson(url);
    if (!Array.isArray(index)) throw new UserError(hubAnswerInvalid(url, 'it is no list of packages'));
    const known = (index as readonly Json[]).filter((item) => typeof item === 'string');
    if (!known.includes(spec.package)) throw new UserError(packageNotInHub(spec.package, known, spec.at));
  }

  #urlOf(name: string): string {
    return `${this.#sources.hubUrl}api/v1/${name.split('/').map(encodeURIComponent).join('/')}.json`;
  }

  #isCompatible({ require_dbt_version: required }: JsonObject): boolean {
    const { dbtVersion } = this.#root;
    if (dbtVersion === undefined || !required) return true;
    const bounds = Array.isArray(required)
      ? (required as readonly Json[]).map(String)
      : [String(required as string)];
    return satisfies(dbtVersion, bounds).holds;
  }
}

function boundOf(text: string, spec: HubSpec): Bound {
  const bound = parseBound(text);
  if (!bound) throw new UserError(packageVersionInvalid(spec.package, text, spec.at));
  return bound;
}

function isWithin(text: string, bounds: readonly Bound[]): boolean {
  const version = parseVersion(text);
  return version !== undefined && bounds.every((bound) => lies(version, bound));
}
