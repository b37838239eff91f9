import { nearest } from '../diagnostics/index.ts';
import { Activation, Site } from './activation.ts';
import type { BinaryOperator } from './arithmetic.ts';
import { findMethod, getAttribute, getItem } from './attributes.ts';
import type { Filter, FilterContext } from './filters/filter.ts';
import { filters } from './filters/index.ts';
import { globals, Namespace } from './globals.ts';
import { GrowingList, hasMore } from './growing-list.ts';
import { Loop } from './loop.ts';
import type { MacroCode } from './macro-code.ts';
import { entriesOf } from './methods/dict.ts';
import * as operators from './operators.ts';
import { OutputMap } from './output-map.ts';
import { slice } from './slicing.ts';
import { toStr, typeName } from './text.ts';
import { type Test, tests } from './tests/index.ts';
import {
  type CallSite,
  Dict,
  Float,
  type Kwargs,
  noKwargs,
  ReturnFunction,
  ReturnSignal,
  type Scope,
  TemplateFault,
  TemplateObject,
  Tuple,
  Undefined,
  type Value,
} from './values/index.ts';

/**
 * What generated code calls. Names are short because they are written into the code of every template; a last argument
 * named `_p` is only there so that generated code sets `A.p` once the operands are evaluated.
 */
export const runtime = {
  /** A free name. */
  g(A: Activation, name: string): Value {
    const value = A.scope.get(name);
    if (value !== undefined) return value;
    const known = globals.get(name);
    if (known !== undefined) return known;
    return new Undefined(name, { isLenient: A.isLenient, suggest: () => suggestName(name, A.scope) });
  },
  u: (A: Activation, name: string): Value =>
    new Undefined(name, { reason: `parameter '${name}' was not provided`, isLenient: A.isLenient }),
  none: (): Value =>
    new Undefined('else', { reason: 'an if without else has no value where its test is false' }),
  s: toStr,
  fold: (value: Value): Value => (isFoldable(value) ? toStr(value) : value),
  t: operators.isTrue,
  a: (A: Activation, object: Value, name: string, _p: number): Value =>
    getAttribute(object, name, A.isLenient),
  i: (A: Activation, object: Value, key: Value, _p: number): Value => getItem(object, key, A.isLenient),
  slice: (value: Value, from: Value, to: Value, step: Value, _p: number): Value =>
    slice(value, from, to, step),
  op: (operator: BinaryOperator, left: Value, right: Value, _p: number): Value =>
    operators.operate(operator, left, right),
  cmp: (operator: operators.Comparison, left: Value, right: Value, _p: number): boolean =>
    operators.holds(operator, left, right),
  neg: (value: Value, _p: number): Value => operators.negate(value),
  pos: (value: Value, _p: number): Value => operators.plus(value),
  cat: operators.concatenate,
  tuple: (items: readonly Value[]): Value => new Tuple(items),
  dict: (entries: readonly (readonly [Value, Value])[], _p: number): Value => new Dict(entries),
  kw: (entries: readonly (readonly [string, Value])[]): Kwargs => new Map(entries),
  noKwargs,

  /** Keyword arguments of a call with `**more`. */
  kwm(entries: readonly (readonly [string, Value])[], more: Value, _p: number): Kwargs {
    const all = new Map(entries);
    for (const [key, value] of entriesOf(more)) {
      const name = toStr(key);
      if (all.has(name)) throw new TemplateFault(`the argument "${name}" is given twice`, 'WRONG_ARGUMENTS');
      all.set(name, value);
    }
    return all;
  },

  spread: (items: Value, _p: number): Iterable<Value> => operators.iterateOrFail(items),

  /** Calls a value. */
  c(A: Activation, callee: Value, args: readonly Value[], kwargs: Kwargs, p: number): Value | Promise<Value> {
    if (callee instanceof TemplateObject && callee.call) {
      const result = callee.call(args, kwargs, new Site(A, p));
      if (result instanceof Promise && !A.state.isAsync) throw awaitingFault(result);
      return result;
    }
    throw new TemplateFault(`'${typeName(callee)}' object is not callable`);
  },

  Signal: ReturnSignal,

  /** Calls what should be `return`, in the body of a macro: gives its signal, or what another function gives. */
  r(
    A: Activation,
    callee: Value,
    args: readonly Value[],
    kwargs: Kwargs,
    p: number,
  ): Value | Promise<Value> | ReturnSignal {
    if (callee instanceof ReturnFunction) return callee.signal(args, kwargs, new Site(A, p));
    return runtime.c(A, callee, args, kwargs, p);
  },

  /** Calls a method, without making a value of the method first. */
  m(
    A: Activation,
    object: Value,
    name: string,
    args: readonly Value[],
    kwargs: Kwargs,
    p: number,
  ): Value | Promise<Value> {
    if (typeof object === 'string' || Array.isArray(object) || object instanceof Dict) {
      const method = findMethod(object, name);
      if (method) return method(args, kwargs);
    }
    return runtime.c(A, getAttribute(object, name, A.isLenient), args, kwargs, p);
  },

  /** Applies a filter. */
  f(A: Activation, filter: Filter, input: Value, args: readonly Value[], kwargs: Kwargs, _p: number): Value {
    return filter(input, args, kwargs, contextOf(A));
  },

  is: (test: Test, value: Value, args: readonly Value[], _p: number): boolean => test(value, args),

  /** The items of a for loop. */
  items(value: Value, _p: number): readonly Value[] {
    // A list is followed as it changes, so that a loop may append to the list it goes through, as in Python.
    if (Array.isArray(value)) return value;
    const items = operators.iterateOrFail(value);
    const isUnsized = value instanceof TemplateObject && value.length() === undefined;
    if (!isUnsized) return [...items];
    const growing = new GrowingList(items);
    growing.grow();
    return growing;
  },

  /** Whether a loop goes on after the items that are there. */
  more: hasMore,

  /** Takes a value apart for `a, b = value`. */
  unpack(value: Value, count: number, _p: number): readonly Value[] {
    const items = [...operators.iterateOrFail(value, `cannot unpack non-iterable ${typeName(value)} object`)];
    if (items.length > count) throw new TemplateFault(`too many values to unpack (expected ${count})`);
    if (items.length < count)
      throw new TemplateFault(`not enough values to unpack (expected ${count}, got ${items.length})`);
    return items;
  },

  /** `set object.name = value`. */
  setAttribute(object: Value, name: string, value: Value, _p: number): void {
    if (!(object instanceof Namespace))
      throw new TemplateFault('cannot assign attribute on non-namespace object');
    object.set(name, value);
  },

  loop: (
    items: readonly Value[],
    depth: number,
    recurse?: (items: Value, depth: number) => Value | Promise<Value>,
  ): Loop => new Loop(items, depth, recurse),

  /** A macro or a call block's `caller`, as a value. */
  macro: (A: Activation, definition: MacroCode, name: string, run: MacroBody): Value =>
    new InlineMacro(A, definition, name, run),

  /**
   * The text of a printed value, noted in the map. It may be a macro's: then the macro's own map is kept below.
   *
   * @param _forgotten Only there so that generated code forgets the macro before while it evaluates its operands.
   * @param range Index into the activation's ranges.
   */
  o(
    A: Activation,
    map: OutputMap,
    offset: number,
    _forgotten: undefined,
    value: Value,
    range: number,
  ): string {
    const text = toStr(value);
    const { lastMacro } = A.state;
    map.value(offset, range, lastMacro?.text === text && text !== '' ? lastMacro : undefined);
    return text;
  },

  map: (A: Activation): OutputMap => new OutputMap(A.source, A.code),
};

