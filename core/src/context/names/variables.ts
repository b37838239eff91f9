import type { Json } from '../../config/json.ts';
import { varMissing } from '../../diagnostics/catalogue/context.ts';
import { type CallSite, fromJson, NativeFunction, type Value } from '../../jinja/index.ts';
import { fault, native, text } from '../call.ts';

/**
 * `var(name, default)` and `var.has_var(name)`.
 *
 * @param onMissing What a variable without value and default gives; while parsing that is None, since property files
 *   and unused branches may name variables that only a later run sets.
 */
export function varFunction(variables: ReadonlyMap<string, Json>, onMissing: 'none' | 'error'): Value {
  const lookUp = native('var', ['name', 'default?'], ([variable, fallback], site) => {
    const name = text('var', variable, site);
    const value = variables.get(name);
    if (value !== undefined) return fromJson(value);
    if (fallback !== undefined) return fallback;
    if (onMissing === 'none') return null;
    throw missing(name, variables, site);
  });
  return new VarFunction(lookUp, variables);
}

function missing(name: string, variables: ReadonlyMap<string, Json>, site: CallSite): Error {
  return fault(site, varMissing(name, [...variables.keys()].sort().slice(0, 20)));
}

class VarFunction extends NativeFunction {
  readonly #variables: ReadonlyMap<string, Json>;

  constructor(lookUp: NativeFunction, variables: ReadonlyMap<string, Json>) {
    super('var', (args, kwargs, site) => lookUp.call(args, kwargs, site));
    this.#variables = variables;
  }

  override getAttribute(name: string): Value | undefined {
    if (name !== 'has_var') return undefined;
    return native('has_var', ['name'], ([variable]) => this.#variables.has(String(variable)));
  }
}
