import type { Json, JsonObject } from '../../config/json.ts';
import type { MacroEntry } from '../../context/macro-registry.ts';
import {
  testArgumentMissing,
  testArgumentUnknown,
  testUndefined,
  UserError,
} from '../../diagnostics/index.ts';
import { Dict, Float, fromJson, toRepr, toStr, type Value } from '../../jinja/index.ts';
import type { Project } from '../../project/project.ts';
import { isMapping } from '../config/shapes.ts';
import { folders } from '../files/kinds.ts';
import { nothingCaptured, type ParsedTemplate } from '../files/parsed-file.ts';
import type { Draft, LinkContext } from '../link/context.ts';
import type { Node, TestMetadata, TestNode } from '../nodes.ts';
import { atPlace, fileStart } from '../place.ts';
import { type ColumnProperties, tagsOf } from '../properties/columns.ts';
import type { KeyPath } from '../../config/index.ts';
import type { TestEntry } from '../properties/test-entries.ts';
import { buildCompilable, nodePattern } from './compilable.ts';
import type { DeclaredNode } from './declared-node.ts';
import { byCodePoint, genericTestHash, genericTestName } from './generic-test-name.ts';
import { storesFailures, withStoredFailures } from './singular-tests.ts';
import { readTestCall, type TestCall } from './test-call.ts';

/** What generic tests stand on: a model, seed or snapshot, one version of a model, or a source's table. */
export interface TestTarget {
  /** The project whose property file lists the tests: they belong to it. */
  readonly project: Project;
  readonly isSource: boolean;
  /** `orders`, `orders_v2`, `shop_orders`: what the names of the tests say. */
  readonly name: string;
  /** `ref('orders')`, `source('shop', 'orders')`. */
  readonly expression: string;
  /** The same as a reference. */
  readonly reference: Pick<ParsedTemplate, 'refs' | 'sources'>;
  /** `models.orders`, `sources.shop`. */
  readonly fileKey: string;
  readonly attachedNode: string | null;
  readonly group: string | null;
  /** For messages: `model "orders"`. */
  readonly owner: string;
  readonly tags: readonly string[];
  readonly quoteColumns: boolean;
  readonly columns: readonly ColumnProperties[];
  readonly tests: readonly TestEntry[];
}

/** Whether there are tests of a resource or of one of its columns. */
export const hasTests = ({ columns, tests }: Pick<TestTarget, 'columns' | 'tests'>): boolean =>
  tests.length > 0 || columns.some((column) => column.tests.length > 0);

/** What the tests of a described node stand on; nothing where it has none. */
export function nodeTestTarget(
  { properties, type }: DeclaredNode,
  { node }: Draft<Node>,
): readonly TestTarget[] {
  if (!properties || !(type === 'model' || type === 'seed' || type === 'snapshot')) return [];
  const { name, version, columns, tests, key, entry } = properties;
  if (!hasTests(properties)) return [];
  return [
    {
      project: entry.source.project,
      isSource: false,
      name: version === null ? name : `${name}_v${version}`,
      expression: version === null ? `ref('${name}')` : `ref('${name}', version='${version}')`,
      reference: { refs: [atPlace({ name, package: null, version }, entry.place())], sources: [] },
      fileKey: `${key}.${name}`,
      attachedNode: node.unique_id,
      group: node.group,
      owner: `${type} "${name}"`,
      tags: [],
      quoteColumns: properties.quoteColumns === true,
      columns,
      tests,
    },
  ];
}

/** The tests of all columns, then those of the resource itself; what is wrong with one is reported. */
export function* buildGenericTests(context: LinkContext, target: TestTarget): Iterable<Draft<TestNode>> {
  for (const column of target.columns) {
    for (const test of column.tests) yield* buildTest(context, target, test, column);
  }
  for (const test of target.tests) yield* buildTest(context, target, test, undefined);
}

