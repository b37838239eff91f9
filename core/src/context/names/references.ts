import { wrongArguments } from '../../diagnostics/catalogue/context.ts';
import type { Span } from '../../diagnostics/index.ts';
import {
  type CallSite,
  type FunctionBody,
  type Kwargs,
  NativeFunction,
  toStr,
  type Value,
} from '../../jinja/index.ts';
import { fault, variadic } from '../call.ts';

/** The arguments of `ref`, read and checked. */
export interface RefCall {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
  /** The argument that names the node. */
  readonly at: () => Span;
}

/** `ref('name')`, `ref('package', 'name')`, either with `v=` or `version=`. */
export function refFunction(resolve: (call: RefCall) => Value, config?: () => Value): Value {
  const body: FunctionBody = (args, kwargs, site) => {
    if (args.length === 0 || args.length > 2) {
      throw fault(
        site,
        wrongArguments('ref', `it takes a name, or a package and a name, not ${args.length} arguments`),
      );
    }
    for (const keyword of kwargs.keys()) {
      if (keyword !== 'v' && keyword !== 'version') {
        throw fault(site, wrongArguments('ref', `it has no parameter "${keyword}"`));
      }
    }
    return resolve({
      name: stringArgument('ref', args.at(-1)!, site),
      package: args.length === 2 && args[0] !== null ? stringArgument('ref', args[0]!, site) : null,
      version: versionOf(kwargs, site),
      at: () => site.argument(args.length - 1),
    });
  };
  return new RefFunction(body, config ?? (() => null));
}

/** `ref`, whose `config` is the project's: packages reach for it as `builtins.ref.config`. */
class RefFunction extends NativeFunction {
  readonly #config: () => Value;

  constructor(body: FunctionBody, config: () => Value) {
    super('ref', body);
    this.#config = config;
  }

  override getAttribute(name: string): Value | undefined {
    return name === 'config' ? this.#config() : super.getAttribute(name);
  }
}

/** `source('source', 'table')`. */
export function sourceFunction(resolve: (source: string, table: string, at: () => Span) => Value): Value {
  return variadic('source', (args, kwargs, site) => {
    if (args.length !== 2 || kwargs.size > 0) {
      throw fault(
        site,
        wrongArguments('source', `it takes a source and a table, not ${args.length + kwargs.size} arguments`),
      );
    }
    const [source, table] = args.map((arg) => stringArgument('source', arg, site));
    return resolve(source!, table!, () => site.span());
  });
}

/** `metric('name')` or `metric('package', 'name')`; the parts are given as written. */
export function metricFunction(resolve: (parts: readonly string[], at: () => Span) => Value): Value {
  return variadic('metric', (args, _kwargs, site) => {
    if (args.length === 0 || args.length > 2) {
      throw fault(site, wrongArguments('metric', 'it takes a name, or a package and a name'));
    }
    return resolve(
      args.map((arg) => stringArgument('metric', arg, site)),
      () => site.span(),
    );
  });
}

/** `function('name')` or `function('package', 'name')`, which gives the name to call in SQL. */
export function functionFunction(
  resolve: (name: string, packageName: string | null, at: () => Span) => Value,
): Value {
  return variadic('function', (args, kwargs, site) => {
    if (args.length === 0 || args.length > 2 || kwargs.size > 0) {
      throw fault(site, wrongArguments('function', 'it takes a name, or a package and a name'));
    }
    const names = args.map((arg) => stringArgument('function', arg, site));
    return resolve(names.at(-1)!, names.length > 1 ? names[0]! : null, () => site.argument(args.length - 1));
  });
}

function stringArgument(name: string, value: Value, site: CallSite): string {
  if (typeof value === 'string') return value;
  throw fault(site, wrongArguments(name, `its arguments are strings, not ${toStr(value)}`));
}

function versionOf(kwargs: Kwargs, site: CallSite): string | number | null {
  const version = kwargs.get('version') ?? kwargs.get('v') ?? null;
  if (version === null || typeof version === 'string' || typeof version === 'number') return version;
  const text = toStr(version);
  if (text !== '' && Number.isFinite(Number(text))) return Number(text);
  throw fault(site, wrongArguments('ref', 'a version is a string or a number'));
}
