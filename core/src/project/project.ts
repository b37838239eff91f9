import type { Span } from '../diagnostics/index.ts';
import type { Json, JsonObject } from '../config/json.ts';

/** One project's own file and folders: the root's, an installed package's, or a built-in one. */
export interface Project {
  readonly name: string;
  readonly version: string | null;
  /** The folder, as the file system interface takes it. */
  readonly root: string;
  /** `dbt_project.yml` or `*.config.yaml`, relative to the root. */
  readonly file: string;
  /** Built-in projects (`dbt`, `dbt_duckdb`) are searched last and listed nowhere. */
  readonly isInternal: boolean;
  readonly paths: ProjectPaths;
  readonly vars: JsonObject;
  readonly configs: Readonly<Record<ConfigSection, JsonObject>>;
  /** The same before its templates were rendered: what `unrendered_config` of nodes tells. */
  readonly writtenConfigs: Readonly<Record<ConfigSection, JsonObject>>;
  readonly quoting: Partial<Record<'database' | 'schema' | 'identifier', boolean>> & {
    readonly snowflake_ignore_case?: boolean;
  };
  readonly dispatch: readonly {
    readonly macro_namespace: string;
    readonly search_order: readonly string[];
  }[];
  readonly onRunStart: readonly string[];
  readonly onRunEnd: readonly string[];
  readonly queryComment: Json;
  readonly flags: JsonObject;
  readonly requireDbtVersion: readonly string[];
  readonly cleanTargets: readonly string[];
  readonly restrictAccess: boolean;
  /** Whether the file is bk-build's own `*.config.yaml`, where an unknown key is an error. */
  readonly isOwnFormat: boolean;
  /** The whole file, rendered, for what has no field of its own. */
  readonly raw: JsonObject;
  /** Where the value under a path of keys stands, for errors found later. */
  span(path: readonly (string | number)[]): Span | undefined;
}

export type ConfigSection =
  | 'models'
  | 'seeds'
  | 'snapshots'
  | 'tests'
  | 'sources'
  | 'exposures'
  | 'unit_tests'
  | 'metrics'
  | 'semantic-models'
  | 'saved-queries'
  | 'functions'
  | 'analyses';

/** Folders relative to the project's root, with `/`, without a trailing one. */
export interface ProjectPaths {
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly snapshots: readonly string[];
  readonly analyses: readonly string[];
  readonly tests: readonly string[];
  readonly macros: readonly string[];
  readonly functions: readonly string[];
  readonly docs: readonly string[];
  readonly assets: readonly string[];
  readonly target: string;
  readonly logs: string;
  readonly packages: string;
}

/** The chosen target of a profile. */
export interface Target {
  readonly profileName: string;
  readonly name: string;
  readonly type: string;
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  /** All keys of the output as written and rendered; secrets included, so never shown. */
  readonly output: JsonObject;
  /** Flags of the file of profiles; they count where the project file has none. */
  readonly flags: JsonObject;
  span(path: readonly (string | number)[]): Span | undefined;
  keySpan(path: readonly (string | number)[]): Span | undefined;
}

/** All that is read before the first model: the root project, its packages, the target and the variables. */
export interface Workspace {
  readonly root: Project;
  /** The root, then packages in the order in which they depend on one another, then the built-in ones. */
  readonly projects: readonly Project[];
  readonly target: Target;
  /** `--vars`; they win over every project's. */
  readonly cliVars: JsonObject;
}

/** One file of a project, read. */
export interface ProjectFile {
  readonly project: Project;
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** Which of the project's paths it was found under, for `path` in nodes. */
  readonly searchPath: string;
  readonly text: string;
  /** SHA-256 of the text, as dbt takes it (of the trimmed UTF-8 text), in hex. */
  readonly checksum: string;
  /** A seed of more than 1 MiB: its text is not read here and its checksum is that of its name. */
  readonly isTooLarge?: boolean;
}

/** The file system as a project needs it; every path is absolute or relative to the process's folder. */
export interface FileSystem {
  /**
   * The text with its byte order mark, if it has one.
   * @returns undefined when there is no such file; throws UserError when it cannot be read or is not UTF-8.
   */
  readText(path: string): string | undefined;
  readBytes(path: string): Uint8Array | undefined;
  /**
   * The paths of all files below a folder, relative to it, with `/`: depth first, names sorted, links followed once; none
   * when there is no such folder.
   */
  listFiles(folder: string): readonly string[];
  /** Bytes of a file; 0 when there is none. */
  sizeOf(path: string): number;
  /** Names of the files and folders in a folder, sorted; empty when there is none. */
  listNames(folder: string): readonly string[];
  exists(path: string): boolean;
  sha256(data: string | Uint8Array): string;
}

/** The database and schema that a target implies. */
export interface ImpliedNames {
  readonly database: string;
  readonly schema: string;
}

export interface LoadOptions {
  readonly projectDir: string;
  /** `--profiles-dir`, then DBT_PROFILES_DIR, then the project's folder, then ~/.dbt. */
  readonly profilesDirs: readonly string[];
  readonly profile?: string;
  readonly target?: string;
  readonly threads?: number;
  readonly targetPath?: string;
  /** Whether `require-dbt-version` is looked at; it is unless false. */
  readonly checksVersion?: boolean;
  readonly cliVars: JsonObject;
  /** Reads an environment variable; every name read is part of what a cached parse depends on. */
  readonly env: (name: string) => string | undefined;
  readonly files: FileSystem;
  /** The folders of the built-in projects for a target's type. */
  readonly internalProjects: (type: string) => readonly string[];
  /** What a target of a type is called where its output does not say so. */
  readonly impliedNames: (type: string, output: JsonObject) => ImpliedNames;
}