function* buildTest(
  context: LinkContext,
  target: TestTarget,
  test: TestEntry,
  column: ColumnProperties | undefined,
): Iterable<Draft<TestNode>> {
  const areNested = context.workspace.root.flags['require_generic_test_arguments_property'] !== false;
  const owner = column ? `column "${column.info.name}" of ${target.owner}` : target.owner;
  const columnName = column && columnNameOf(context, target, column);
  const call = readTestCall(test, owner, columnName, areNested);
  if (!call) return;
  const macro = context.invocation.macros.findTest(
    call.test,
    call.namespace ?? undefined,
    target.project.name,
  );
  if (!macro) {
    const known = [...context.invocation.macros.entries()].flatMap(({ name }) =>
      name.startsWith('test_') ? [name.slice('test_'.length)] : [],
    );
    const name = call.namespace === null ? call.test : `${call.namespace}.${call.test}`;
    context.report(testUndefined(name, known, test.entry.span(...test.keys)));
    return;
  }
  const { args } = call;
  const values = argumentValues(call, test);
  const names = namesOf(context, target, call, values);
  const metadata: TestMetadata = {
    name: call.test,
    kwargs: { ...args, model: `{{ get_where_subquery(${target.expression}) }}` },
    namespace: call.namespace,
  };
  const config = { ...renderedConfig(context, target, call, test), ...names.config };
  checkArguments(context, test, macro, args);
  const declared = declare(context, target, test, { call, macro, metadata, values, names, config });
  const draft = buildCompilable<TestNode>(context, declared, {
    blank: () => ({
      ...pattern,
      column_name: columnName ?? null,
      file_key_name: target.fileKey,
      attached_node: target.attachedNode,
      test_metadata: metadata,
    }),
    tags: [...new Set([...target.tags, ...(column?.info.tags ?? []), ...tagsOf(config['tags'])])].toSorted(),
    isRelation: storesFailures,
  });
  const { node } = draft;
  node.config = withStoredFailures(node.config);
  node.description = call.description;
  node.group = target.group;
  yield draft;
}

const pattern: TestNode = {
  ...nodePattern('test'),
  column_name: null,
  file_key_name: null,
  attached_node: null,
  test_metadata: { name: '', kwargs: {}, namespace: null },
};

interface TestNames {
  /** The name of the node. */
  readonly full: string;
  /** The name of its file. */
  readonly short: string;
  /** The alias, where the full name is too long for one. */
  readonly config: JsonObject;
}

function namesOf(
  { invocation }: LinkContext,
  target: TestTarget,
  call: TestCall,
  values: ReadonlyMap<string, Value>,
): TestNames {
  if (call.name !== null) return { full: call.name, short: call.name, config: {} };
  const test = [call.namespace, target.isSource ? 'source' : null, call.test]
    .filter((part) => part !== null)
    .join('_');
  const parts = new Map([...values].map(([key, value]) => [key, partsOf(value).map(toStr)]));
  const md5 = (text: string): string => invocation.md5(text);
  const { full, short } = genericTestName(test, target.name, parts, md5);
  return { full, short, config: short === full || 'alias' in call.config ? {} : { alias: short } };
}

function partsOf(value: Value): readonly Value[] {
  if (value instanceof Dict) return [...value.entries()].map(([, item]) => item);
  return Array.isArray(value) ? value : [value];
}

/** The arguments as template values; a number written `1.0` is a float. */
function argumentValues(call: TestCall, test: TestEntry): ReadonlyMap<string, Value> {
  const { source, path } = test.entry;
  const valueOf = (value: Json, keys: KeyPath): Value => {
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item, index) => valueOf(item, [...keys, index]));
    if (isMapping(value)) {
      return new Dict(
        Object.entries(value).map(([key, item]): [Value, Value] => [key, valueOf(item, [...keys, key])]),
      );
    }
    return Number.isInteger(value) && source.isFloat(keys) ? new Float(value as number) : fromJson(value);
  };
  return new Map(
    Object.entries(call.args).map(([key, value]) => {
      const keys = call.argumentKeys.get(key) ?? [key];
      return [key, valueOf(value, [...path, ...test.keys, ...keys])];
    }),
  );
}

function columnNameOf({ invocation }: LinkContext, target: TestTarget, { info }: ColumnProperties): string {
  const isQuoted = info.quote ?? target.quoteColumns;
  return isQuoted ? invocation.adapter.quote(info.name) : info.name;
}

/** Strings of a test's config are templates; those of its arguments are rendered when the test is compiled. */
function renderedConfig(
  context: LinkContext,
  target: TestTarget,
  call: TestCall,
  test: TestEntry,
): JsonObject {
  const rendered: Record<string, Json> = {};
  for (const [key, value] of Object.entries(call.config)) {
    const result =
      typeof value === 'string' && context.templates.isTemplate(value)
        ? context.templates.property(value, target.project.name, test.entry.place(...test.keys))
        : typeof value === 'string' && value.endsWith('\n')
          ? value.slice(0, -1)
          : value;
    if (result !== null) rendered[key] = result;
  }
  return rendered;
}

