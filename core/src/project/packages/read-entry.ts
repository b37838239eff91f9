import type { Json, JsonObject, KeyPath } from '../../config/index.ts';
import { type Diagnostic, nearest, packageMalformed, type Span } from '../../diagnostics/index.ts';
import { describeValue, isMapping } from '../shape.ts';
import { pythonJson } from './python-json.ts';
import type { PackageSpec } from './spec.ts';

export interface ListPlaces {
  readonly locate?: (path: KeyPath) => Span | undefined;
  readonly locateKey?: (path: KeyPath) => Span | undefined;
  readonly isFloat?: (path: KeyPath) => boolean;
  /** The list before its templates were rendered. */
  readonly unrendered?: Json | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
}

interface ReadSpec {
  readonly spec: PackageSpec;
  /** The entry as dbt writes it down for the hash. */
  readonly hashed: string;
}

const keysOf = {
  local: ['local', 'unrendered', 'name'],
  tarball: ['tarball', 'name', 'unrendered'],
  git: ['git', 'revision', 'warn-unpinned', 'subdirectory', 'unrendered', 'name'],
  package: ['package', 'version', 'install_prerelease', 'unrendered', 'name'],
} as const;
const hashedKeys: Readonly<Record<Kind, readonly string[]>> = {
  local: ['local', 'name'],
  tarball: ['tarball', 'name'],
  git: ['git', 'revision', 'warn-unpinned', 'subdirectory', 'name'],
  package: ['package', 'version', 'install_prerelease', 'name'],
};
type Kind = keyof typeof keysOf;
const kinds = Object.keys(keysOf) as Kind[];

/** The keys that an author would write. */
const written = (keys: readonly string[]): string => keys.filter((key) => key !== 'unrendered').join(', ');

/** Reads the entries of a list of packages; the faulty ones are reported and left out. */
export function readPackageList(list: Json, places: ListPlaces): readonly ReadSpec[] {
  const { locate = () => undefined, report, unrendered } = places;
  if (list === null) return [];
  if (!Array.isArray(list)) {
    const problem = `expected a list of packages, found ${describeValue(list)}`;
    report(packageMalformed(problem, locate([]), 'Begin each with "- ", as in "- local: ../utils"'));
    return [];
  }
  return (list as readonly Json[]).flatMap((entry, index) => {
    const written = Array.isArray(unrendered) ? (unrendered as readonly Json[])[index] : undefined;
    const read = new EntryReader(entry, isMapping(written) ? written : {}, index, places).read();
    return read ? [read] : [];
  });
}

class EntryReader {
  readonly #entry: Json;
  readonly #written: JsonObject;
  readonly #index: number;
  readonly #places: ListPlaces;
  #hasFault = false;

  constructor(entry: Json, written: JsonObject, index: number, places: ListPlaces) {
    this.#entry = entry;
    this.#written = written;
    this.#index = index;
    this.#places = places;
  }

