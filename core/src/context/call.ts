import type { CallFault } from '../diagnostics/catalogue/context.ts';
import { wrongArguments } from '../diagnostics/catalogue/context.ts';
import { type Span, UserError } from '../diagnostics/index.ts';
import { type CallSite, type FunctionBody, type Kwargs, NativeFunction, type Value } from '../jinja/index.ts';

/** The error to throw from a function that a template called: the fault, at the call, with the macros around it. */
export function fault(site: CallSite, fault: CallFault): UserError {
  return new UserError({ ...fault, severity: 'error', at: site.span(), trace: site.trace() });
}

/** A parameter's name; a trailing `?` makes it optional: `default?`. */
type Parameter = string;

/**
 * A function with named parameters, called as Python calls it: by position, by name, or both. Optional parameters
 * that were not given are undefined.
 *
 * ```ts
 * native('var', ['name', 'default?'], ([name, fallback], site) => …)
 * ```
 */
export function native(...definition: Parameters<typeof bodyOf>): NativeFunction {
  return new NativeFunction(definition[0], bodyOf(...definition));
}

/** The body of such a function. */
export function bodyOf(
  name: string,
  parameters: readonly Parameter[],
  body: (args: readonly (Value | undefined)[], site: CallSite) => Value | Promise<Value>,
): FunctionBody {
  const names = parameters.map((parameter) => parameter.replace('?', ''));
  const required = parameters.filter((parameter) => !parameter.endsWith('?')).length;
  return (args, kwargs, site) => body(bind(name, names, required, args, kwargs, site), site);
}

/** A function that takes whatever it is given. */
export function variadic(name: string, body: FunctionBody): NativeFunction {
  return new NativeFunction(name, body);
}

function bind(
  name: string,
  names: readonly string[],
  required: number,
  args: readonly Value[],
  kwargs: Kwargs,
  site: CallSite,
): readonly (Value | undefined)[] {
  if (args.length > names.length) {
    throw fault(site, wrongArguments(name, `it takes at most ${names.length} arguments, not ${args.length}`));
  }
  if (kwargs.size === 0 && args.length >= required) return args;
  const bound: (Value | undefined)[] = [...args];
  for (const [keyword, value] of kwargs) {
    const index = names.indexOf(keyword);
    if (index === -1) throw fault(site, wrongArguments(name, `it has no parameter "${keyword}"`));
    if (index < args.length) throw fault(site, wrongArguments(name, `"${keyword}" is given twice`));
    bound[index] = value;
  }
  for (let i = args.length; i < required; i++) {
    if (bound[i] === undefined)
      throw fault(site, wrongArguments(name, `it needs the argument "${names[i]}"`));
  }
  return bound;
}

/** The argument as text; any other type is the author's mistake. */
export function text(name: string, value: Value | undefined, site: CallSite): string {
  if (typeof value === 'string') return value;
  throw fault(site, wrongArguments(name, 'it takes a string here'));
}

/** The site of a call that stands in no template: the node's file as a whole. */
export function fileSite(file: string): CallSite {
  const span: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { span: () => span, argument: () => span, trace: () => [] };
}
