import type { Frame, Span } from '../../diagnostics/index.ts';

/**
 * What a template computes with. Python's types on JavaScript's: int is `number` (`bigint` past 2^53), float is
 * `Float`, str is `string`, list is an array, None is `null`; the rest are classes below. A plain object is never
 * a value, so no template can reach a prototype.
 */
export type Value = null | boolean | number | bigint | string | Value[] | TemplateObject;

/** Keyword arguments of a call, in the order written. */
export type Kwargs = ReadonlyMap<string, Value>;
export const noKwargs: Kwargs = new Map();

/** Where a call stands. Spans are computed on demand, since few calls ask. */
export interface CallSite {
  /** The whole call, `ref('orders')`. */
  span(): Span;
  /** The argument at an index from 0, or the one passed by a name; the whole call when there is none. */
  argument(which: number | string): Span;
  /** The macros around the call, innermost first. */
  trace(): readonly Frame[];
}

/**
 * A value with attributes, items or a call. Templates reach what these methods give and nothing else of the host.
 * Subclasses override what they support; the defaults are Python's for an object that does not.
 */
export abstract class TemplateObject {
  /** Python's name of the type, as messages quote it: `dict`, `Relation`. */
  abstract readonly typeName: string;

  /** The attribute, or undefined (JavaScript's) when there is none. */
  getAttribute(_name: string): Value | undefined {
    return undefined;
  }

  /** Names of attributes that may have been meant by one that does not exist. */
  attributeNames(): Iterable<string> {
    return [];
  }

  /** The item under a key or index, or undefined when there is none. */
  getItem(_key: Value): Value | undefined {
    return undefined;
  }

  /** `value[start:stop:step]`, or undefined when the type has no slices. */
  getSlice(_start?: number, _stop?: number, _step?: number): Value | undefined {
    return undefined;
  }

  /** Calls the value; undefined here means that values of this type cannot be called. */
  call?(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value | Promise<Value>;

  /** What iteration gives (a dict: its keys); undefined when the type cannot be iterated. */
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }

  /** `len()`; undefined when the type has none. */
  length(): number | undefined {
    return undefined;
  }

  isTrue(): boolean {
    return this.length() !== 0;
  }

  equals(other: Value): boolean {
    return this === other;
  }

  /** What equal values share when they are keys of a dict or members of a set. */
  hashKey(): unknown {
    return this;
  }

  /** `value in this`; undefined when membership is to be found by iterating. */
  contains(_value: Value): boolean | undefined {
    return undefined;
  }

  /** Less than 0, 0 or more than 0; undefined when the two have no order. */
  compare(_other: Value): number | undefined {
    return undefined;
  }

  /** `left + right` and its like where this value is the left operand; undefined when not supported. */
  operate(_operator: '+' | '-' | '*' | '/' | '//' | '%' | '**', _right: Value): Value | undefined {
    return undefined;
  }

  /** `left + right` where this value is the right operand and the left one has no answer. */
  operateReversed(_operator: '+' | '-' | '*' | '/' | '//' | '%' | '**', _left: Value): Value | undefined {
    return undefined;
  }

  /** What a number of a kind of its own answers to formats, filters and tests; undefined for what is no number. */
  asNumber(): NumberLike | undefined {
    return undefined;
  }

  /** The items in order; undefined when the value cannot be sliced like a tuple. */
  toItems(): readonly Value[] | undefined {
    return undefined;
  }

  /** `format(value, spec)` for a spec that is not empty; undefined for values formatted as texts are. */
  toFormat(_spec: string): string | undefined {
    return undefined;
  }

  /** `str(value)`, as `{{ value }}` prints it. */
  toStr(): string {
    return this.toRepr();
  }

  /** `repr(value)`, as it prints inside a list. */
  toRepr(): string {
    return `<${this.typeName} object>`;
  }
}

/** A number that is neither int nor float, such as a decimal. */
export interface NumberLike {
  toFloat(): number;
  absolute(): Value;
  /** With so many digits after the point, ties to even. */
  round(places: number): Value;
}

/** The body of a function that templates call. It may return a promise only while running, never while parsing. */
export type FunctionBody = (args: readonly Value[], kwargs: Kwargs, site: CallSite) => Value | Promise<Value>;

/** A function of the host. */
export class NativeFunction extends TemplateObject {
  override readonly typeName = 'function';
  readonly name: string;
  readonly #body: FunctionBody;

  constructor(name: string, body: FunctionBody) {
    super();
    this.name = name;
    this.#body = body;
  }

  override call(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value | Promise<Value> {
    return this.#body(args, kwargs, site);
  }

  override toRepr(): string {
    return `<function ${this.name}>`;
  }
}

/**
 * What a template's free names mean. A name set by the template itself (set, for, macro arguments) is not asked.
 * Macros keep no scope of their own: they are bound to the scope of whoever calls them.
 */
export interface Scope {
  /** The value, or undefined when the name means nothing; the template then sees an `Undefined`. */
  get(name: string): Value | undefined;
  /** Names worth suggesting for one that means nothing. */
  names?(): Iterable<string>;
}
