import type { Json } from '../../config/json.ts';
import { varMissing } from '../../diagnostics/catalogue/context.ts';
import { type CallSite, fromJson, hasTemplate, NativeFunction, type Value } from '../../jinja/index.ts';
import { fault, native, text } from '../call.ts';

/** Makes the value of a variable whose text is a template. */
export type RenderVariable = (text: string, site: CallSite) => Value | Promise<Value>;

/** What `var` needs of a map of variables. */
export type Variables = Pick<ReadonlyMap<string, Json>, 'get' | 'has' | 'keys'>;

/**
 * `var(name, default)` and `var.has_var(name)`.
 *
 * @param onMissing What a variable without value and default gives; while parsing that is None, since property files
 *   and unused branches may name variables that only a later run sets.
 * @param render How a variable whose text is itself a template becomes its value. A list or dict that is asked for again
 *   is the same one, with what the template did to it.
 */
export function varFunction(
  variables: Variables,
  onMissing: 'none' | 'error',
  render?: RenderVariable,
): Value {
  const given = new Map<string, Value>();
  const lookUp = native('var', ['name', 'default?'], ([variable, fallback], site) => {
    const name = text('var', variable, site);
    const value = variables.get(name);
    if (typeof value === 'string' && render && hasTemplate(value)) return render(value, site);
    if (value !== undefined) {
      if (!given.has(name)) given.set(name, fromJson(value));
      return given.get(name)!;
    }
    if (fallback !== undefined) return fallback;
    if (onMissing === 'none') return null;
    throw missing(name, variables, site);
  });
  return new VarFunction(lookUp, variables);
}

function missing(name: string, variables: Variables, site: CallSite): Error {
  return fault(site, varMissing(name, [...variables.keys()].sort().slice(0, 20)));
}

class VarFunction extends NativeFunction {
  readonly #variables: Variables;

  constructor(lookUp: NativeFunction, variables: Variables) {
    super('var', (args, kwargs, site) => lookUp.call(args, kwargs, site));
    this.#variables = variables;
  }

  override getAttribute(name: string): Value | undefined {
    if (name !== 'has_var') return undefined;
    return native('has_var', ['name'], ([variable]) => this.#variables.has(String(variable)));
  }
}
