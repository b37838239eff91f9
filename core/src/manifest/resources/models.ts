import type { JsonObject } from '../../config/json.ts';
import { resourceInvalid } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import { toRepr } from '../../jinja/index.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { ColumnInfo, Constraint, ModelNode, TestNode } from '../nodes.ts';
import { spanOf } from '../place.ts';
import type { TimeSpine } from '../semantics/shapes.ts';
import { buildCompilable, nodePattern, withoutPlace } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';
import { parseRelationExpression } from './relation-expression.ts';

const pattern: ModelNode = {
  ...nodePattern('model'),
  access: 'protected',
  constraints: [],
  version: null,
  latest_version: null,
  deprecation_date: null,
  primary_key: [],
  time_spine: null,
};

export function buildModel(context: LinkContext, declared: DeclaredNode): Draft<ModelNode> {
  const { parsed, properties } = declared;
  const constraints = properties?.constraints ?? [];
  const draft = buildCompilable<ModelNode>(context, declared, {
    blank: () => ({
      ...pattern,
      constraints,
      version: properties?.version ?? null,
      latest_version: properties?.latestVersion ?? null,
      deprecation_date: properties?.deprecationDate ?? null,
      time_spine: properties?.timeSpine ?? null,
    }),
    ...(parsed.language === 'python' && { config: { materialized: 'table' } }),
    isRelation: (config) => config['materialized'] !== 'ephemeral',
  });
  const { node } = draft;
  const references = constraintReferences(context, declared, constraints);
  const { access, freshness } = node.config;
  node.config = { ...node.config, freshness: modelFreshness(freshness) };
  node.access = access === 'private' || access === 'public' ? access : 'protected';
  node.refs = [...node.refs, ...references.refs.map(withoutPlace)];
  node.sources = [
    ...node.sources,
    ...references.sources.map(({ source, table }) => [source, table] as const),
  ];
  checkModel(context, declared, node);
  node.contract = { ...node.contract, checksum: contractChecksum(node, context.sha256) };
  return {
    ...draft,
    captured: {
      ...draft.captured,
      refs: [...draft.captured.refs, ...references.refs],
      sources: [...draft.captured.sources, ...references.sources],
    },
  };
}

/** Foreign keys name what they point to: that makes it something the model depends on. */
function constraintReferences(
  context: LinkContext,
  { properties, name }: DeclaredNode,
  constraints: readonly Constraint[],
): Pick<Draft['captured'], 'refs' | 'sources'> {
  const refs: Draft['captured']['refs'][number][] = [];
  const sources: Draft['captured']['sources'][number][] = [];
  const all = [...constraints, ...(properties?.columns ?? []).flatMap(({ info }) => info.constraints)];
  for (const { type, to } of all) {
    if (type !== 'foreign_key' || to == null) continue;
    const place = properties!.entry.place();
    const target = parseRelationExpression(to, place);
    if (target?.kind === 'ref') refs.push(target.ref);
    else if (target?.kind === 'source') sources.push(target.source);
    else
      context.report(
        resourceInvalid(
          `model "${name}"`,
          `its foreign key points to "${to}", no ref() or source()`,
          spanOf(place),
        ),
      );
  }
  return { refs, sources };
}

function checkModel(context: LinkContext, { place, properties }: DeclaredNode, node: ModelNode): void {
  const report = (problem: string): void =>
    context.report(
      resourceInvalid(`model "${node.name}"`, problem, properties?.entry.span() ?? spanOf(place)),
    );
  const keyColumns = Object.values(node.columns).filter(({ constraints }) => constraints.some(isPrimaryKey));
  if (keyColumns.length > 1) {
    report(
      `${keyColumns.length} columns have a primary key constraint; a key of several columns belongs to the model`,
    );
  }
  if (keyColumns.length > 0 && node.constraints.some(isPrimaryKey)) {
    report('it has a primary key constraint, and so has one of its columns');
  }
  checkTimeSpine(node, report);
  if (node.access === 'public' && node.config.materialized === 'ephemeral') {
    report('a public model cannot be ephemeral');
  }
  if (node.contract.enforced && Object.keys(node.columns).length === 0) {
    report('its contract is enforced, but no property file lists its columns');
  }
  if (node.contract.enforced && node.language !== 'sql')
    report('the contract of a Python model cannot be enforced');
}

