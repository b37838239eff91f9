import { filters } from '../filters/index.ts';
import { contains, equals, holds, iterate, operate } from '../operators.ts';
import { DictView } from '../methods/dict.ts';
import { bindArguments, parseSignature } from '../signature.ts';
import { isNumeric, toStr } from '../text.ts';
import { Dict, Float, noKwargs, PySet, TemplateObject, Undefined, type Value } from '../values/index.ts';

/** `value is name(args)`. */
export type Test = (value: Value, args: readonly Value[]) => boolean;

/** Tests without arguments. */
const plain: Readonly<Record<string, (value: Value) => boolean>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  true: (value) => value === true,
  false: (value) => value === false,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => typeof value === 'number' || typeof value === 'bigint',
  float: (value) => value instanceof Float,
  number: (value) => isNumeric(value) || (value instanceof TemplateObject && value.asNumber() !== undefined),
  string: (value) => typeof value === 'string',
  // Objects of the host, such as relations, count as mappings when they answer to `get`.
  mapping: (value) =>
    value instanceof Dict ||
    (value instanceof TemplateObject &&
      !(value instanceof Undefined) &&
      value.getAttribute('get') !== undefined),
  sequence: isSequence,
  iterable: (value) => iterate(value) !== undefined,
  callable: (value) => value instanceof TemplateObject && value.call !== undefined,
  escaped: () => false,
  lower: (value) => isCased(value, (text) => text.toLowerCase()),
  upper: (value) => isCased(value, (text) => text.toUpperCase()),
  odd: (value) => equals(operate('%', value, 2), 1),
  even: (value) => equals(operate('%', value, 2), 0),
  filter: (value) => filters.has(toStr(value)),
  test: (value) => tests.has(toStr(value)),
};

/** Tests with one argument. */
const binary: Readonly<Record<string, (value: Value, other: Value) => boolean>> = {
  in: (value, container) => contains(container, value),
  sameas: (value, other) => Object.is(value, other),
  divisibleby: (value, other) => equals(operate('%', value, other), 0),
  ...named(['eq', 'equalto', '=='], (a, b) => equals(a, b)),
  ...named(['ne', '!='], (a, b) => !equals(a, b)),
  ...named(['lt', 'lessthan', '<'], (a, b) => holds('<', a, b)),
  ...named(['le', '<='], (a, b) => holds('<=', a, b)),
  ...named(['gt', 'greaterthan', '>'], (a, b) => holds('>', a, b)),
  ...named(['ge', '>='], (a, b) => holds('>=', a, b)),
};

/** All tests by name. */
export const tests: ReadonlyMap<string, Test> = new Map([
  ...Object.entries(plain).map(([name, test]) => [name, checked(name, '', test)] as const),
  ...Object.entries(binary).map(([name, test]) => [name, checked(name, 'other', test)] as const),
]);

function checked(name: string, signature: string, test: (value: Value, other: Value) => boolean): Test {
  const parsed = parseSignature(signature);
  return (value, args) => {
    const [other] = bindArguments(name, parsed, args, noKwargs);
    return test(value, other!);
  };
}

function named<T>(names: readonly string[], test: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, test]));
}

/** Whether a value has a length and items under indices or keys. */
function isSequence(value: Value): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return true;
  if (!(value instanceof TemplateObject) || value instanceof PySet || value instanceof DictView) return false;
  return value.length() !== undefined;
}

function isCased(value: Value, fold: (text: string) => string): boolean {
  const text = toStr(value);
  return text === fold(text) && text.toLowerCase() !== text.toUpperCase();
}
