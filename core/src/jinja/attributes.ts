import { dictMethods } from './methods/dict.ts';
import { floatMethods, integerMethods } from './methods/number.ts';
import { listMethods } from './methods/list.ts';
import { setMethods } from './methods/set.ts';
import { stringMethods } from './methods/string.ts';
import { tupleMethods } from './methods/tuple.ts';
import type { Method } from './methods/method.ts';
import { toStr, typeName } from './text.ts';
import { lengthOf, undefinedFault } from './operators.ts';
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

type Methods = ReadonlyMap<string, Method<never>>;

/** The methods of a built-in type; a template reaches these and nothing else of the host. */
function methodsOf(value: Value): Methods | undefined {
  switch (typeof value) {
    case 'string':
      return stringMethods as Methods;
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
  if (value instanceof Undefined) return lookIntoUndefined(value, name, isLenient);
  const attribute = ownAttribute(value, name);
  if (attribute !== undefined) return attribute;
  const item = ownItem(value, name);
  return item === undefined ? new Undefined(name, describeOwner(value)) : item;
}

/** `value[key]`: an item, else an attribute. */
export function getItem(value: Value, key: Value, isLenient: boolean): Value {
  if (value instanceof Undefined) return lookIntoUndefined(value, toStr(key), isLenient);
  const item = ownItem(value, key);
  if (item !== undefined) return item;
  const attribute = typeof key === 'string' ? ownAttribute(value, key) : undefined;
  return attribute === undefined ? new Undefined(toStr(key), describeOwner(value)) : attribute;
}

function lookIntoUndefined(value: Undefined, name: string, isLenient: boolean): Value {
  if (isLenient) return new Undefined(name);
  throw undefinedFault(value);
}

function ownAttribute(value: Value, name: string): Value | undefined {
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
  if (typeof key !== 'number') return undefined;
  const length = lengthOf(text);
  if (length === text.length) return text[key < 0 ? key + length : key];
  return [...text].at(key);
}

function describeOwner(value: Value): string {
  return value === null ? 'None' : `${typeName(value)} object`;
}
