import type { Json, JsonObject } from '../../config/json.ts';

/**
 * What the pages know of a project. Names are those of dbt's artifacts, so that selection reads a node here as it reads
 * one of the manifest; what is empty is left out.
 */
export interface SiteData {
  readonly project: SiteProject;
  /** What stands in the lineage, by unique id: models, seeds, snapshots, sources, exposures, functions, metrics, … */
  readonly nodes: Readonly<Record<string, SiteNode>>;
  readonly tests: Readonly<Record<string, SiteTest>>;
  readonly macros: Readonly<Record<string, SiteMacro>>;
}

export interface SiteProject {
  readonly name: string;
  /** The database: `duckdb`. */
  readonly adapter_type: string;
  /** ISO 8601, UTC. */
  readonly generated_at: string;
  /** Markdown of the docs block `__overview__`, when the project has one. */
  readonly overview?: string;
}

/** What all of them have; `resource_type` tells which they are. */
export interface SiteResource {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly original_file_path: string;
  readonly description?: string;
  readonly meta?: JsonObject;
}

/** What stands in the graph. */
export interface SiteGraphResource extends SiteResource {
  readonly path: string;
  readonly patch_path?: string;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly config: JsonObject;
  readonly depends_on: { readonly nodes: readonly string[]; readonly macros: readonly string[] };
  readonly raw_code?: string;
  readonly compiled_code?: string;
  readonly language?: string;
  /** The last time it was built, tested or tried. */
  readonly outcome?: NodeOutcome;
}

export interface SiteNode extends SiteGraphResource {
  /** Label of an exposure, a metric, …: what people call it. */
  readonly label?: string;
  /** As SQL has it, quoted. */
  readonly relation_name?: string;
  readonly database?: string;
  readonly schema?: string;
  /** What the database says it is: `BASE TABLE`, `VIEW`. */
  readonly table_type?: string;
  /** Rows of it, where the database keeps their number; an estimate. */
  readonly rows?: number;
  readonly stats?: readonly SiteStatistic[];
  readonly columns: readonly SiteColumn[];
  readonly owner?: SiteOwner;
  readonly group?: string;
  readonly access?: string;
  readonly version?: Json;
  readonly latest_version?: Json;
  readonly deprecation_date?: string;
  readonly contract?: { readonly enforced: boolean };
  readonly source_name?: string;
  readonly source_description?: string;
  readonly loader?: string;
  readonly type?: Json;
  readonly type_params?: Json;
  readonly maturity?: string;
  readonly url?: string;
  readonly node_color?: string;
  readonly arguments?: Json;
  readonly returns?: Json;
}

export interface SiteOwner {
  readonly name?: string;
  readonly email?: string;
}

export interface SiteStatistic {
  readonly label: string;
  readonly value: Json;
  readonly description?: string;
}

export interface SiteColumn {
  readonly name: string;
  /** The database's type, or the declared one. */
  readonly data_type?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly meta?: JsonObject;
  readonly constraints?: readonly string[];
  /** Whether the database has it and the project does not name it. */
  readonly is_undocumented?: boolean;
  /** Unique ids of its tests. */
  readonly tests: readonly string[];
}

export interface SiteTest extends SiteGraphResource {
  readonly resource_type: 'test' | 'unit_test';
  readonly test_metadata?: { readonly name: string; readonly kwargs?: JsonObject };
  readonly column_name?: string;
  readonly attached_node?: string;
  /** Of a unit test: the name of what it tests, and what it holds. */
  readonly model?: string;
  readonly given?: Json;
  readonly expect?: Json;
}

export interface SiteMacro extends SiteResource {
  readonly macro_sql: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly type?: string | null;
    readonly description?: string;
  }[];
  readonly depends_on: { readonly macros: readonly string[] };
}

/** How a node ended when it was last run, in dbt's words. */
export interface NodeOutcome {
  readonly status: string;
  /** ISO 8601, UTC; when it was done. */
  readonly at?: string;
  readonly seconds?: number;
  readonly message?: string;
  readonly failures?: number;
  /** Of a source whose freshness was checked: its newest row. ISO 8601, UTC. */
  readonly loaded_at?: string;
}
