import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { duckDbColumnTypes } from '../../src/adapters/duckdb/column-types.ts';
import { impliedNames } from '../../src/cli/adapters.ts';
import type { Json, JsonObject } from '../../src/config/index.ts';
import type { Invocation } from '../../src/context/index.ts';
import type { Checked, Diagnostic } from '../../src/diagnostics/index.ts';
import { type BuildOptions, buildManifest, type BuiltManifest, type CacheStore, type KnownMacros, type ParseMemory, type ReadAhead } from '../../src/manifest/index.ts';
import {
  type FileSystem,
  loadWorkspace,
  type ProjectFile,
  readProjectFiles,
  targetDict,
  varsFor,
  type Workspace,
} from '../../src/project/index.ts';

const hash = (algorithm: string, data: string | Uint8Array): string =>
  createHash(algorithm).update(data).digest('hex');

/** A checksum as the parse cache takes it. */
class Sha256 {
  readonly #hash = createHash('sha256');

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

export const sha256 = (text: string): string => hash('sha256', text);

/** The disk, as projects see it. */
export const disk: FileSystem = {
  readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  readBytes: (path) => (existsSync(path) ? readFileSync(path) : undefined),
  listFiles(folder): string[] {
    if (!existsSync(folder)) return [];
    const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? disk.listFiles(path).map((inner) => `${entry.name}/${inner}`) : [entry.name];
    });
  },
  sizeOf: (path) => (existsSync(path) ? statSync(path).size : 0),
  listNames: (folder) => (existsSync(folder) ? readdirSync(folder).toSorted() : []),
  exists: existsSync,
  sha256: (data) => hash('sha256', data),
};

const internalProjects = (type: string) => [`dbt_${type}`, 'dbt'].map((name) =>
  fileURLToPath(new URL(`../../macros/${name}`, import.meta.url)),
);

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cliVars?: JsonObject;
  readonly files?: FileSystem;
  readonly command?: string;
  readonly target?: string;
  readonly store?: CacheStore;
  /** What builds of one session keep. */
  readonly memory?: ParseMemory;
  readonly knownMacros?: KnownMacros;
  readonly readAhead?: ReadAhead;
}

/** The workspace of a project on disk, with the mistakes of its project files. */
export function openWorkspace(root: string, { env = {}, cliVars = {}, files = disk, target }: Surroundings = {}) {
  return loadWorkspace({
    projectDir: root,
    profilesDirs: [root],
    cliVars,
    ...(target !== undefined && { target }),
    env: (name) => env[name],
    files,
    internalProjects,
    impliedNames,
    checksVersion: false,
  });
}

export const filesOf = (workspace: Workspace, files: FileSystem = disk): ProjectFile[] =>
  workspace.projects.flatMap((project) => readProjectFiles(project, files));

/** What a manifest is built with; the clock stands still. */
export function buildOptions(
  workspace: Workspace,
  { env = {}, command = 'parse', store, memory, knownMacros, readAhead }: Surroundings = {},
): BuildOptions {
  const { root, target } = workspace;
  return {
    sha256,
    ...(knownMacros && { knownMacros }),
    ...(readAhead && { readAhead }),
    ...(store && { cache: { store, version: 'test', createChecksum: () => new Sha256(), ...(memory && { memory }) } }),
    createInvocation: (macros): Invocation => {
      const vars = new Map<string, ReadonlyMap<string, Json>>();
      return {
        id: '00000000-0000-0000-0000-000000000000',
        startedAtMs: 0,
        nowMs: () => 0,
        command,
        args: {},
        flags: {},
        projectName: root.name,
        target: targetDict(target),
        quoting: root.quoting,
        packageVersions: new Map(),
        adapter: {
          type: 'duckdb',
          dispatchTypes: ['duckdb'],
          quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
          caseSensitive: false,
          typeFor: () => 'varchar',
          columnTypes: duckDbColumnTypes,
          readsFiles: true,
          incrementalStrategies: [],
          methods: {},
        },
        macros,
        varsFor(packageName) {
          let known = vars.get(packageName);
          if (!known) vars.set(packageName, (known = varsFor(workspace, packageName)));
          return known;
        },
        env: (name) => env[name],
        envNames: () => Object.keys(env),
        md5: (text) => hash('md5', text),
        emit: () => {},
      };
    },
  };
}

/** A project on disk, all the way to its manifest. */
export function parseProject(root: string, surroundings: Surroundings = {}): Checked<BuiltManifest | undefined> {
  const { value: workspace, diagnostics } = openWorkspace(root, surroundings);
  if (!workspace) return { value: undefined, diagnostics };
  const built = buildManifest(workspace, filesOf(workspace, surroundings.files), buildOptions(workspace, surroundings));
  const all: Diagnostic[] = [...diagnostics, ...built.diagnostics];
  return { value: built.value, diagnostics: all };
}
