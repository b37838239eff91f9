import type { ResultTable, ValueKind } from '../adapter/index.ts';
import { type Plain, toJson, toStr, type Value } from '../jinja/index.ts';

/** Rows as a table of text: numbers to the right, everything else to the left, no value as an empty cell. */
export function textTable(table: ResultTable): string {
  const columns = table.columns.map(({ kind, name, values }) => {
    const cells = values.map(cellText);
    const width = [name, ...cells].reduce((most, cell) => Math.max(most, displayWidth(cell)), 1);
    return { name, cells, width, isNumber: kind === 'integer' || kind === 'number' };
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = line(columns.map(({ name, width }) => pad(name, width, false)));
  const rule = line(columns.map(({ width }) => '-'.repeat(width)));
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    line(columns.map(({ cells, isNumber, width }) => pad(cells[row]!, width, isNumber))),
  );
  return [head, rule, ...rows].join('\n');
}

/** Rows as objects; what JSON has no form for is text. */
export function jsonRows(table: ResultTable): readonly Readonly<Record<string, Plain>>[] {
  return Array.from({ length: table.rowCount }, (_, row) =>
    Object.fromEntries(table.columns.map(({ kind, name, values }) => [name, jsonValue(values[row]!, kind)])),
  );
}

/** JSON with two spaces a level. Integers of any size are written digit by digit, which JSON.stringify refuses to do. */
export function jsonText(value: Plain, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  const parts = isArray
    ? (value as readonly Plain[]).map((item) => jsonText(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item as Plain, inner)}`);
  const [open, close] = isArray ? '[]' : '{}';
  return parts.length === 0
    ? `${open}${close}`
    : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

function cellText(value: Value): string {
  return value === null ? '' : toStr(value).replace(/\r?\n/g, ' ');
}

/** Decimals become numbers, as dbt prints them. */
function jsonValue(value: Value, kind: ValueKind): Plain {
  try {
    if (kind === 'number' && value !== null) return Number(toStr(value));
    return toJson(value);
  } catch {
    return toStr(value);
  }
}

function pad(text: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return isNumber ? space + text : text + space;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** The cells of a terminal that a text takes. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}
