import type { Json, JsonObject } from '../../config/json.ts';
import { configIncomplete, configValueInvalid, type Span } from '../../diagnostics/index.ts';
import type { LinkContext } from '../link/context.ts';
import { spanOf } from '../place.ts';
import type { DeclaredNode } from '../resources/declared-node.ts';
import { isMapping } from './shapes.ts';

interface ValueType {
  /** Completes "expected …". */
  readonly expected: string;
  readonly accepts: (value: Json) => boolean;
}

const text: ValueType = { expected: 'a string', accepts: (value) => typeof value === 'string' };
const flag: ValueType = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
const integer: ValueType = { expected: 'an integer', accepts: (value) => Number.isInteger(value) };
const mapping: ValueType = { expected: 'a mapping', accepts: isMapping };
const strings: ValueType = {
  expected: 'a string or a list of strings',
  accepts: (value) =>
    typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
};
const word = (...words: readonly string[]): ValueType => ({
  expected: words.map((word) => `"${word}"`).join(', '),
  accepts: (value) => typeof value === 'string' && words.includes(value),
});

/** Types of the keys that mean something; every one may be null, and every other key may hold anything. */
const valueTypes: Readonly<Record<string, ValueType>> = {
  enabled: flag,
  alias: text,
  schema: text,
  database: text,
  group: text,
  tags: strings,
  meta: mapping,
  materialized: text,
  incremental_strategy: text,
  persist_docs: mapping,
  quoting: mapping,
  column_types: mapping,
  full_refresh: flag,
  unique_key: strings,
  on_schema_change: text,
  on_configuration_change: word('apply', 'continue', 'fail'),
  grants: mapping,
  docs: mapping,
  contract: mapping,
  access: word('private', 'protected', 'public'),
  delimiter: text,
  quote_columns: flag,
  type: word('scalar', 'aggregate'),
  volatility: word('deterministic', 'stable', 'non-deterministic'),
  strategy: text,
  target_schema: text,
  target_database: text,
  updated_at: text,
  check_cols: strings,
  snapshot_meta_column_names: mapping,
  dbt_valid_to_current: text,
  severity: {
    expected: '"error" or "warn"',
    accepts: (value) => typeof value === 'string' && /^(warn|error)$/i.test(value),
  },
  store_failures: flag,
  store_failures_as: text,
  where: text,
  limit: integer,
  fail_calc: text,
  warn_if: text,
  error_if: text,
};

const checked = new WeakSet<JsonObject>();

/** Reports the values of a node's config that have the wrong type, and what does not go together. */
export function checkConfig(context: LinkContext, declared: DeclaredNode, config: JsonObject): void {
  if (checked.has(config)) return;
  checked.add(config);
  const owner = `${declared.type} "${declared.name}"`;
  for (const [key, value] of Object.entries(config)) {
    const type = Object.hasOwn(valueTypes, key) ? valueTypes[key] : undefined;
    if (!type || value === null || type.accepts(value)) continue;
    context.report(configValueInvalid(key, type.expected, value, owner, configPlace(declared, key)));
  }
  const problem = contradiction(declared, config);
  if (problem) context.report(configIncomplete(owner, problem.text, configPlace(declared, problem.key)));
}

function contradiction(
  { type }: DeclaredNode,
  config: JsonObject,
): { key: string; text: string } | undefined {
  const { materialized, on_schema_change: onSchemaChange, contract } = config;
  if (['seed', 'snapshot', 'test'].includes(type) && materialized !== type) {
    return { key: 'materialized', text: `a ${type} must have the materialization "${type}"` };
  }
  const isEnforced = isMapping(contract) && contract['enforced'] === true;
  if (
    isEnforced &&
    materialized === 'incremental' &&
    onSchemaChange !== 'append_new_columns' &&
    onSchemaChange !== 'fail'
  ) {
    const text =
      'an incremental model with an enforced contract needs on_schema_change "append_new_columns" or "fail"';
    return { key: 'on_schema_change', text };
  }
  return undefined;
}

/** Where a key of a node's config was last given; the node itself where a project file gave it. */
function configPlace({ parsed, properties, place }: DeclaredNode, key: string): Span {
  const call = parsed.configs.findLast(({ values }) => key in values);
  if (call) return call.at;
  const entry = properties?.entry;
  if (entry && isMapping(entry.get('config')) && key in (entry.get('config') as JsonObject)) {
    return entry.span('config', key) ?? spanOf(place);
  }
  return (entry?.has(key) ? entry.span(key) : undefined) ?? spanOf(place);
}
