import type { Json, JsonObject } from '../config/json.ts';

/**
 * The manifest's nodes, in the very shape of dbt's manifest artifact (schema v12, snake_case): what templates see as
 * `model` and `graph`, what selection reads and what `target/manifest.json` holds is one and the same object.
 * Places in the author's files, which the artifact has no room for, stand in `Manifest.places`.
 */
export type ResourceType =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'test'
  | 'analysis'
  | 'operation'
  | 'sql_operation'
  | 'function'
  | 'source'
  | 'exposure'
  | 'unit_test'
  | 'metric'
  | 'semantic_model'
  | 'saved_query'
  | 'group'
  | 'macro'
  | 'doc';

export interface FileHash {
  /** `path` where a seed is too large to be hashed: its checksum is its path. */
  readonly name: 'sha256' | 'path' | 'none';
  readonly checksum: string;
}

/** What every resource of the manifest has. */
export interface ResourceBase {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: ResourceType;
  readonly package_name: string;
  /** Relative to its resource path: `marts/fct_orders.sql`. */
  readonly path: string;
  /** Relative to the project's root: `models/marts/fct_orders.sql`. */
  readonly original_file_path: string;
  /** Package, folders, name; what config trees and path selection match. */
  readonly fqn: readonly string[];
}

export interface DependsOn {
  readonly macros: readonly string[];
  /** Unique ids of the nodes and sources it reads, in the order of first mention. */
  readonly nodes: readonly string[];
}

export interface RefArgs {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
}

export interface ColumnInfo {
  readonly name: string;
  readonly description: string;
  readonly meta: JsonObject;
  readonly data_type: string | null;
  readonly constraints: readonly Constraint[];
  readonly quote: boolean | null;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly granularity: string | null;
  readonly doc_blocks: readonly string[];
  readonly [custom: string]: Json | readonly Constraint[] | undefined;
}

export interface Constraint {
  readonly type: string;
  readonly name: string | null;
  readonly expression: string | null;
  readonly warn_unenforced: boolean;
  readonly warn_unsupported: boolean;
  readonly to?: string | null;
  readonly to_columns?: readonly string[];
  readonly columns?: readonly string[];
}

export interface Hook {
  readonly sql: string;
  readonly transaction: boolean;
  readonly index: number | null;
}

/** The keys every node's config has once it is complete; custom keys stand beside them. */
export interface NodeConfig {
  readonly enabled: boolean;
  readonly alias: string | null;
  readonly schema: string | null;
  readonly database: string | null;
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  readonly group: string | null;
  readonly materialized: string;
  readonly 'pre-hook': readonly Hook[];
  readonly 'post-hook': readonly Hook[];
  readonly [key: string]: unknown;
}

/** A node that becomes SQL: model, seed, snapshot, test, analysis, operation. */
export interface CompilableNode extends ResourceBase {
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
  readonly checksum: FileHash;
  readonly config: NodeConfig;
  readonly tags: readonly string[];
  readonly description: string;
  readonly columns: Readonly<Record<string, ColumnInfo>>;
  readonly meta: JsonObject;
  readonly group: string | null;
  readonly docs: { readonly show: boolean; readonly node_color: string | null };
  /** `package://models/schema.yml`, or null without properties. */
  readonly patch_path: string | null;
  readonly build_path: string | null;
  /** What the file's or property file's own `config` said, before it was merged. */
  readonly unrendered_config: JsonObject;
  readonly created_at: number;
  /** The relation's full quoted name; null where nothing is materialized. */
  readonly relation_name: string | null;
  readonly raw_code: string;
  /** Unique ids of the docs blocks that the description calls. */
  readonly doc_blocks: readonly string[];
  readonly language: 'sql' | 'python';
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly [source: string, table: string])[];
  readonly metrics: readonly (readonly string[])[];
  /** The functions of the project that it calls, as `function()` was given them. */
  readonly functions: readonly (readonly string[])[];
  readonly depends_on: DependsOn;
  readonly compiled_path: string | null;
  readonly contract: {
    readonly enforced: boolean;
    readonly alias_types: boolean;
    readonly checksum: string | null;
  };
}

export interface ModelNode extends CompilableNode {
  readonly resource_type: 'model';
  readonly access: 'private' | 'protected' | 'public';
  readonly constraints: readonly Constraint[];
  readonly version: string | number | null;
  readonly latest_version: string | number | null;
  readonly deprecation_date: string | null;
  readonly primary_key: readonly string[];
  readonly time_spine: Json;
}

export interface SeedNode extends CompilableNode {
  readonly resource_type: 'seed';
  readonly root_path: string | null;
}

export interface SnapshotNode extends CompilableNode {
  readonly resource_type: 'snapshot';
}