function declare(
  context: LinkContext,
  target: TestTarget,
  test: TestEntry,
  parts: {
    call: TestCall;
    macro: MacroEntry;
    metadata: TestMetadata;
    values: ReadonlyMap<string, Value>;
    names: TestNames;
    config: JsonObject;
  },
): DeclaredNode {
  const { call, macro, metadata, values, names, config } = parts;
  const { project } = target;
  const { source } = test.entry;
  const hash = genericTestHash(names.full, metadataRepr(metadata, values), (text) =>
    context.invocation.md5(text),
  );
  const place = test.entry.place(...test.keys);
  const rawCode = `{{ ${call.namespace === null ? '' : `${call.namespace}.`}test_${call.test}(**_dbt_generic_test_kwargs) }}`;
  // dbt knows what these two call, and does not render them to find out.
  const isPlain = ['macro.dbt.test_not_null', 'macro.dbt.test_unique'].includes(macro.uniqueId);
  const captured = captureCall(context, target, macro, metadata, rawCode, test);
  return {
    type: 'test',
    project,
    name: names.full,
    uniqueId: `test.${project.name}.${names.full}.${hash}`,
    path: `${names.short}.sql`,
    originalPath: source.path,
    fqn: [project.name, ...folders(source.path).slice(1), names.full],
    parsed: {
      refs: [...captured.refs, ...target.reference.refs],
      sources: [...captured.sources, ...target.reference.sources],
      metrics: captured.metrics,
      functions: captured.functions,
      calls: [`${macro.packageName}.${macro.name}`, ...(isPlain ? [] : ['get_where_subquery'])],
      // What the property file says wins over a config() call in the test's own block.
      configs: [...captured.configs, atPlace({ values: config }, place)],
      name: names.full,
      rawCode: rawCode + configCall(config),
      language: 'sql',
      checksum: { name: 'none', checksum: '' },
      at: fileStart(source.file),
    },
    place,
  };
}

/** The arguments against the parameters of the test's block, where it takes no others. */
function checkArguments(context: LinkContext, test: TestEntry, macro: MacroEntry, args: JsonObject): void {
  const { parameters, text } = macro.block;
  const names = parameters.map(({ name }) => name);
  const name = macro.name.slice('test_'.length);
  const unknown = /\bkwargs\b/.test(text) ? [] : Object.keys(args).filter((key) => !names.includes(key));
  for (const argument of unknown) {
    context.report(testArgumentUnknown(name, argument, names, test.entry.span(...test.keys)));
  }
  const missing = parameters.filter(
    ({ name, hasDefault }) => !hasDefault && name !== 'model' && !(name in args),
  );
  if (missing.length === 0 || unknown.length > 0) return;
  const missingNames = missing.map(({ name }) => name);
  context.report(testArgumentMissing(name, missingNames, test.entry.span(...test.keys)));
}

/** What the test's arguments and its macro refer to, beside the resource that it stands on. */
function captureCall(
  context: LinkContext,
  target: TestTarget,
  macro: MacroEntry,
  metadata: TestMetadata,
  rawCode: string,
  test: TestEntry,
): ParsedTemplate {
  const { database, schema } = context.workspace.target;
  const { name } = metadata;
  const packageName = target.project.name;
  const model: JsonObject = { name, resource_type: 'test', package_name: packageName };
  const subject = {
    uniqueId: `test.${packageName}.${name}`,
    packageName,
    name,
    database,
    schema,
    alias: name,
    model,
  };
  try {
    return context.templates.captureTest(macro, metadata, rawCode, subject, test.entry.place(...test.keys));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const diagnostic of error.diagnostics) context.report(diagnostic);
    return nothingCaptured;
  }
}

/** The call with which dbt appends a test's config to its code. */
function configCall(config: JsonObject): string {
  const settings = Object.entries(config).map(([key, value]) =>
    typeof value === 'string'
      ? `${key}="${value.replaceAll('"', '\\"')}"`
      : `${key}=${toStr(fromJson(value))}`,
  );
  return settings.length === 0 ? '' : `{{ config(${settings.join(',')}) }}`;
}

/** Python's `repr()` of the metadata with sorted keys and every leaf as text: what dbt takes the hash of. */
function metadataRepr({ name, kwargs, namespace }: TestMetadata, values: ReadonlyMap<string, Value>): string {
  const args = new Dict([...values, ['model', kwargs['model'] as string]]);
  return reprOfLeaves(
    new Dict([
      ['kwargs', args],
      ['name', name],
      ['namespace', namespace],
    ]),
  );
}

function reprOfLeaves(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(reprOfLeaves).join(', ')}]`;
  if (!(value instanceof Dict)) return toRepr(toStr(value));
  const entries = [...value.entries()].map(([key, item]) => [toStr(key), item] as const);
  const sorted = entries.toSorted(([a], [b]) => byCodePoint(a, b));
  return `{${sorted.map(([key, item]) => `${toRepr(key)}: ${reprOfLeaves(item)}`).join(', ')}}`;
}
