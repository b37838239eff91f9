import type { Json, JsonObject } from '../../config/json.ts';
import { fromJson, toStr } from '../../jinja/index.ts';

/**
 * How a level of configuration meets the one before it.
 * - `append`: lists are joined, a single value counts as a list of one;
 * - `update`: the keys of a mapping replace those of the other;
 * - `grants`: a mapping of lists, each replaced, or extended where the key starts with `+`.
 *
 * Every key without a rule is replaced.
 */
export type MergeRule = 'append' | 'update' | 'grants';

/** The configuration of one kind of resource: the keys it always has, and the rules of those that merge. */
export interface ConfigShape {
  readonly defaults: JsonObject;
  readonly rules: Readonly<Record<string, MergeRule>>;
}

const common = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
  static_analysis: null,
} satisfies JsonObject;

const materialization = {
  materialized: 'view',
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  'post-hook': [],
  'pre-hook': [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
} satisfies JsonObject;

const tagsAndMeta = { tags: 'append', meta: 'update' } as const;

const materializationRules = {
  ...tagsAndMeta,
  'post-hook': 'append',
  'pre-hook': 'append',
  quoting: 'update',
  column_types: 'update',
  grants: 'grants',
  packages: 'append',
  docs: 'update',
  contract: 'update',
} as const;

const materialized = (more: JsonObject): ConfigShape => ({
  defaults: { ...common, ...materialization, ...more },
  rules: materializationRules,
});

const thresholds = {
  warn_after: { count: null, period: null },
  error_after: { count: null, period: null },
  filter: null,
};

/** @see dbt docs, "Configs and properties", and the defaults that dbt's manifest shows. */
export const configShapes = {
  model: materialized({ access: 'protected', freshness: null }),
  analysis: materialized({}),
  operation: materialized({}),
  function: materialized({
    materialized: 'function',
    type: 'scalar',
    volatility: null,
    runtime_version: null,
    entry_point: null,
  }),
  seed: materialized({ materialized: 'seed', delimiter: ',', quote_columns: null }),
  snapshot: materialized({
    materialized: 'snapshot',
    strategy: null,
    target_schema: null,
    target_database: null,
    updated_at: null,
    check_cols: null,
    snapshot_meta_column_names: {
      dbt_valid_to: null,
      dbt_valid_from: null,
      dbt_scd_id: null,
      dbt_updated_at: null,
      dbt_is_deleted: null,
    },
    dbt_valid_to_current: null,
  }),
  test: {
    defaults: {
      ...common,
      schema: 'dbt_test__audit',
      materialized: 'test',
      severity: 'ERROR',
      store_failures: null,
      store_failures_as: null,
      where: null,
      limit: null,
      fail_calc: 'count(*)',
      warn_if: '!= 0',
      error_if: '!= 0',
    },
    rules: tagsAndMeta,
  },
  source: {
    defaults: {
      enabled: true,
      event_time: null,
      freshness: thresholds,
      loaded_at_field: null,
      loaded_at_query: null,
      meta: {},
      tags: [],
      static_analysis: null,
    },
    rules: { meta: 'update' },
  },
  exposure: { defaults: { enabled: true, tags: [], meta: {} }, rules: {} },
  unit_test: { defaults: { tags: [], meta: {}, enabled: true, static_analysis: null }, rules: tagsAndMeta },
  metric: { defaults: { enabled: true, group: null, meta: {} }, rules: { meta: 'update' } },
  semantic_model: { defaults: { enabled: true, group: null, meta: {} }, rules: { meta: 'update' } },
  saved_query: {
    defaults: {
      enabled: true,
      group: null,
      meta: {},
      export_as: null,
      schema: null,
      cache: { enabled: false },
    },
    rules: { meta: 'update' },
  },
  group: { defaults: { meta: {} }, rules: { meta: 'update' } },
} satisfies Record<string, ConfigShape>;

export type ConfiguredType = keyof typeof configShapes;

/** The rules by which several `config()` calls of one file meet, whatever the kind of resource. */
export const callRules: Readonly<Record<string, MergeRule>> = {
  ...materializationRules,
  snapshot_meta_column_names: 'update',
};

/** Plain data as a template prints it. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : toStr(fromJson(value)));

export const isMapping = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