const contexts = {
  strict: makeContext(false, false),
  lenient: makeContext(true, false),
  strictNative: makeContext(false, true),
  lenientNative: makeContext(true, true),
};

function contextOf(A: Activation): FilterContext {
  const { isLenient } = A;
  const { isNative } = A.state;
  if (isNative) return isLenient ? contexts.lenientNative : contexts.strictNative;
  return isLenient ? contexts.lenient : contexts.strict;
}

function makeContext(isLenient: boolean, isNative: boolean): FilterContext {
  const context: FilterContext = {
    isLenient,
    isNative,
    filter(name, input, args, kwargs) {
      const filter = filters.get(name);
      if (!filter) throw new TemplateFault(`No filter named '${name}'`);
      return filter(input, args, kwargs, context);
    },
    test(name, input, args) {
      const test = tests.get(name);
      if (!test) throw new TemplateFault(`No test named '${name}'`);
      return test(input, args);
    },
  };
  return context;
}

/** A function of the host answered later than a synchronous render can wait. */
function awaitingFault(answer: Promise<Value>): TemplateFault {
  answer.catch(() => undefined);
  return new TemplateFault(
    'the function gives its answer later, but this template is rendered without waiting',
    'CANNOT_WAIT',
  );
}

/** Values that Jinja writes into its code as text, once computed. */
function isFoldable(value: Value): boolean {
  if (Array.isArray(value)) return value.every(isFoldable);
  if (value instanceof Tuple) return value.items.every(isFoldable);
  if (value instanceof Dict) return [...value.entries()].every((entry) => entry.every(isFoldable));
  return !(value instanceof TemplateObject) || value instanceof Float;
}

/** The name most like one that means nothing, among a scope's names and the global ones. */
function suggestName(name: string, scope: Scope): string | undefined {
  return nearest(name, [...(scope.names?.() ?? []), ...globals.keys()]);
}

/** Arguments by parameter, absent ones undefined; then `varargs`, `kwargs`, `caller`, each where the macro takes it. */
export type BoundArguments = readonly (Value | undefined)[];

