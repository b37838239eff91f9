import { Dict, Float, NamedTuple, PySet, type TemplateObject, Tuple, type Value } from './values/index.ts';

/** `str(value)`, as `{{ value }}` prints it. */
export function toStr(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'object':
      if (value === null) return 'None';
      if (Array.isArray(value)) return toRepr(value);
      return isContainer(value) ? toRepr(value) : value.toStr();
  }
}

/** `repr(value)`. A container that holds itself prints as `[...]` inside. */
export function toRepr(value: Value): string {
  return represent(value, []);
}

function isContainer(value: TemplateObject): boolean {
  return value instanceof Tuple || value instanceof Dict || value instanceof PySet;
}

function represent(value: Value, around: readonly Value[]): string {
  if (typeof value === 'string') return quoteString(value);
  if (typeof value !== 'object' || value === null) return toStr(value);
  if (around.includes(value)) return Array.isArray(value) ? '[...]' : '{...}';
  const inside = [...around, value];
  const list = (items: Iterable<Value>): string =>
    [...items].map((item) => represent(item, inside)).join(', ');
  if (Array.isArray(value)) return `[${list(value)}]`;
  if (value instanceof NamedTuple) return value.toRepr();
  if (value instanceof Tuple)
    return value.items.length === 1 ? `(${list(value.items)},)` : `(${list(value.items)})`;
  if (value instanceof Dict) {
    return `{${[...value.entries()].map(([key, item]) => `${represent(key, inside)}: ${represent(item, inside)}`).join(', ')}}`;
  }
  if (value instanceof PySet) return value.length() === 0 ? 'set()' : `{${list(value.iterate())}}`;
  return value.toRepr();
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** A string literal with Python's choice of quotes; what cannot be printed is escaped. */
function quoteString(text: string): string {
  if (/^[ !#-&(-[\]-~]*$/.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'"\p{C}\p{Z}]/gu, (character) => {
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character;
    return character === ' ' ? character : (escapes[character] ?? escapeCode(character.codePointAt(0)!));
  });
  return `${quote}${escaped}${quote}`;
}

function escapeCode(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's name of a value's type, as its messages quote it. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'number':
    case 'bigint':
      return 'int';
    case 'boolean':
      return 'bool';
    case 'object':
      if (value === null) return 'NoneType';
      return Array.isArray(value) ? 'list' : value.typeName;
  }
}

/** Whether a value is a number of any kind; True and False count, as in Python. */
export function isNumeric(value: Value): value is number | bigint | boolean | Float {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    value instanceof Float
  );
}
