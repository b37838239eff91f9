import type { Json, JsonObject } from '../../config/json.ts';
import { unitTestInvalid } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import { fromJson, toRepr } from '../../jinja/index.ts';
import type { Project } from '../../project/project.ts';
import { folders } from '../files/kinds.ts';
import type { LinkContext, Mutable } from '../link/context.ts';
import type { UnitTestInput, UnitTestNode, UnitTestRows } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { Entry } from '../properties/entry.ts';
import { csvRows } from '../files/csv.ts';
import { parseRelationExpression } from './relation-expression.ts';

/** A unit test whose model is not looked up yet. */
export interface UnitTestDraft {
  readonly node: Mutable<UnitTestNode>;
  readonly project: Project;
  readonly place: Place;
  readonly entry: Entry;
  isEnabled: boolean;
}

/** Where rows come from that a unit test only names. */
export interface RowSources {
  /** Rows of a fixture file: mappings of a CSV file, the text of an SQL file; undefined when there is no such file. */
  fixture(name: string, packageName: string): Json | undefined;
  /** The text of a seed's CSV file, by what a `ref()` names. */
  seed(name: string, packageName: string): string | undefined;
}

const formats = ['dict', 'csv', 'sql'] as const;

export function buildUnitTest(
  context: LinkContext,
  project: Project,
  entry: Entry,
  rows: RowSources,
): UnitTestDraft | undefined {
  const name = entry.requiredText('name', 'a unit test');
  const model = name === undefined ? undefined : entry.requiredText('model', `the unit test "${name}"`);
  if (name === undefined || model === undefined) return undefined;
  const reader = new RowReader(name, project.name, rows);
  const { path, relativePath } = entry.source;
  const fqn = [project.name, ...folders(path).slice(1), model, name];
  const { config } = context.configs.resolve({
    type: 'unit_test',
    project,
    fqn,
    properties: entry.mapping('config') ?? {},
  });
  const given = entry.entries('given').map((input) => reader.input(input));
  const expected = entry.child('expect');
  if (!expected) entry.report(unitTestInvalid(name, 'it has no "expect"', entry.span()));
  const expect = expected
    ? reader.rows(expected, undefined)
    : { rows: null, format: 'dict' as const, fixture: null };
  const overrides = overridesOf(entry);
  const versions = versionsOf(entry, name);
  const unchecked = { model, versions, given, expect, overrides };
  return {
    node: {
      name,
      resource_type: 'unit_test',
      package_name: project.name,
      path: relativePath,
      original_file_path: path,
      unique_id: `unit_test.${project.name}.${model}.${name}`,
      fqn,
      model,
      given,
      expect,
      description: entry.description().text,
      overrides,
      depends_on: { macros: [], nodes: [] },
      config,
      checksum: context.sha256(checksumText(unchecked)),
      schema: null,
      created_at: context.invocation.startedAtMs / 1000,
      versions,
      version: null,
    },
    project,
    place: entry.place(),
    entry,
    isEnabled: config['enabled'] !== false,
  };
}

function overridesOf(entry: Entry): UnitTestNode['overrides'] {
  const overrides = entry.child('overrides');
  if (!overrides) return null;
  const part = (key: string): JsonObject => overrides.mapping(key) ?? {};
  return { macros: part('macros'), vars: part('vars'), env_vars: part('env_vars') };
}

function versionsOf(entry: Entry, name: string): UnitTestNode['versions'] {
  const versions = entry.child('versions');
  if (!versions) return null;
  const include = versions.get('include') ?? null;
  const exclude = versions.get('exclude') ?? null;
  if (include !== null && exclude !== null) {
    entry.report(
      unitTestInvalid(name, 'its versions have both "include" and "exclude"', entry.span('versions')),
    );
  }
  return { include, exclude };
}

/** Reads the rows of inputs and of what is expected, from where they are given. */
class RowReader {
  readonly #test: string;
  readonly #packageName: string;
  readonly #sources: RowSources;

  constructor(test: string, packageName: string, sources: RowSources) {
    this.#test = test;
    this.#packageName = packageName;
    this.#sources = sources;
  }

