import { contains, equals, holds, isTrue, iterate } from '../operators.ts';
import { isNumeric, toStr } from '../text.ts';
import { Dict, Float, TemplateFault, TemplateObject, Undefined, type Value } from '../values/index.ts';

/** `value is name(args)`. */
export type Test = (value: Value, args: readonly Value[]) => boolean;

const number = (value: Value): number => Number(value instanceof Float ? value.value : value);

/** All tests by name. */
export const tests: ReadonlyMap<string, Test> = new Map(
  Object.entries<Test>({
    defined: (value) => !(value instanceof Undefined),
    undefined: (value) => value instanceof Undefined,
    none: (value) => value === null,
    true: (value) => value === true,
    false: (value) => value === false,
    boolean: (value) => typeof value === 'boolean',
    integer: (value) => typeof value === 'number' || typeof value === 'bigint',
    float: (value) => value instanceof Float,
    number: (value) => isNumeric(value),
    string: (value) => typeof value === 'string',
    // Objects of the host, such as relations, count as mappings when they answer to `get`.
    mapping: (value) =>
      value instanceof Dict || (value instanceof TemplateObject && value.getAttribute('get') !== undefined),
    sequence: (value) =>
      typeof value === 'string' ||
      Array.isArray(value) ||
      (value instanceof TemplateObject && value.length() !== undefined),
    iterable: (value) => iterate(value) !== undefined,
    callable: (value) => value instanceof TemplateObject && value.call !== undefined,
    sameas: (value, [other]) => Object.is(value, other),
    escaped: () => false,
    lower: (value) => toStr(value) === toStr(value).toLowerCase() && /\p{L}/u.test(toStr(value)),
    upper: (value) => toStr(value) === toStr(value).toUpperCase() && /\p{L}/u.test(toStr(value)),
    odd: (value) => Math.abs(number(value) % 2) === 1,
    even: (value) => number(value) % 2 === 0,
    divisibleby: (value, [other]) => {
      if (number(other!) === 0) throw new TemplateFault('integer modulo by zero');
      return number(value) % number(other!) === 0;
    },
    in: (value, [container]) => contains(container!, value),
    ...comparisons(['eq', 'equalto', '=='], (a, b) => equals(a, b)),
    ...comparisons(['ne', '!='], (a, b) => !equals(a, b)),
    ...comparisons(['lt', 'lessthan', '<'], (a, b) => holds('<', a, b)),
    ...comparisons(['le', '<='], (a, b) => holds('<=', a, b)),
    ...comparisons(['gt', 'greaterthan', '>'], (a, b) => holds('>', a, b)),
    ...comparisons(['ge', '>='], (a, b) => holds('>=', a, b)),
    truthy: (value) => isTrue(value),
  }),
);

function comparisons(
  names: readonly string[],
  compare: (a: Value, b: Value) => boolean,
): Record<string, Test> {
  return Object.fromEntries(names.map((name) => [name, (value, [other]): boolean => compare(value, other!)]));
}
