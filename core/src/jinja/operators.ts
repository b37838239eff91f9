import { refuseDeep, refuseLong, refuseMany } from './limits.ts';
import { isNumeric, toStr, typeName } from './text.ts';
import {
  Dict,
  refuseUndefined,
  Float,
  PySet,
  TemplateFault,
  TemplateObject,
  Tuple,
  Undefined,
  type Value,
} from './values/index.ts';
import {
  arithmetic,
  type BinaryOperator,
  narrow,
  noMinusZero,
  type Numeric,
  toNumber,
} from './arithmetic.ts';
import { countCharacters } from './characters.ts';
import { formatPercent } from './format/percent.ts';

/** Python's truth: empty and zero are false. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? value.length > 0 : value.isTrue();
  return Boolean(value);
}

/** @param depth how many values these two stand in, all of which are being compared */
export function equals(a: Value, b: Value, depth = 0): boolean {
  if (a === b) return true;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) === 0;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b, depth + 1);
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a.items, b.items, depth + 1);
  if (a instanceof Dict) return b instanceof Dict && sameEntries(a, b, depth + 1);
  if (a instanceof TemplateObject && !(a instanceof Float)) return a.equals(b);
  if (b instanceof TemplateObject && !(b instanceof Float) && !(b instanceof Undefined)) return b.equals(a);
  return false;
}

function sameItems(a: readonly Value[], b: readonly Value[], depth: number): boolean {
  refuseDeep(depth);
  return a.length === b.length && a.every((item, index) => equals(item, b[index]!, depth));
}

function sameEntries(a: Dict, b: Dict, depth: number): boolean {
  refuseDeep(depth);
  if (a.size !== b.size) return false;
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined || !equals(value, other, depth)) return false;
  }
  return true;
}

function compareNumbers(a: Numeric, b: Numeric): number {
  const [x, y] = [toNumber(a), toNumber(b)];
  return x < y ? -1 : x > y ? 1 : x == y ? 0 : Number.NaN;
}

/** Less than 0, 0 or more than 0. @throws TemplateFault for values that have no order. */
export function compare(a: Value, b: Value, operator = '<'): number {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const [left, right] = [sequence(a), sequence(b)];
  if (left && right && Array.isArray(a) === Array.isArray(b)) {
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      if (!equals(left[i]!, right[i]!)) return compare(left[i]!, right[i]!, operator);
    }
    return left.length - right.length;
  }
  const own = a instanceof TemplateObject ? a.compare(b) : undefined;
  if (own !== undefined) return own;
  const reversed = b instanceof TemplateObject ? b.compare(a) : undefined;
  if (reversed !== undefined) return -reversed;
  refuseUndefined(a);
  refuseUndefined(b);
  throw new TemplateFault(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** By code point, as Python orders text; UTF-16 order differs beyond the basic plane. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const isHigh = x >= 0xd800 && y >= 0xd800;
    return isHigh ? (a.codePointAt(i)! < b.codePointAt(i)! ? -1 : 1) : x - y;
  }
  return a.length - b.length;
}

function sequence(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Tuple ? value.items : undefined;
}

export function contains(container: Value, value: Value): boolean {
  if (typeof container === 'string') {
    if (typeof value === 'string') return container.includes(value);
    throw new TemplateFault(`'in <string>' requires string as left operand, not ${typeName(value)}`);
  }
  if (container instanceof Dict || container instanceof PySet) return container.has(value);
  const own = container instanceof TemplateObject ? container.contains(value) : undefined;
  if (own !== undefined) return own;
  for (const item of iterateOrFail(container, `argument of type '${typeName(container)}' is not iterable`)) {
    if (equals(item, value)) return true;
  }
  return false;
}

/** What a value gives when iterated, or undefined when it cannot be: characters, items, keys. */
export function iterate(value: Value): Iterable<Value> | undefined {
  if (Array.isArray(value) || typeof value === 'string') return value;
  return value instanceof TemplateObject ? value.iterate() : undefined;
}

export function iterateOrFail(
  value: Value,
  message = `'${typeName(value)}' object is not iterable`,
): Iterable<Value> {
  const items = iterate(value);
  if (items === undefined) throw new TemplateFault(message);
  return items;
}

/** `len(value)`. @throws TemplateFault when it has none. */
export function lengthOf(value: Value): number {
  if (typeof value === 'string') return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  const length = value instanceof TemplateObject ? value.length() : undefined;
  if (length === undefined) throw new TemplateFault(`object of type '${typeName(value)}' has no len()`);
  return length;
}

/** `left operator right` with Python's numbers, strings and sequences. @throws TemplateFault */
export function operate(operator: BinaryOperator, left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) return arithmetic(operator, left, right);
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (Array.isArray(left) && Array.isArray(right)) {
      refuseMany(left.length + right.length);
      return [...left, ...right];
    }
    if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
  }
  const own = left instanceof TemplateObject ? left.operate(operator, right) : undefined;
  if (own !== undefined) return own;
  const reversed = right instanceof TemplateObject ? right.operateReversed(operator, left) : undefined;
  if (reversed !== undefined) return reversed;
  if (operator === '*') {
    if (isInteger(right)) return repeat(left, Number(right)) ?? unsupported(operator, left, right);
    if (isInteger(left)) return repeat(right, Number(left)) ?? unsupported(operator, left, right);
  }
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right);
  if (operator === '-' && left instanceof PySet && right instanceof PySet) {
    return new PySet([...left.iterate()].filter((item) => !right.has(item)));
  }
  return unsupported(operator, left, right);
}

function unsupported(operator: string, left: Value, right: Value): never {
  refuseUndefined(left);
  refuseUndefined(right);
  if (operator === '+' && typeof left === 'string') {
    throw new TemplateFault(
      `can only concatenate str (not "${typeName(right)}") to str`,
      'TEMPLATE_ERROR',
      'Use ~ to join values of any type as text',
    );
  }
  throw new TemplateFault(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function repeat(value: Value, times: number): Value | undefined {
  const items = sequence(value);
  if (typeof value !== 'string' && !items) return undefined;
  const count = Math.max(0, times);
  if (typeof value === 'string') {
    refuseLong(value.length * count);
    return value.repeat(count);
  }
  refuseMany(items!.length * count);
  const repeated: Value[] = [];
  for (let i = 0; i < count; i++) for (const item of items!) repeated.push(item);
  return value instanceof Tuple ? new Tuple(repeated) : repeated;
}

function isInteger(value: Value): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export function negate(value: Value): Value {
  if (value instanceof Float) return new Float(-value.value);
  if (typeof value === 'bigint') return narrow(-value);
  if (isInteger(value)) return noMinusZero(-Number(value));
  const own = value instanceof TemplateObject ? value.operate('*', -1) : undefined;
  if (own !== undefined) return own;
  refuseUndefined(value);
  throw new TemplateFault(`bad operand type for unary -: '${typeName(value)}'`);
}

export function plus(value: Value): Value {
  if (typeof value === 'boolean') return Number(value);
  if (isNumeric(value) || (value instanceof TemplateObject && value.asNumber())) return value;
  refuseUndefined(value);
  throw new TemplateFault(`bad operand type for unary +: '${typeName(value)}'`);
}

/** `a ~ b ~ …`: the values as text, joined. */
export function concatenate(values: readonly Value[]): string {
  return values.map(toStr).join('');
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export function holds(operator: Comparison, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    case '<':
      return compare(left, right, operator) < 0;
    case '<=':
      return compare(left, right, operator) <= 0;
    case '>':
      return compare(left, right, operator) > 0;
    case '>=':
      return compare(left, right, operator) >= 0;
  }
}
