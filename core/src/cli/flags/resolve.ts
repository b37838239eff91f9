import type { Json, JsonObject } from '../../config/json.ts';
import { flagValueInvalid, UserError } from '../../diagnostics/index.ts';
import type { Flag } from './flag.ts';
import { globalFlags } from './global.ts';
import type { FlagSet, Given } from './parse.ts';
import { sharedFlags } from './shared.ts';
import type { FlagName, FlagOrigin, Flags, FlagValues } from './values.ts';

const allFlags: Readonly<Record<FlagName, Flag<unknown>>> = { ...globalFlags, ...sharedFlags };

/** The flags of a command: its own and the global ones. */
export function flagsOf(names: readonly FlagName[]): FlagSet {
  return { ...Object.fromEntries(names.map((name) => [name, allFlags[name]])), ...globalFlags };
}

/**
 * Every flag's value: from the command line, else the environment, else the project's `flags:`, else its initial one.
 *
 * @param known The flags that the command takes; no other is looked up anywhere.
 * @throws UserError when one of them has no meaning
 */
export function resolveFlags(
  known: FlagSet,
  given: Given,
  env: (name: string) => string | undefined,
  project: JsonObject = {},
): Flags {
  const values: Record<string, unknown> = {};
  const origins = new Map<string, FlagOrigin>();
  for (const [key, flag] of Object.entries<Flag<unknown>>(allFlags)) {
    const [value, origin] =
      key in known ? valueOf(key, flag, given, env, project) : [flag.initial, 'default' as const];
    values[key] = value;
    origins.set(key, origin);
  }
  return {
    values: values as unknown as FlagValues,
    originOf: (name) => origins.get(name)!,
  };
}

function valueOf(
  key: string,
  flag: Flag<unknown>,
  given: Given,
  env: (name: string) => string | undefined,
  project: JsonObject,
): readonly [unknown, FlagOrigin] {
  const written = given.get(key);
  if (written) return [flag.read(written.words, written.name), 'command line'];
  for (const name of environmentNames(flag)) {
    const value = env(name);
    if (value !== undefined && value !== '') return [flag.read([value], name), 'environment'];
  }
  const configured = project[key];
  if (configured !== undefined && configured !== null) {
    return [flag.read(textsOf(key, configured), `flags.${key}`), 'project'];
  }
  return [flag.initial, 'default'];
}

function environmentNames({ env }: Flag<unknown>): readonly string[] {
  return env === undefined ? [] : [env.replace(/^DBT_/, 'DBT_ENGINE_'), env];
}

function textsOf(key: string, value: Json): readonly string[] {
  if (key === 'warn_error_options') return [JSON.stringify(value)];
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => String(item as string));
  if (typeof value === 'object') {
    throw new UserError(flagValueInvalid(`flags.${key}`, JSON.stringify(value), 'a single value'));
  }
  return [String(value)];
}
