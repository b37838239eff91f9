import type { Json, JsonObject } from '../../config/json.ts';
import { resourceDoubtful, resourceInvalid } from '../../diagnostics/index.ts';
import { deepMerge } from '../config/merge.ts';
import type { Constraint } from '../nodes.ts';
import { type ColumnProperties, columnsOf, configWithProperties, constraintsOf } from './columns.ts';
import type { Description, Entry } from './entry.ts';
import { saysTests, type TestEntry, testEntries } from './test-entries.ts';

/** The keys of property files whose entries describe nodes that other files declare. */
export const nodeKeys = {
  models: 'model',
  seeds: 'seed',
  snapshots: 'snapshot',
  analyses: 'analysis',
  data_tests: 'test',
  functions: 'function',
} as const;

export type NodeKey = keyof typeof nodeKeys;

/** What a property file says of one node, or of one version of a model. */
export interface NodeProperties {
  readonly key: NodeKey;
  readonly name: string;
  readonly description: Description;
  readonly config: JsonObject;
  readonly columns: readonly ColumnProperties[];
  readonly constraints: readonly Constraint[];
  readonly deprecationDate: string | null;
  readonly timeSpine: Json;
  readonly quoteColumns: boolean | null;
  readonly tests: readonly TestEntry[];
  /** Set on a version of a model. */
  readonly version: string | number | null;
  readonly latestVersion: string | number | null;
  readonly entry: Entry;
}

/** An entry under `models` with versions: each stands for a node of its own. */
export interface VersionedProperties {
  readonly name: string;
  readonly entry: Entry;
  readonly versions: readonly { readonly definedIn: string | null; readonly properties: NodeProperties }[];
}

const knownKeys = [
  'name',
  'description',
  'config',
  'meta',
  'docs',
  'group',
  'contract',
  'access',
  'columns',
  'constraints',
  'data_tests',
  'tests',
  'quote_columns',
  'latest_version',
  'versions',
  'deprecation_date',
  'time_spine',
  'semantic_model',
  'agg_time_dimension',
  'metrics',
  'relation',
  'data_type',
  'tags',
];

const knownKeysOfFunctions = [...knownKeys, 'arguments', 'returns'];

/** Properties that may stand beside `config` as well as in it. */
const configProperties = ['meta', 'docs', 'group', 'contract', 'access'];

export function nodeProperties(key: NodeKey, entry: Entry): NodeProperties | undefined {
  const name = entry.requiredText('name', `an entry of "${key}"`);
  if (name === undefined) return undefined;
  entry.expectKeys(key === 'functions' ? knownKeysOfFunctions : knownKeys);
  reportLaterSemantics(entry, name);
  return {
    key,
    name,
    description: entry.description(),
    config: configWithProperties(entry, configProperties),
    columns: columnsOf(entry.entries('columns')),
    constraints: constraintsOf(entry, `model "${name}"`, true),
    deprecationDate: dateWithZone(entry),
    timeSpine: timeSpine(entry),
    quoteColumns: entry.flag('quote_columns'),
    tests: testEntries(entry),
    version: null,
    latestVersion: null,
    entry,
  };
}

/** From dbt 1.12 on semantic models and metrics may stand with their model; only those by themselves are read. */
function reportLaterSemantics(entry: Entry, name: string): void {
  const found = ['semantic_model', 'metrics'].filter((key) => entry.has(key));
  if (found.length === 0) return;
  const problem = `what stands under ${found.map((key) => `"${key}"`).join(' and ')} is not read; write it under semantic_models: and metrics:`;
  entry.report(resourceDoubtful(`model "${name}"`, problem, entry.span(found[0]!)));
}