/** The text or what `return()` was given. */
export type MacroResult = Value | ReturnSignal | Promise<Value | ReturnSignal>;

export type MacroBody = (A: Activation, bound: BoundArguments) => MacroResult;

/** Binds a macro's arguments as Jinja does. @throws TemplateFault for too many or unknown ones */
export function bindMacro(
  name: string,
  code: MacroCode,
  args: readonly Value[],
  kwargs: Kwargs,
): BoundArguments {
  const { parameters } = code;
  const bound: (Value | undefined)[] = args.slice(0, parameters.length);
  bound.length = parameters.length;
  let rest = kwargs;
  if (kwargs.size > 0) {
    const others = new Map(kwargs);
    parameters.forEach((parameter, index) => {
      if (!others.has(parameter)) return;
      if (index < args.length) {
        throw new TemplateFault(
          `macro '${name}' got two values for the argument '${parameter}'`,
          'WRONG_ARGUMENTS',
        );
      }
      bound[index] = others.get(parameter);
      others.delete(parameter);
    });
    rest = others;
  }
  if (args.length > parameters.length && !code.takesVarargs) {
    const most = parameters.length;
    throw new TemplateFault(
      `macro '${name}' takes not more than ${most} argument${most === 1 ? '' : 's'}, not ${args.length}`,
      'WRONG_ARGUMENTS',
    );
  }
  if (code.takesVarargs) bound.push(new Tuple(args.slice(parameters.length)));
  const caller = rest.get('caller');
  const passed = [...rest].filter(([key]) => !(code.takesCaller && key === 'caller'));
  if (code.takesKwargs) bound.push(new Dict(passed));
  else if (passed.length > 0) throw unknownParameter(name, passed[0]![0], parameters);
  if (code.takesCaller) bound.push(caller ?? new Undefined('caller', { reason: 'No caller defined' }));
  return bound;
}

function unknownParameter(name: string, key: string, parameters: readonly string[]): TemplateFault {
  const similar = nearest(key, parameters);
  const hint = similar === undefined ? undefined : `Did you mean "${similar}"?`;
  return new TemplateFault(`macro '${name}' takes no keyword argument '${key}'`, 'WRONG_ARGUMENTS', hint);
}

/** What templates may ask of a macro besides calling it. */
export function macroAttribute(name: string, attribute: string, code: MacroCode): Value | undefined {
  switch (attribute) {
    case 'name':
      return name;
    case 'arguments':
      return new Tuple(code.parameters);
    case 'catch_kwargs':
      return code.takesKwargs;
    case 'catch_varargs':
      return code.takesVarargs;
    case 'caller':
      return code.takesCaller;
    default:
      return undefined;
  }
}

/** A macro that stands inside of a template, or the body of a call block: it sees the names around it. */
class InlineMacro extends TemplateObject {
  override readonly typeName = 'Macro';
  readonly #outer: Activation;
  readonly #code: MacroCode;
  readonly #name: string;
  readonly #run: MacroBody;

  constructor(outer: Activation, code: MacroCode, name: string, run: MacroBody) {
    super();
    this.#outer = outer;
    this.#code = code;
    this.#name = name;
    this.#run = run;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value | Promise<Value> {
    const { state, source, code, scope, isLenient } = this.#outer;
    const around = site instanceof Site ? site.activation : this.#outer;
    const activation = new Activation({
      state,
      source,
      code,
      scope,
      name: this.#name,
      caller: site,
      depth: around.depth + 1,
      isLenient,
    });
    const isCaller = this.#name === 'caller';
    return runMacro(
      activation,
      () => this.#run(activation, bindMacro(this.#name, this.#code, args, kwargs)),
      isCaller,
    );
  }

  override getAttribute(name: string): Value | undefined {
    return macroAttribute(this.#name, name, this.#code);
  }

  override toRepr(): string {
    return `<Macro '${this.#name}'>`;
  }
}

/**
 * Runs a macro's body: counts it against the limits, gives what `return()` threw or gave, adds places to faults.
 * A call block's body passes `return()` on to the macro around it.
 */
export function runMacro(
  A: Activation,
  body: () => MacroResult,
  passesReturn = false,
): Value | Promise<Value> {
  const fail = (error: unknown): Value => {
    if (error instanceof ReturnSignal && !passesReturn) return error.value;
    throw A.locate(error);
  };
  try {
    const { maxDepth } = A.state.limits;
    if (A.depth > maxDepth) throw A.tooDeep(maxDepth);
    A.state.step(0);
    const result = body();
    return result instanceof Promise ? result.then(valueOf, fail) : valueOf(result);
  } catch (error) {
    return fail(error);
  }
}

const valueOf = (result: Value | ReturnSignal): Value =>
  result instanceof ReturnSignal ? result.value : result;
