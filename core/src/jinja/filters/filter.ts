import { getItem } from '../attributes.ts';
import { isTrue, iterateOrFail } from '../operators.ts';
import { type Bound, bindArguments, parseSignature } from '../signature.ts';
import { type Kwargs, TemplateFault, Undefined, type Value } from '../values/index.ts';

/** What a filter may ask of its surroundings. */
export interface FilterContext {
  readonly isLenient: boolean;
  /** Whether a value is rendered, not text. */
  readonly isNative: boolean;
  /** Applies another filter by name, as `map('upper')` does. */
  filter(name: string, input: Value, args: readonly Value[], kwargs: Kwargs): Value;
  /** Applies a test by name, as `select('defined')` does. */
  test(name: string, input: Value, args: readonly Value[]): boolean;
}

export type Filter = (input: Value, args: readonly Value[], kwargs: Kwargs, context: FilterContext) => Value;

/** A filter that still has to learn its name, for messages. */
export type NamedFilter = (name: string) => Filter;

/** A filter with a signature such as `'width?, first?'`. */
export function takes(
  signature: string,
  body: (input: Value, args: Bound, context: FilterContext) => Value,
): NamedFilter {
  const parsed = parseSignature(signature);
  return (name) => (input, args, kwargs, context) =>
    body(input, bindArguments(name, parsed, args, kwargs), context);
}

/** A filter that takes any arguments. */
export function variadic(body: Filter): NamedFilter {
  return () => body;
}

export function isSet(value: Value | undefined): boolean {
  return value !== undefined && isTrue(value);
}

export function itemsOf(input: Value): Value[] {
  return [...iterateOrFail(input)];
}

/** What `attribute='a.0.b'` picks from an item; without an attribute the item itself. */
export function picker(
  attribute: Value | undefined,
  { isLenient }: FilterContext,
  fallback?: Value,
): (item: Value) => Value {
  if (attribute === undefined || attribute === null) return (item) => item;
  const path: Value[] =
    typeof attribute === 'string'
      ? attribute.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      : [attribute];
  return (item) => {
    let value = item;
    for (const key of path) {
      value = getItem(value, key, isLenient);
      if (value instanceof Undefined && fallback !== undefined) value = fallback;
    }
    return value;
  };
}

/** Letters without case, unless case is asked for. */
export function caseKey(isCaseSensitive: boolean): (value: Value) => Value {
  return isCaseSensitive
    ? (value) => value
    : (value) => (typeof value === 'string' ? value.toLowerCase() : value);
}

export function wholeNumber(value: Value | undefined, fallback: number, filter: string): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  throw new TemplateFault(`the filter ${filter} takes a whole number`, 'WRONG_ARGUMENTS');
}