/** The call that a generic test stands for. */
export interface TestMetadata {
  readonly name: string;
  readonly namespace: string | null;
  readonly kwargs: JsonObject;
}

export interface TestNode extends CompilableNode {
  readonly resource_type: 'test';
  /** Present on a generic test, absent on a singular one. */
  readonly test_metadata?: TestMetadata;
  readonly column_name?: string | null;
  readonly file_key_name?: string | null;
  readonly attached_node?: string | null;
}

export interface AnalysisNode extends CompilableNode {
  readonly resource_type: 'analysis';
}

/** on-run-start, on-run-end, `run-operation`; and `--inline` SQL. */
export interface OperationNode extends CompilableNode {
  readonly resource_type: 'operation' | 'sql_operation';
  readonly index?: number | null;
}

export interface FunctionArgument {
  readonly name: string;
  readonly data_type: string;
  readonly description: string | null;
  readonly default_value: Json;
}

/** A function of the database. It stands in the manifest's section `functions`, not among its nodes. */
export interface FunctionNode extends CompilableNode {
  readonly resource_type: 'function';
  readonly arguments: readonly FunctionArgument[];
  readonly returns: { readonly data_type: string; readonly description: string | null };
}

export type Node =
  ModelNode | SeedNode | SnapshotNode | TestNode | AnalysisNode | OperationNode | FunctionNode;

export interface SourceNode extends ResourceBase {
  readonly resource_type: 'source';
  readonly source_name: string;
  readonly source_description: string;
  readonly loader: string;
  readonly identifier: string;
  readonly database: string | null;
  readonly schema: string;
  readonly quoting: JsonObject;
  readonly loaded_at_field: string | null;
  readonly loaded_at_query: string | null;
  readonly freshness: Json;
  readonly external: Json;
  readonly description: string;
  readonly columns: Readonly<Record<string, ColumnInfo>>;
  readonly meta: JsonObject;
  readonly source_meta: JsonObject;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly patch_path: string | null;
  readonly unrendered_config: JsonObject;
  readonly relation_name: string;
  readonly created_at: number;
  readonly unrendered_database: string | null;
  readonly unrendered_schema: string | null;
  readonly doc_blocks: readonly string[];
}

export interface ExposureNode extends ResourceBase {
  readonly resource_type: 'exposure';
  readonly type: string;
  readonly owner: JsonObject;
  readonly description: string;
  readonly label: string | null;
  readonly maturity: string | null;
  readonly url: string | null;
  readonly meta: JsonObject;
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly unrendered_config: JsonObject;
  readonly depends_on: DependsOn;
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly [string, string])[];
  readonly metrics: readonly (readonly string[])[];
  readonly created_at: number;
}

export interface UnitTestNode extends ResourceBase {
  readonly resource_type: 'unit_test';
  readonly model: string;
  readonly given: readonly UnitTestInput[];
  readonly expect: UnitTestRows;
  readonly description: string;
  readonly overrides: {
    readonly macros: JsonObject;
    readonly vars: JsonObject;
    readonly env_vars: JsonObject;
  } | null;
  readonly depends_on: DependsOn;
  readonly config: JsonObject;
  readonly checksum: string | null;
  readonly schema: string | null;
  readonly created_at: number;
  readonly versions: Json;
  readonly version: string | number | null;
}

export interface UnitTestRows {
  readonly rows: readonly JsonObject[] | string | null;
  readonly format: 'dict' | 'csv' | 'sql';
  readonly fixture: string | null;
}

export interface UnitTestInput extends UnitTestRows {
  /** A template expression: `ref('stg_orders')`, `source('shop', 'orders')` or `this`. */
  readonly input: string;
}

/** Read, validated and kept; nothing here runs them. */
export interface SemanticResource extends ResourceBase {
  readonly resource_type: 'metric' | 'semantic_model' | 'saved_query';
  readonly depends_on: DependsOn;
  readonly config: JsonObject;
  readonly [key: string]: unknown;
}

export interface GroupNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: 'group';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly owner: JsonObject;
  readonly description: string | null;
  readonly config: JsonObject;
}

export interface MacroNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: 'macro';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly macro_sql: string;
  readonly depends_on: { readonly macros: readonly string[] };
  readonly description: string;
  readonly meta: JsonObject;
  readonly docs: { readonly show: boolean; readonly node_color: string | null };
  readonly config: JsonObject;
  readonly patch_path: string | null;
  readonly arguments: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly description: string;
  }[];
  readonly created_at: number;
  readonly supported_languages: readonly string[] | null;
}

export interface DocNode {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: 'doc';
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly block_contents: string;
}

/** A resource that can stand in the DAG. */
export type GraphNode = Node | SourceNode | ExposureNode | UnitTestNode | SemanticResource;
