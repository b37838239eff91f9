import type { JsonObject } from '../../config/json.ts';
import type { Invocation } from '../../context/invocation.ts';
import type { Diagnostic, Span } from '../../diagnostics/index.ts';
import type { Workspace } from '../../project/project.ts';
import type { Manifest } from '../manifest.ts';
import { type Place, Places } from '../place.ts';
import type { KeyPath } from '../../config/index.ts';
import type { PropertySource } from '../place.ts';
import { entryText, keepEntryText } from '../entry-text.ts';
import { type CacheStore, open, type Sealing, writeSealed } from './envelope.ts';
import { type Code, fileId, type Input, type Inputs, withCode } from './inputs.ts';
import { flagsText, type ManifestReads } from './recorder.ts';

const name = 'manifest';
/** Small beside the manifest, and written alone where only code was edited. */
const inputsName = 'inputs';

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

/** A place as a span, or as a file's number and the keys within it. */
type KeptPlace = Span | readonly [file: number, ...keys: KeyPath];

/** A manifest without errors, with all that it was made of. */
export interface KeptBuild {
  /** What it was made of beside files, see `manifestKey`. */
  readonly key: string;
  readonly inputs: Inputs;
  readonly reads: ManifestReads;
  readonly manifest: Manifest;
  readonly warnings: readonly Diagnostic[];
}

interface KeptInputs {
  /** The checksum of the manifest that belongs to them. */
  readonly manifest: string;
  readonly inputs: readonly (readonly [id: string, input: Input])[];
  readonly reads: ManifestReads;
  readonly codes: readonly (readonly [id: string, code: Code])[];
}

/** The first line of a kept manifest; the entries follow, a line each. */
interface KeptHead {
  readonly warnings: readonly Diagnostic[];
  readonly rootPackage: string;
  /** The keys of the entries, section by section. */
  readonly keys: Readonly<Record<SectionName, readonly string[]>>;
  readonly files: readonly string[];
  readonly places: readonly (readonly [id: string, place: KeptPlace])[];
}

/** What a manifest is made of beside files: projects, target, variables and selectors. */
export function manifestKey(
  { projects, target, cliVars }: Workspace,
  selectors: ReadonlyMap<string, JsonObject> | undefined,
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
  ];
  return sha256(JSON.stringify(parts));
}

/** Whether what was read of the surroundings would read the same now. */
export function confirmsReads({ env, flags }: ManifestReads, invocation: Invocation): boolean {
  if (flags !== undefined && flags !== flagsText(invocation)) return false;
  for (const variable in env) if ((invocation.env(variable) ?? null) !== env[variable]) return false;
  return true;
}

/** A manifest of before whose inputs are known, and which is loaded when it is wanted. */
export interface StoredBuild extends Pick<KeptBuild, 'inputs' | 'key' | 'reads'> {
  /** @returns undefined when the manifest is not the one that belongs to the inputs. */
  load(sourceOf: (file: string) => PropertySource | undefined): KeptBuild | undefined;
  /** Keeps the build with other inputs and other code of some nodes; the manifest itself is not written again. */
  saveCode(build: KeptBuild, codes: ReadonlyMap<string, Code>): void;
}

/** The build that a store has; undefined when there is none with this key. */
export function storedBuild(store: CacheStore, sealing: Sealing): StoredBuild | undefined {
  const { key } = sealing;
  const line = open(store.read(inputsName), sealing)?.lines()?.[0];
  if (line === undefined) return undefined;
  const kept = JSON.parse(line) as KeptInputs;
  const inputs = new Map(kept.inputs);
  return {
    key,
    inputs,
    reads: kept.reads,
    load(sourceOf) {
      const opened = open(store.read(name), sealing);
      const lines = opened?.checksum === kept.manifest ? opened.lines() : undefined;
      if (!lines) return undefined;
      const head = JSON.parse(lines[0]!) as KeptHead;
      const manifest = withCode(manifestFrom(head, lines.slice(1), sourceOf), new Map(kept.codes));
      return { key, inputs, reads: kept.reads, manifest, warnings: head.warnings };
    },
    saveCode(build, codes) {
      const all = new Map(kept.codes);
      for (const [id, code] of codes) all.set(id, { ...all.get(id), ...code });
      saveInputs(store, sealing, { ...build, manifest: kept.manifest, codes: [...all] });
    },
  };
}

function manifestFrom(
  { files, keys, places, rootPackage }: KeptHead,
  lines: readonly string[],
  sourceOf: (file: string) => PropertySource | undefined,
): Manifest {
  const next = lines.values();
  const read = (): object => {
    const text = next.next().value!;
    const entry = JSON.parse(text) as object;
    keepEntryText(entry, text);
    return entry;
  };
  const maps = Object.fromEntries(
    sections.map((section) => [section, new Map(keys[section].map((key) => [key, read()]))]),
  ) as unknown as Omit<Manifest, 'places' | 'rootPackage'>;
  const known = places.map(([id, place]): [string, Place] => [id, placeFrom(place, files, sourceOf)]);
  return { rootPackage, ...maps, places: new Places(new Map(known)) };
}

/** Keeps a build. */
export function saveBuild(store: CacheStore, sealing: Sealing, build: KeptBuild): void {
  const checksum = writeSealed(store, name, linesOf(build), sealing);
  if (checksum !== undefined) saveInputs(store, sealing, { ...build, manifest: checksum, codes: [] });
}

/** Written after the manifest that they name: while that is not there, they stand for nothing. */
function saveInputs(
  store: CacheStore,
  sealing: Sealing,
  { codes, inputs, manifest, reads }: Omit<KeptInputs, 'inputs'> & Pick<KeptBuild, 'inputs'>,
): void {
  const kept: KeptInputs = { manifest, inputs: [...inputs], reads, codes };
  writeSealed(store, inputsName, [JSON.stringify(kept)], sealing);
}

function* linesOf({ manifest, warnings }: KeptBuild): Iterable<string> {
  const maps = sections.map(
    (section) => [section, manifest[section] as ReadonlyMap<string, object>] as const,
  );
  const files = new Map<string, number>();
  const numberOf = (file: string): number => {
    if (!files.has(file)) files.set(file, files.size);
    return files.get(file)!;
  };
  const places = [...(manifest.places as Places).unresolved()].map(([id, place]): [string, KeptPlace] => [
    id,
    'source' in place ? ([numberOf(fileId(place.source)), ...place.path] as const) : place,
  ]);
  const keys = Object.fromEntries(maps.map(([section, entries]) => [section, [...entries.keys()]]));
  const head = { warnings, rootPackage: manifest.rootPackage, keys, files: [...files.keys()], places };
  yield JSON.stringify(head satisfies { readonly [K in keyof KeptHead]: unknown });
  for (const [, entries] of maps) for (const entry of entries.values()) yield entryText(entry);
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