/** The versions of a model's entry, each complete; undefined when it has none. */
export function versionedProperties(base: NodeProperties): VersionedProperties | undefined {
  const entries = base.entry.entries('versions');
  if (entries.length === 0) return undefined;
  const versions = entries.flatMap((entry) => {
    const version = entry.version('v');
    if (version !== null) return [{ entry, version }];
    entry.report(resourceInvalid(`a version of model "${base.name}"`, 'it has no "v"', entry.span()));
    return [];
  });
  const latest = latestVersion(
    base,
    versions.map(({ version }) => version),
  );
  const seen = new Set<string>();
  return {
    name: base.name,
    entry: base.entry,
    versions: versions.flatMap(({ entry, version }) => {
      if (seen.has(String(version))) {
        const problem = `it has the version "${version}" twice`;
        entry.report(resourceInvalid(`model "${base.name}"`, problem, entry.span('v')));
        return [];
      }
      seen.add(String(version));
      return [{ definedIn: entry.text('defined_in'), properties: versionOf(base, entry, version, latest) }];
    }),
  };
}

function latestVersion(base: NodeProperties, versions: readonly (string | number)[]): string | number | null {
  const wanted = base.entry.version('latest_version');
  if (wanted === null) return versions.toSorted(byVersion).at(-1) ?? null;
  if (!versions.includes(wanted)) {
    const problem = `its latest_version ${wanted} is none of its versions, ${versions.join(', ')}`;
    base.entry.report(resourceInvalid(`model "${base.name}"`, problem, base.entry.span('latest_version')));
  }
  return wanted;
}

/** Versions compare as numbers when both are, as text otherwise. */
export function byVersion(a: string | number, b: string | number): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return String(a) < String(b) ? -1 : 1;
}

function versionOf(
  base: NodeProperties,
  entry: Entry,
  version: string | number,
  latest: string | number | null,
): NodeProperties {
  const ownConstraints = constraintsOf(entry, `model "${base.name}"`, true);
  return {
    ...base,
    description: entry.text('description') ? entry.description() : base.description,
    config: deepMerge(base.config, configWithProperties(entry, configProperties)),
    columns: versionColumns(base, entry),
    constraints: ownConstraints.length > 0 ? ownConstraints : base.constraints,
    deprecationDate: dateWithZone(entry),
    timeSpine: null,
    tests: saysTests(entry) ? testEntries(entry) : base.tests,
    version,
    latestVersion: latest,
  };
}

const isSelection = (item: Entry): boolean => item.has('include') || item.has('exclude');

/** The model's columns that the version includes, then the version's own. */
function versionColumns(base: NodeProperties, version: Entry): readonly ColumnProperties[] {
  const items = version.entries('columns');
  const [selection, another] = items.filter(isSelection);
  const report = (problem: string, at: Entry): void =>
    at.report(resourceInvalid(`version ${version.version('v')} of model "${base.name}"`, problem, at.span()));
  if (another) report('its columns have include or exclude more than once', another);
  const include = selection?.get('include') ?? '*';
  const exclude = selection?.strings('exclude') ?? [];
  if (exclude.length > 0 && include !== '*' && include !== 'all')
    report('exclude goes with include: all, not with a list', selection!);
  const included = (name: string): boolean =>
    (include === '*' || include === 'all' || selection!.strings('include').includes(name)) &&
    !exclude.includes(name);
  return [
    ...base.columns.filter(({ info }) => included(info.name)),
    ...columnsOf(items.filter((item) => !isSelection(item))),
  ];
}

/** A date as dbt's manifest shows it: with its time and zone; one without a zone is taken as UTC. */
function dateWithZone(entry: Entry): string | null {
  const written = entry.text('deprecation_date');
  if (written === null) return null;
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(written);
  if (!match) {
    const problem = `its deprecation_date "${written}" is no date like 2026-01-31`;
    entry.report(resourceInvalid('a model', problem, entry.span('deprecation_date')));
    return null;
  }
  const [, date, time = '00:00:00', zone = '+00:00'] = match;
  return `${date}T${time.length === 5 ? `${time}:00` : time}${zone === 'Z' ? '+00:00' : zone}`;
}

function timeSpine(entry: Entry): Json {
  const spine = entry.child('time_spine');
  if (!spine) return null;
  return {
    standard_granularity_column: spine.requiredText('standard_granularity_column', 'a time spine') ?? '',
    custom_granularities: spine.entries('custom_granularities').map((granularity) => ({
      name: granularity.requiredText('name', 'a granularity') ?? '',
      column_name: granularity.text('column_name'),
    })),
  };
}