function checkTimeSpine({ columns, time_spine: spine }: ModelNode, report: (problem: string) => void): void {
  if (!isMapping(spine)) return;
  const { custom_granularities: custom, standard_granularity_column: standard } =
    spine as unknown as TimeSpine;
  if (!columns[standard])
    report(`the standard_granularity_column "${standard}" of its time_spine is none of its columns`);
  else if (columns[standard].granularity === null)
    report(`its column "${standard}" needs a granularity, since its time_spine is by it`);
  for (const { column_name: column, name } of custom) {
    if (!columns[column ?? name])
      report(`the column "${column ?? name}" of its time_spine is none of its columns`);
  }
}

const isPrimaryKey = ({ type }: Constraint): boolean => type === 'primary_key';

/** A freshness without `build_after` says nothing. */
function modelFreshness(freshness: unknown): JsonObject | null {
  if (!isMapping(freshness as JsonObject)) return null;
  const { build_after: buildAfter } = freshness as JsonObject;
  if (!isMapping(buildAfter)) return null;
  return { build_after: { count: null, period: null, updates_on: 'any', ...buildAfter } };
}

/** Tells whether anything changed that those who rely on the contract would notice; computed as dbt does. */
function contractChecksum(node: ModelNode, sha256: (text: string) => string): string | null {
  if (!node.contract.enforced) return null;
  const columns = Object.values(node.columns).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const described = columns.map(
    ({ name, data_type: type, constraints }: ColumnInfo) =>
      `|${name}${type ?? 'None'}${constraintsRepr('ColumnLevelConstraint', constraints)}`,
  );
  const isEnforcing = ['table', 'incremental'].includes(node.config.materialized);
  const model = isEnforcing
    ? `${node.config.materialized}${constraintsRepr('ModelLevelConstraint', node.constraints)}`
    : '';
  return sha256(described.join('') + model);
}

/** Python's `str()` of dbt's constraint objects, which the checksum is taken of. */
function constraintsRepr(className: string, constraints: readonly Constraint[]): string {
  const repr = (value: unknown): string => {
    if (value === null || value === undefined) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
    return toRepr(value as string);
  };
  const items = constraints.map(({ type, ...fields }) => {
    const rest = Object.entries(fields).map(([key, value]) => `${key}=${repr(value)}`);
    return `${className}(${[`type=<ConstraintType.${type}: '${type}'>`, ...rest].join(', ')})`;
  });
  return `[${items.join(', ')}]`;
}

/**
 * The columns that identify a row of a model: of a primary key constraint; else those tested for being unique and
 * never null; else those tested for being unique, in a test that is enabled or, failing that, in one that is not.
 */
export function inferPrimaryKey(
  model: ModelNode,
  tests: readonly { readonly node: TestNode; readonly isEnabled: boolean }[],
): readonly string[] {
  const constraint = model.constraints.find(isPrimaryKey);
  if (constraint) return (constraint.columns ?? []).toSorted();
  const column = Object.values(model.columns).find(({ constraints }) => constraints.some(isPrimaryKey));
  if (column) return [column.name];
  const unique = { enabled: new Set<string>(), disabled: new Set<string>() };
  const notNull = new Set<string>();
  for (const { node, isEnabled } of tests) {
    for (const name of testedColumns(node)) {
      if (node.test_metadata?.name === 'not_null') notNull.add(name);
      else if (uniqueTests.includes(node.test_metadata?.name ?? ''))
        unique[isEnabled ? 'enabled' : 'disabled'].add(name);
    }
  }
  const both = [...notNull].filter((name) => unique.enabled.has(name) || unique.disabled.has(name));
  const found = [both, [...unique.enabled], [...unique.disabled]].find((names) => names.length > 0) ?? [];
  return found.toSorted();
}

const uniqueTests = ['unique', 'unique_combination_of_columns'];

function testedColumns({ test_metadata: metadata }: TestNode): readonly string[] {
  const { column_name: column, combination_of_columns: combination } = metadata?.kwargs ?? {};
  if (typeof column === 'string') return [column];
  return Array.isArray(combination)
    ? combination.filter((name): name is string => typeof name === 'string')
    : [];
}
