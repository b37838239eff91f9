import type { Json } from '../../config/json.ts';
import type { Invocation } from '../../context/invocation.ts';
import type { Diagnostic, Span } from '../../diagnostics/index.ts';
import type { ProjectFile, Workspace } from '../../project/project.ts';
import type { Manifest } from '../manifest.ts';
import { type Place, Places } from '../place.ts';
import type { KeyPath } from '../../config/index.ts';
import type { PropertySource } from '../place.ts';
import { type CacheStore, seal, unseal } from './envelope.ts';
import { fingerprint } from './file-cache.ts';
import { flagsText, type Reads } from './recorder.ts';

const name = 'manifest';

const sections = [
  'nodes',
  'sources',
  'exposures',
  'unitTests',
  'metrics',
  'semanticModels',
  'savedQueries',
  'functions',
  'groups',
  'macros',
  'docs',
  'disabled',
  'selectors',
] as const;

type SectionName = (typeof sections)[number];
type Entries = readonly (readonly [id: string, value: unknown])[];

/** A place as a span, or as a file's number and the keys within it. */
type KeptPlace = Span | readonly [file: number, ...keys: KeyPath];

interface KeptManifest {
  readonly reads: Pick<Reads, 'env' | 'flags'>;
  readonly warnings: readonly Diagnostic[];
  readonly rootPackage: string;
  readonly sections: Readonly<Record<SectionName, Entries>>;
  /** Configs that nodes share, by number. */
  readonly configs: readonly unknown[];
  readonly files: readonly string[];
  readonly places: readonly (readonly [id: string, place: KeptPlace])[];
}

/** What a manifest is made of: projects, target, variables and the text of every file. */
export function manifestKey(
  { projects, target, cliVars }: Workspace,
  files: readonly ProjectFile[],
  selectors: ReadonlyMap<string, Json> | undefined,
  sha256: (text: string) => string,
): string {
  const parts = [
    target.name,
    target.type,
    target.database,
    target.schema,
    target.output,
    cliVars,
    projects.map(({ name, root, raw, writtenConfigs, flags, isInternal }) => [
      name,
      root,
      raw,
      writtenConfigs,
      flags,
      isInternal,
    ]),
    [...(selectors ?? [])],
    files.map((file) => [file.project.name, file.path, fingerprint(file)]),
  ];
  return sha256(JSON.stringify(parts));
}

/** The manifest of before, whole; undefined when anything that it was made of is different now. */
export function loadManifest(
  store: CacheStore,
  options: { readonly version: string; readonly key: string; readonly sha256: (text: string) => string },
  invocation: Invocation,
  sourceOf: (file: string) => PropertySource | undefined,
): { readonly manifest: Manifest; readonly warnings: readonly Diagnostic[] } | undefined {
  const kept = unseal(store.read(name), options.version, options.key, options.sha256) as
    KeptManifest | undefined;
  if (!kept) return undefined;
  const { env, flags } = kept.reads;
  if (flags !== undefined && flags !== flagsText(invocation)) return undefined;
  for (const variable in env) if ((invocation.env(variable) ?? null) !== env[variable]) return undefined;
  const maps = Object.fromEntries(
    sections.map((section) => [section, new Map(kept.sections[section])]),
  ) as unknown as Omit<Manifest, 'places' | 'rootPackage'>;
  for (const node of nodesWithConfig(maps)) node.config = kept.configs[node.config as number];
  const places = new Map(
    kept.places.map(([id, place]): [string, Place] => [id, placeFrom(place, kept.files, sourceOf)]),
  );
  return {
    manifest: { rootPackage: kept.rootPackage, ...maps, places: new Places(places) },
    warnings: kept.warnings,
  };
}

/** Keeps a manifest; it must have no errors. */
export function saveManifest(
  store: CacheStore,
  options: { readonly version: string; readonly key: string; readonly sha256: (text: string) => string },
  manifest: Manifest,
  reads: Pick<Reads, 'env' | 'flags'>,
  warnings: readonly Diagnostic[],
): void {
  const configs = new Numbers<unknown>();
  const files = new Numbers<string>();
  const withoutConfig = (value: unknown): unknown =>
    hasConfig(value) ? { ...value, config: configs.of(value.config) } : value;
  const kept: KeptManifest = {
    reads,
    warnings,
    rootPackage: manifest.rootPackage,
    sections: Object.fromEntries(
      sections.map((section) => [
        section,
        [...(manifest[section] as ReadonlyMap<string, unknown>)].map(([id, value]) => [
          id,
          Array.isArray(value) ? value.map(withoutConfig) : withoutConfig(value),
        ]),
      ]),
    ) as unknown as KeptManifest['sections'],
    configs: configs.all,
    files: files.all,
    places: [...(manifest.places as Places).unresolved()].map(([id, place]) => [
      id,
      'source' in place
        ? ([files.of(`${place.source.project.name}|${place.source.path}`), ...place.path] as const)
        : place,
    ]),
  };
  const text = seal(kept, options.version, options.key, options.sha256);
  if (text !== undefined) store.write(name, text);
}

interface WithConfig {
  config: unknown;
}

const hasConfig = (value: unknown): value is WithConfig =>
  typeof value === 'object' && value !== null && 'config' in value;

function* nodesWithConfig(maps: Omit<Manifest, 'places' | 'rootPackage'>): Iterable<WithConfig> {
  for (const section of sections) {
    if (section === 'selectors') continue;
    for (const value of (maps[section] as ReadonlyMap<string, unknown>).values()) {
      for (const node of Array.isArray(value) ? (value as unknown[]) : [value])
        if (hasConfig(node)) yield node;
    }
  }
}

function placeFrom(
  place: KeptPlace,
  files: readonly string[],
  sourceOf: (file: string) => PropertySource | undefined,
): Place {
  if (!('file' in place)) {
    const [file, ...path] = place;
    return new LazyPlace(files[file]!, path, sourceOf);
  }
  return place;
}

/** A place in a property file that is read when the place is asked for. */
class LazyPlace {
  readonly path: KeyPath;
  readonly #file: string;
  readonly #sourceOf: (file: string) => PropertySource | undefined;

  constructor(file: string, path: KeyPath, sourceOf: (file: string) => PropertySource | undefined) {
    this.#file = file;
    this.path = path;
    this.#sourceOf = sourceOf;
  }

  get source(): PropertySource {
    return this.#sourceOf(this.#file)!;
  }
}

/** Numbers for values, by identity. */
class Numbers<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<T, number>();

  of(value: T): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.all.length;
      this.all.push(value);
      this.#numbers.set(value, number);
    }
    return number;
  }
}
