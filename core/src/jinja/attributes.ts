import { nearest } from '../diagnostics/index.ts';
import { isPlain } from './characters.ts';
import { dictMethods } from './methods/dict.ts';
import { floatMethods, integerMethods } from './methods/number.ts';
import { listMethods } from './methods/list.ts';
import { setMethods } from './methods/set.ts';
import { stringMethods } from './methods/string.ts';
import { tupleMethods } from './methods/tuple.ts';
import { formatBraces } from './format/braces.ts';
import { type Method, type MethodTable, methodTable, takes, variadic } from './methods/method.ts';
import { toStr, typeName } from './text.ts';
import {
  Dict,
  Float,
  type Kwargs,
  NativeFunction,
  PySet,
  TemplateObject,
  Tuple,
  Undefined,
  type Value,
} from './values/index.ts';

const lookup = {
  attribute: (value: Value, name: string): Value => getAttribute(value, name, false),
  item: (value: Value, key: Value): Value => getItem(value, key, false),
};

/** Here, and not among the others, since fields of a format reach into any value. */
const textMethods: MethodTable<string> = new Map([
  ...stringMethods,
  ...methodTable<string>({
    format: variadic((self, args, kwargs) => formatBraces(self, args, kwargs, lookup)),
    format_map: takes('mapping', (self, mapping) =>
      formatBraces(self, [], mapping instanceof Dict ? mapping : new Dict(), lookup),
    ),
  }),
]);

type Methods = ReadonlyMap<string, Method<never>>;

/** The methods of a built-in type; a template reaches these and nothing else of the host. */
function methodsOf(value: Value): Methods | undefined {
  switch (typeof value) {
    case 'string':
      return textMethods as Methods;
    case 'number':
    case 'bigint':
      return integerMethods as Methods;
    case 'object':
      if (value === null) return undefined;
      if (Array.isArray(value)) return listMethods as Methods;
      if (value instanceof Dict) return dictMethods as Methods;
      if (value instanceof Tuple) return tupleMethods as Methods;
      if (value instanceof Float) return floatMethods as Methods;
      if (value instanceof PySet) return setMethods as Methods;
      return undefined;
    case 'boolean':
      return undefined;
  }
}

export function findMethod(
  value: Value,
  name: string,
): ((args: readonly Value[], kwargs: Kwargs) => Value) | undefined {
  const method = methodsOf(value)?.get(name);
  return method && ((args, kwargs) => (method as Method<Value>)(value, args, kwargs));
}

/** `value.name`: an attribute, else an item. */
export function getAttribute(value: Value, name: string, isLenient: boolean): Value {
  if (value instanceof Undefined) return value.lookInto(name);
  const attribute = ownAttribute(value, name);
  if (attribute !== undefined) return attribute;
  const item = ownItem(value, name);
  return item === undefined ? missing(value, name, isLenient) : item;
}

/** `value[key]`: an item, else an attribute. */
export function getItem(value: Value, key: Value, isLenient: boolean): Value {
  if (value instanceof Undefined) return value.lookInto(toStr(key));
  const item = ownItem(value, key);
  if (item !== undefined) return item;
  const attribute = typeof key === 'string' ? ownAttribute(value, key) : undefined;
  return attribute === undefined ? missing(value, toStr(key), isLenient) : attribute;
}

function missing(value: Value, name: string, isLenient: boolean): Undefined {
  const owner = value === null ? 'None' : `${typeName(value)} object`;
  return new Undefined(name, { owner, isLenient, suggest: () => nearest(name, namesIn(value)) });
}

/** Attributes and items that may have been meant. */
function* namesIn(value: Value): Iterable<string> {
  if (value instanceof TemplateObject) yield* value.attributeNames();
  if (value instanceof Dict) for (const key of value.keys()) if (typeof key === 'string') yield key;
  yield* methodsOf(value)?.keys() ?? [];
}

function ownAttribute(value: Value, name: string): Value | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (name === 'real' || name === 'numerator') return value;
    if (name === 'imag') return 0;
    if (name === 'denominator') return 1;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return boundMethod(value, name);
  const attribute = value.getAttribute(name);
  return attribute === undefined ? boundMethod(value, name) : attribute;
}

function boundMethod(value: Value, name: string): Value | undefined {
  const method = findMethod(value, name);
  return method && new NativeFunction(name, method);
}

function ownItem(value: Value, key: Value): Value | undefined {
  if (typeof value === 'string') return characterAt(value, key);
  if (Array.isArray(value)) return itemAt(value, key);
  if (value instanceof Tuple) return itemAt(value.items, key);
  if (!(value instanceof TemplateObject)) return undefined;
  try {
    return value.getItem(key);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function itemAt(items: readonly Value[], key: Value): Value | undefined {
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (typeof index !== 'number') return undefined;
  return items[index < 0 ? index + items.length : index];
}

function characterAt(text: string, key: Value): Value | undefined {
  const index = typeof key === 'boolean' ? Number(key) : key;
  if (typeof index !== 'number') return undefined;
  return isPlain(text) ? text[index < 0 ? index + text.length : index] : [...text].at(index);
}
