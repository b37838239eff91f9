import { envVarMissing, secretOutsideProfile } from '../../diagnostics/catalogue/context.ts';
import { Dict, fromJson, TemplateObject, type Value } from '../../jinja/index.ts';
import { DateTime } from '../../jinja/datetime.ts';
import { fault, native, text } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** The version of dbt whose behaviour this is; packages ask for it. */
export const dbtVersion = '1.11.0';

const secretPrefix = 'DBT_ENV_SECRET_';
/** Whether a variable may only be used where its text is never shown. */
export const isSecret = (name: string): boolean => name.startsWith(secretPrefix);

const metadataPrefix = 'DBT_ENV_CUSTOM_ENV_';

/** What surrounds the invocation: target, flags, environment variables, its id and its clock. */
export const environment: NameGroup<Invocation> = {
  env_var: (invocation) => envVar((name) => invocation.env(name)),
  target: ({ target }) => fromJson(target),
  env: ({ target }) => fromJson(target),
  flags: flagsOf,
  invocation_id: ({ id }) => id,
  invocation_args_dict: ({ args }) => fromJson(args),
  run_started_at: ({ startedAtMs }) => DateTime.ofEpochMs(startedAtMs),
  local_md5: (invocation) =>
    native('local_md5', ['value'], ([value], site) => invocation.md5(text('local_md5', value, site))),
  thread_id: () => 'MainThread',
  project_name: ({ projectName }) => projectName,
  dbt_metadata_envs: ({ envNames, env }) => {
    const found = new Dict();
    for (const name of envNames()) {
      if (name.startsWith(metadataPrefix)) found.set(name.slice(metadataPrefix.length), env(name) ?? null);
    }
    return found;
  },
};

const knownFlags = new WeakMap<Invocation, Flags>();

/** One object for all templates, as in dbt: built-in macros ask for flags once a node and more. */
function flagsOf(invocation: Invocation): Flags {
  let flags = knownFlags.get(invocation);
  if (!flags) {
    flags = new Flags({ ...invocation.flags, WHICH: invocation.command });
    knownFlags.set(invocation, flags);
  }
  return flags;
}

/**
 * `env_var(name, default)` over any source of variables. Secrets are refused unless the text they go into is never
 * shown: templates end in logs and artifacts.
 */
export function envVar(read: (name: string) => string | undefined, maySeeSecrets = false): Value {
  return native('env_var', ['var', 'default?'], ([variable, fallback], site) => {
    const name = text('env_var', variable, site);
    if (!maySeeSecrets && isSecret(name)) throw fault(site, secretOutsideProfile(name));
    const value = read(name) ?? (fallback === null ? undefined : fallback);
    if (value === undefined) throw fault(site, envVarMissing(name));
    return value;
  });
}

/** `flags.FULL_REFRESH`; a flag by any other spelling of its case answers too, an unknown one is None. */
class Flags extends TemplateObject {
  override readonly typeName = 'Flags';
  readonly #values: Dict;

  constructor(values: Parameters<typeof fromJson>[0]) {
    super();
    this.#values = fromJson(values) as Dict;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'get') {
      return native('get', ['name', 'default?'], ([key, fallback]) => {
        const value = this.#values.get(key!);
        return value === undefined ? (fallback ?? null) : value;
      });
    }
    return this.#values.get(name.toUpperCase());
  }

  override getItem(key: Value): Value | undefined {
    return this.#values.get(key);
  }
}
