import { toStr, typeName } from './text.ts';
import {
  Dict,
  Float,
  formatFloat,
  OneShot,
  PySet,
  TemplateFault,
  TemplateObject,
  Tuple,
  Undefined,
  type Value,
} from './values/index.ts';

/** Plain data, as JSON and YAML give it. */
export type Plain =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/**
 * Plain data as template values: whole numbers become int, others float; undefined members are left out. Dicts are made of
 * the data when they are looked into, so that it may not change before.
 */
export function fromJson(data: Plain): Value {
  if (typeof data === 'number')
    return Number.isInteger(data) && Math.abs(data) <= Number.MAX_SAFE_INTEGER ? data : new Float(data);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return (data as readonly Plain[]).map(fromJson);
  return Dict.deferred(data as { readonly [key: string]: Plain | undefined }, memberFromJson);
}

const memberFromJson = (value: Plain | undefined): Value | undefined =>
  value === undefined ? undefined : fromJson(value);

/** Template values as plain data: tuples and sets become arrays, any other object its text. */
export function toJson(value: Value): Plain {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Float) return value.value;
  if (value instanceof Tuple) return value.items.map(toJson);
  if (value instanceof PySet) return [...value.iterate()].map(toJson);
  if (value instanceof Dict) {
    return Object.fromEntries([...value.entries()].map(([key, item]) => [toStr(key), toJson(item)]));
  }
  if (value instanceof Undefined) return null;
  const items = value instanceof TemplateObject ? value.iterate() : undefined;
  return items && (value.length() !== undefined || value instanceof OneShot)
    ? [...items].map(toJson)
    : value.toStr();
}

/** JSON text as template values; `1.0` is a float, `1` an int, as Python's json reads them. @throws SyntaxError */
export function parseJson(text: string): Value {
  // Numbers that JavaScript would blur are marked before parsing; strings are passed over.
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN/g,
    (token) => {
      if (token.startsWith('"')) return token;
      return /[.eEnN]/.test(token) || !Number.isSafeInteger(Number(token)) ? `{"\\u0000":"${token}"}` : token;
    },
  );
  return unmark(JSON.parse(marked) as Plain);
}

function unmark(data: Plain): Value {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return (data as readonly Plain[]).map(unmark);
  const members = data as { readonly [key: string]: Plain };
  const number = members['\u0000'];
  if (typeof number === 'string') return /^-?\d+$/.test(number) ? BigInt(number) : new Float(Number(number));
  return new Dict(Object.entries(members).map(([key, value]): [Value, Value] => [key, unmark(value)]));
}

export interface DumpOptions {
  readonly sortKeys?: boolean;
  /** Spaces a level; on one line when absent. */
  readonly indent?: number;
}

/** JSON text as Python's `json.dumps` writes it. @throws TemplateFault for what JSON has no form for */
export function dumpJson(value: Value, options: DumpOptions = {}): string {
  return dump(value, options, 0);
}

function dump(value: Value, options: DumpOptions, level: number): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return dumpText(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Float) return dumpFloat(value.value);
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
  if (items)
    return enclose(
      '[',
      ']',
      items.map((item) => dump(item, options, level + 1)),
      options,
      level,
    );
  if (value instanceof Dict) {
    const entries = [...value.entries()].map(([key, item]) => [keyText(key), item] as const);
    if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return enclose(
      '{',
      '}',
      entries.map(([key, item]) => `${dumpText(key)}: ${dump(item, options, level + 1)}`),
      options,
      level,
    );
  }
  throw new TemplateFault(`Object of type ${typeName(value)} is not JSON serializable`);
}

function enclose(
  open: string,
  close: string,
  parts: readonly string[],
  { indent }: DumpOptions,
  level: number,
): string {
  if (parts.length === 0) return open + close;
  if (indent === undefined) return open + parts.join(', ') + close;
  const pad = '\n' + ' '.repeat(indent * (level + 1));
  return `${open}${pad}${parts.join(`,${pad}`)}\n${' '.repeat(indent * level)}${close}`;
}

function keyText(key: Value): string {
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  return key === null ? 'null' : toStr(key);
}

function dumpFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return formatFloat(value);
}

/** Everything beyond ASCII is escaped, as Python does by default. */
function dumpText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