  read(): ReadSpec | undefined {
    const entry = this.#entry;
    if (!isMapping(entry)) {
      this.#fault(
        [],
        `expected a mapping such as {package: dbt-labs/dbt_utils, version: 1.3.0}, found ${describeValue(entry)}`,
      );
      return undefined;
    }
    if ('private' in entry) {
      this.#fault(
        ['private'],
        'the provider of a "private" package is not known here',
        'Use git: with its address instead',
      );
      return undefined;
    }
    const kind = kinds.find((name) => name in entry);
    if (kind === undefined) {
      const similar = Object.keys(entry).flatMap((key) => nearest(key, kinds) ?? [])[0];
      const hint = similar && `Did you mean "${similar}"?`;
      this.#fault([], 'a package is one of package (of the hub), git, local and tarball', hint);
      return undefined;
    }
    for (const key of Object.keys(entry)) this.#checkKey(key, kind);
    const spec = this.#readKind(kind, entry);
    return this.#hasFault || !spec ? undefined : { spec, hashed: this.#hashed(kind, entry) };
  }

  #checkKey(key: string, kind: Kind): void {
    const known: readonly string[] = keysOf[kind];
    if (known.includes(key)) return;
    this.#hasFault = true;
    const problem = `a package of the kind "${kind}" has no key "${key}"`;
    const at = this.#places.locateKey?.([this.#index, key]);
    const similar = nearest(key, known);
    const hint = similar === undefined ? `Its keys are ${written(known)}` : `Did you mean "${similar}"?`;
    this.#places.report(packageMalformed(problem, at, hint));
  }

  #readKind(kind: Kind, entry: JsonObject): PackageSpec | undefined {
    const at = this.#places.locate?.([this.#index]);
    const main = this.#text(entry, kind);
    if (main === undefined) return undefined;
    const written = this.#written[kind];
    const asWritten = typeof written === 'string' ? written : main;
    switch (kind) {
      case 'local':
        return { kind, local: main, at };
      case 'tarball': {
        const name = this.#text(entry, 'name');
        return name === undefined
          ? undefined
          : { kind, tarball: main, tarballAsWritten: asWritten, name, at };
      }
      case 'git':
        return {
          kind,
          git: main,
          gitAsWritten: asWritten,
          revision: this.#version(entry['revision'], ['revision']),
          subdirectory: this.#subdirectory(entry),
          warnsUnpinned: entry['warn-unpinned'] !== false,
          at,
        };
      case 'package':
        return this.#hub(entry, main, at);
    }
  }

  #hub(entry: JsonObject, name: string, at: Span | undefined): PackageSpec | undefined {
    if (!name.includes('/'))
      this.#fault(['package'], `the hub's packages have an owner, as in "dbt-labs/dbt_utils"`);
    const { version } = entry;
    const list = Array.isArray(version) ? (version as readonly Json[]) : [version];
    const versions = list.map((item, index) =>
      this.#version(item, Array.isArray(version) ? ['version', index] : ['version']),
    );
    if (versions.length === 0 || versions.includes(undefined)) {
      this.#fault(
        [],
        `the package "${name}" needs a version`,
        'Add one, such as version: [">=1.0.0", "<2.0.0"]',
      );
      return undefined;
    }
    const takesPrereleases = entry['install_prerelease'] === true;
    return { kind: 'hub', package: name, versions: versions as readonly string[], takesPrereleases, at };
  }

  #text(entry: JsonObject, key: string): string | undefined {
    const value = entry[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.#fault([key], `"${key}" must be a text that is not empty`);
    return undefined;
  }

  /** Python writes `1.0` where JavaScript has 1. */
  #version(value: Json | undefined, path: KeyPath): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') {
      return this.#isFloat(path) ? value.toFixed(1) : String(value);
    }
    this.#fault(path, `expected a version, found ${describeValue(value)}`);
    return undefined;
  }

  #subdirectory(entry: JsonObject): string | undefined {
    const value = entry['subdirectory'];
    if (value === undefined || value === null) return undefined;
    const folder = this.#text(entry, 'subdirectory');
    if (folder === undefined) return undefined;
    const parts = folder.replaceAll('\\', '/').split('/');
    if (/^([/\\]|[A-Za-z]:)/.test(folder) || parts.includes('..') || folder.startsWith('-')) {
      this.#fault(['subdirectory'], `"${folder}" is no folder within the repository`);
      return undefined;
    }
    return parts.filter((part) => part !== '' && part !== '.').join('/') || undefined;
  }

  #hashed(kind: Kind, entry: JsonObject): string {
    const value = (key: string): Json => entry[key] ?? null;
    const keys = hashedKeys[kind].filter((key) => key !== 'name' || value('name') !== null);
    const written: Record<string, Json> = Object.fromEntries(keys.map((key) => [key, value(key)]));
    if (kind === 'package') written['install_prerelease'] ??= false;
    return pythonJson({ ...written, unrendered: this.#written }, (path) =>
      this.#isFloat(path[0] === 'unrendered' ? path.slice(1) : path),
    );
  }

  #isFloat(path: KeyPath): boolean {
    return this.#places.isFloat?.([this.#index, ...path]) ?? false;
  }

  #fault(path: KeyPath, problem: string, hint?: string): void {
    this.#hasFault = true;
    const at = this.#places.locate?.([this.#index, ...path]) ?? this.#places.locate?.([this.#index]);
    this.#places.report(packageMalformed(problem, at, hint));
  }
}
