import { DateTime, PyDate } from '../../../jinja/datetime.ts';
import {
  Dict,
  Float,
  formatFloat,
  PySet,
  TemplateFault,
  toStr,
  Tuple,
  typeName,
  type Value,
} from '../../../jinja/index.ts';
import { isAmbiguous } from './scalars.ts';

/** Columns after which PyYAML breaks a line. */
const width = 80;

/**
 * Values as YAML text, as PyYAML's `safe_dump` writes it: collections in blocks, everything beyond ASCII escaped, long
 * texts folded.
 * @throws TemplateFault for what YAML has no form for
 */
export function dumpYaml(value: Value, { sortKeys = false } = {}): string {
  return new Writer(sortKeys).write(value);
}

class Writer {
  readonly #sortKeys: boolean;
  /** Lists and dicts around the one being written. */
  readonly #open = new Set<Value>();

  constructor(sortKeys: boolean) {
    this.#sortKeys = sortKeys;
  }

  write(value: Value): string {
    if (isEmptyOrScalar(value)) {
      const text = this.#inline(value, { indent: 0, column: 0, isKey: false });
      // A document that is one plain scalar needs its end said.
      const isPlain = !/^['"[{]/.test(text);
      return isPlain ? `${text}\n...\n` : `${text}\n`;
    }
    return this.#block(value, 0, false);
  }

  /** The lines of a collection; `isNested` where the first line has its indent already. */
  #block(value: Value, indent: number, isNested: boolean): string {
    if (this.#open.has(value)) throw new TemplateFault('toyaml() cannot write a value that holds itself');
    this.#open.add(value);
    const pad = ' '.repeat(indent);
    const lines: string[] = [];
    const items = listItems(value);
    if (items)
      for (const item of items) lines.push(`${pad}- ${this.#after(item, indent + 2, indent + 2, true)}`);
    else
      for (const [key, item] of this.#entries(value)) lines.push(`${pad}${this.#entry(key, item, indent)}`);
    this.#open.delete(value);
    const text = lines.join('');
    return isNested ? text.slice(indent) : text;
  }

  #entry(key: Value, item: Value, indent: number): string {
    const name = this.#inline(key, { indent, column: indent, isKey: true });
    const head = `${name}:`;
    if (isEmptyOrScalar(item))
      return `${head} ${this.#after(item, indent + 2, indent + head.length + 1, false)}`;
    const below = listItems(item) ? indent : indent + 2;
    return `${head}\n${this.#block(item, below, false)}`;
  }

  /** What follows `- ` or `key: `, with its line end. */
  #after(item: Value, indent: number, column: number, isItem: boolean): string {
    if (isEmptyOrScalar(item)) return `${this.#inline(item, { indent, column, isKey: false })}\n`;
    return this.#block(item, indent, isItem);
  }

  #entries(value: Value): readonly (readonly [Value, Value])[] {
    const entries =
      value instanceof PySet
        ? [...value.iterate()].map((key): [Value, Value] => [key, null])
        : [...(value as Dict).entries()];
    return this.#sortKeys ? entries.toSorted(([a], [b]) => (toStr(a) < toStr(b) ? -1 : 1)) : entries;
  }

  #inline(value: Value, place: Place): string {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (typeof value === 'string') return quoteText(value, place);
    if (value instanceof Float) return floatText(value.value);
    if (value instanceof DateTime) return value.toStr();
    if (value instanceof PyDate) return value.toStr();
    if (listItems(value)) return '[]';
    if (value instanceof Dict) return '{}';
    throw new TemplateFault(`toyaml() cannot write a value of type ${typeName(value)}`);
  }
}

interface Place {
  readonly indent: number;
  /** Where the text begins. */
  readonly column: number;
  readonly isKey: boolean;
}

function listItems(value: Value): readonly Value[] | undefined {
  return Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
}

function isEmptyOrScalar(value: Value): boolean {
  const items = listItems(value);
  if (items) return items.length === 0;
  return !(value instanceof Dict || value instanceof PySet) || value.length() === 0;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = formatFloat(value);
  return text.includes('.') ? text : text.replace('e', '.0e');
}

/** Plain where that reads back as the same text, else in single quotes; in double quotes what those cannot hold. */
function quoteText(text: string, place: Place): string {
  if (/[^\n\x20-\x7e]/.test(text) || /\n /.test(text) || / \n/.test(text)) return doubleQuoted(text, place);
  if (canBePlain(text)) return fold(text, place, (line) => line);
  if (place.isKey && text.includes('\n')) return doubleQuoted(text, place);
  const escaped = (part: string): string => part.replaceAll("'", "''");
  if (text.includes('\n')) {
    const pad = ' '.repeat(Math.max(place.indent, 2));
    return `'${text
      .split(/(\n+)/)
      .map((part) => (part.startsWith('\n') ? `\n${part}${pad}` : escaped(part)))
      .join('')}'`;
  }
  return `'${fold(text, { ...place, column: place.column + 1 }, escaped)}'`;
}

function canBePlain(text: string): boolean {
  if (text === '' || isAmbiguous(text) || text.includes('\n')) return false;
  if (/^[\s]|[\s]$/.test(text)) return false;
  if (/^(?:---|\.\.\.)/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[?:-](?:\s|$)/.test(text)) return false;
  return !/:(?:\s|$)|\s#/.test(text);
}

/** Breaks a text at single spaces where the line is longer than the width. */
function fold(text: string, { indent, column, isKey }: Place, write: (line: string) => string): string {
  if (isKey || column + text.length <= width) return write(text);
  const pad = ' '.repeat(Math.max(indent, 2));
  let result = '';
  let at = column;
  for (const part of text.split(/( +)/)) {
    if (part === ' ' && at > width) {
      result += `\n${pad}`;
      at = pad.length;
      continue;
    }
    result += write(part);
    at += part.length;
  }
  return result;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string, { indent, column, isKey }: Place): string {
  const pad = ' '.repeat(Math.max(indent, 2));
  let result = '"';
  let at = column + 1;
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const written = escapes[character] ?? (/[\x20-\x7e]/.test(character) ? character : codeEscape(character));
    const isInside = index > 0 && index < characters.length - 1;
    if (!isKey && isInside && character === ' ' && at > width) {
      result += `\\\n${pad}\\`;
      at = pad.length + 1;
    }
    result += written;
    at += written.length;
  }
  return `${result}"`;
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
}
