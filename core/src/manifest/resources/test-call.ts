import type { Json, JsonObject } from '../../config/json.ts';
import { propertyGivenTwice, testArgumentsBeside, testEntryInvalid } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { KeyPath } from '../../config/index.ts';
import type { TestEntry } from '../properties/test-entries.ts';

/** A generic test of a property file, taken apart: which test, called with what, configured how. */
export interface TestCall {
  /** `unique`; without its package. */
  readonly test: string;
  /** `dbt_utils`, where the test was written `dbt_utils.equality`. */
  readonly namespace: string | null;
  /** Keyword arguments of the test macro, but for `model`; not rendered. */
  readonly args: JsonObject;
  /** Where each argument stands, as keys below the test. */
  readonly argumentKeys: ReadonlyMap<string, KeyPath>;
  /** Config as written; not rendered. */
  readonly config: JsonObject;
  readonly name: string | null;
  readonly description: string;
}

/** Config that may stand beside a test's arguments, as it did before `config` was there for it. */
const configKeys = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
];

const testName = /^(?:([a-zA-Z_]\w*)\.)?([a-zA-Z_]\w*)/;

/**
 * Takes a test entry apart; reports what is wrong with it and gives undefined.
 * @param columnName The column that the test stands on, an argument like any other.
 * @param argumentsAreNested dbt's flag `require_generic_test_arguments_property`: `arguments:` holds the arguments.
 */
export function readTestCall(
  test: TestEntry,
  owner: string,
  columnName: string | undefined,
  argumentsAreNested: boolean,
): TestCall | undefined {
  const { entry, keys } = test;
  const invalid = (problem: string): undefined => {
    entry.report(testEntryInvalid(problem, owner, entry.span(...keys)));
  };
  const named = nameAndArguments(test.written);
  if (typeof named === 'string') return invalid(named);
  const match = testName.exec(named.name);
  if (!match) return invalid(`"${named.name}" is no name of a test`);
  const nested = argumentsAreNested && isMapping(named.args['arguments']) ? named.args['arguments'] : {};
  const { arguments: written, ...beside } = named.args;
  const all: JsonObject = {
    ...beside,
    ...(columnName !== undefined && { column_name: columnName }),
    ...(written !== undefined && !argumentsAreNested && { arguments: written }),
    ...nested,
  };
  const { config = {}, name = null, description = '', ...rest } = all;
  if (config !== null && !isMapping(config)) return invalid('its config is no mapping');
  if ('model' in rest)
    return invalid('it must not have an argument "model": that is what the test stands on');
  if (name !== null && typeof name !== 'string') return invalid('its name is no string');
  for (const key of configKeys) {
    const isTwice = rest[key] !== undefined && rest[key] !== null && config !== null && key in config;
    if (isTwice) entry.report(propertyGivenTwice(key, entry.span(...keys)));
  }
  const args = Object.entries(rest).filter(([key]) => !configKeys.includes(key));
  if (argumentsAreNested && args.some(([key]) => key in beside && !(key in nested)))
    entry.report(testArgumentsBeside(named.name, owner, entry.source.file));
  return {
    test: match[2]!,
    namespace: match[1] ?? null,
    args: Object.fromEntries(args),
    argumentKeys: new Map(
      args.map(([key]) => [key, [...named.keys, ...(key in nested ? ['arguments'] : []), key]]),
    ),
    config: orderedConfig(rest, config ?? {}),
    name,
    description: typeof description === 'string' ? description : '',
  };
}

/** Config in dbt's order, which the test's code shows: what may stand beside the arguments first, then the rest. */
function orderedConfig(beside: JsonObject, config: JsonObject): JsonObject {
  const ordered: Record<string, Json> = {};
  for (const key of configKeys) {
    const value = beside[key] ?? config[key];
    if (value !== undefined && value !== null) ordered[key] = value;
  }
  for (const [key, value] of Object.entries(config))
    if (!(key in ordered) && value !== null) ordered[key] = value;
  return ordered;
}

interface NamedArguments {
  readonly name: string;
  readonly args: JsonObject;
  /** The way from the test's entry down to the arguments. */
  readonly keys: KeyPath;
}

/** A test is written as its name, as `{name: arguments}`, or with its name under `test_name`. A text is a problem. */
function nameAndArguments(written: Json): NamedArguments | string {
  if (typeof written === 'string') return { name: written, args: {}, keys: [] };
  if (!isMapping(written)) return 'expected a name or a mapping';
  if ('test_name' in written) {
    const { test_name: name, ...args } = written;
    return typeof name === 'string' ? { name, args, keys: [] } : 'its test_name is no string';
  }
  const [only, ...others] = Object.entries(written);
  if (!only) return 'the mapping is empty';
  if (others.length > 0) {
    const keys = Object.keys(written).map((key) => `"${key}"`);
    return `expected one key, the test's name, found ${keys.join(', ')}; its arguments must be indented below it`;
  }
  const [name, args] = only;
  if (args === null) return { name, args: {}, keys: [name] };
  return isMapping(args) ? { name, args, keys: [name] } : `the arguments of "${name}" are no mapping`;
}
