import type { Json, JsonObject } from '../../config/json.ts';
import { propertyGivenTwice, testEntryInvalid } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import type { TestEntry } from '../properties/test-entries.ts';

/** A generic test of a property file, taken apart: which test, called with what, configured how. */
export interface TestCall {
  /** `unique`; without its package. */
  readonly test: string;
  /** `dbt_utils`, where the test was written `dbt_utils.equality`. */
  readonly namespace: string | null;
  /** Keyword arguments of the test macro, but for `model`; not rendered. */
  readonly args: JsonObject;
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
 * @param argumentsAreNested dbt's flag `require_generic_test_arguments_property`: `arguments:` holds the arguments.
 */
export function readTestCall(
  test: TestEntry,
  owner: string,
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
  const { config: written = {}, name = null, description = '', arguments: nested, ...rest } = named.args;
  if (!isMapping(written)) return invalid('its config is no mapping');
  if ('model' in rest)
    return invalid('it must not have an argument "model": that is what the test stands on');
  if (name !== null && typeof name !== 'string') return invalid('its name is no string');
  const config: Record<string, Json> = {};
  const args: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) if (!configKeys.includes(key)) args[key] = value;
  for (const key of configKeys) {
    const beside = rest[key];
    if (beside !== undefined && key in written) entry.report(propertyGivenTwice(key, entry.span(...keys)));
    const value = beside ?? written[key];
    if (value !== undefined && value !== null) config[key] = value;
  }
  for (const [key, value] of Object.entries(written))
    if (!configKeys.includes(key) && value !== null) config[key] = value;
  if (argumentsAreNested && isMapping(nested)) Object.assign(args, nested);
  else if (nested !== undefined && !argumentsAreNested) args['arguments'] = nested;
  return {
    test: match[2]!,
    namespace: match[1] ?? null,
    args,
    config,
    name,
    description: typeof description === 'string' ? description : '',
  };
}

/** A test is written as its name, as `{name: arguments}`, or with its name under `test_name`. A text is a problem. */
function nameAndArguments(written: Json): { readonly name: string; readonly args: JsonObject } | string {
  if (typeof written === 'string') return { name: written, args: {} };
  if (!isMapping(written)) return 'expected a name or a mapping';
  if ('test_name' in written) {
    const { test_name: name, ...args } = written;
    return typeof name === 'string' ? { name, args } : 'its test_name is no string';
  }
  const [only, ...others] = Object.entries(written);
  if (!only) return 'the mapping is empty';
  if (others.length > 0) {
    const keys = Object.keys(written).map((key) => `"${key}"`);
    return `expected one key, the test's name, found ${keys.join(', ')}; its arguments must be indented below it`;
  }
  const [name, args] = only;
  if (args === null) return { name, args: {} };
  return isMapping(args) ? { name, args } : `the arguments of "${name}" are no mapping`;
}