  input(entry: Entry): UnitTestInput {
    const input = entry.requiredText('input', `an input of the unit test "${this.#test}"`) ?? '';
    const isKnown = input.trim() === 'this' || parseRelationExpression(input, entry.place()) !== undefined;
    if (input !== '' && !isKnown) {
      const problem = `its input "${input}" is none of ref(…), source(…) and this`;
      entry.report(unitTestInvalid(this.#test, problem, entry.span('input')));
    }
    return { input, ...this.rows(entry, input) };
  }

  rows(entry: Entry, input: string | undefined): UnitTestRows {
    const format = entry.word('format', formats) ?? 'dict';
    const fixture = entry.text('fixture');
    const written = entry.get('rows') ?? null;
    return { rows: firstWithoutNull(this.#rowsOf(entry, format, fixture, written, input)), format, fixture };
  }

  #rowsOf(
    entry: Entry,
    format: UnitTestRows['format'],
    fixture: string | null,
    written: Json,
    input: string | undefined,
  ): UnitTestRows['rows'] {
    const report = (problem: string): null => {
      entry.report(unitTestInvalid(this.#test, problem, entry.span('rows')));
      return null;
    };
    if (format === 'dict') {
      if (written === null && fixture === null)
        return input === undefined ? null : this.#seedRows(entry, input);
      return Array.isArray(written)
        ? (written as Json[]).map((row, index) => withTimes(row, entry.place('rows', index)))
        : report('rows of the format "dict" are a list of mappings');
    }
    const source = fixture === null ? written : (this.#sources.fixture(fixture, this.#packageName) ?? null);
    if (fixture !== null && source === null) {
      const hint = `Fixtures are files in the folder "fixtures" of the tests, named ${fixture}.csv or ${fixture}.sql`;
      entry.report(
        unitTestInvalid(this.#test, `there is no fixture "${fixture}"`, entry.span('fixture'), hint),
      );
      return null;
    }
    if (format === 'sql')
      return typeof source === 'string' ? source : report('rows of the format "sql" are a query');
    if (Array.isArray(source)) return (source as JsonObject[]).map(withNulls);
    return typeof source === 'string'
      ? csvRows(source).map(withNulls)
      : report('rows of the format "csv" are a text');
  }

  /** An input without rows stands for the whole seed. */
  #seedRows(entry: Entry, input: string): UnitTestRows['rows'] {
    const target = parseRelationExpression(input, entry.place());
    const text =
      target?.kind === 'ref'
        ? this.#sources.seed(target.ref.name, target.ref.package ?? this.#packageName)
        : undefined;
    if (text !== undefined) return csvRows(text);
    entry.report(
      unitTestInvalid(this.#test, `its input ${input} has no rows, and is no seed`, entry.span('input')),
    );
    return null;
  }
}

/** Times are written as databases read them, whatever form the file has them in. */
function withTimes(row: Json, place: Place): JsonObject {
  if (!isMapping(row) || !('source' in place)) return row as JsonObject;
  const known = (key: string, value: Json): string | undefined =>
    typeof value === 'string' && /^\d{4}-.*:/.test(value)
      ? place.source.timestamp([...place.path, key])
      : undefined;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, known(key, value) ?? value]));
}

/** An empty field of a CSV is null. */
const withNulls = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value]));

/** Some databases take a column's type from the first row, so that the first row without null comes first. */
function firstWithoutNull(rows: UnitTestRows['rows']): UnitTestRows['rows'] {
  if (!Array.isArray(rows)) return rows;
  const index = (rows as JsonObject[]).findIndex((row) =>
    Object.values(row).every((value) => value !== null),
  );
  if (index <= 0) return rows;
  const ordered = [...(rows as JsonObject[])];
  [ordered[0], ordered[index]] = [ordered[index]!, ordered[0]!];
  return ordered;
}

const repr = (value: Json): string => toRepr(fromJson(value));

/** The text that dbt takes a unit test's checksum of: Python's form of all but the description. */
function checksumText(
  test: Pick<UnitTestNode, 'model' | 'versions' | 'given' | 'expect' | 'overrides'>,
): string {
  const rows = ({ rows, format, fixture }: UnitTestRows): string => {
    const name = { dict: 'Dict', csv: 'CSV', sql: 'SQL' }[format];
    return `rows=${repr(rows)}, format=<UnitTestFormat.${name}: '${format}'>, fixture=${repr(fixture)}`;
  };
  const given = test.given.map((input) => `UnitTestInputFixture(input=${repr(input.input)}, ${rows(input)})`);
  const versions = test.versions as JsonObject | null;
  const parts = [
    test.model,
    versions
      ? `UnitTestNodeVersions(include=${repr(versions['include']!)}, exclude=${repr(versions['exclude']!)})`
      : 'None',
    `[${given.join(', ')}]`,
    `UnitTestOutputFixture(${rows(test.expect)})`,
    test.overrides
      ? `UnitTestOverrides(macros=${repr(test.overrides.macros)}, vars=${repr(test.overrides.vars)}, env_vars=${repr(test.overrides.env_vars)})`
      : 'None',
    ...test.given.flatMap((input) => (input.fixture === null ? [] : [repr(input.rows as Json)])),
  ];
  return parts.join('-');
}
