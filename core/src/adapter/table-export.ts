import { Dict, dumpJson, Float, isTrue, toStr, type Value } from '../jinja/index.ts';
import { DateTime, PyDate } from '../jinja/datetime.ts';
import { tableText } from './table-text.ts';
import { typeNames } from './table-views.ts';
import type { Table } from './table.ts';

/** The table as CSV, without a final line end. */
export function csvText(table: Table): string {
  const cell = (value: Value): string => {
    const text = value === null ? '' : value instanceof DateTime ? isoText(value) : toStr(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [table.columns.map(({ name }) => cell(name)).join(',')];
  for (let row = 0; row < table.rowCount; row++) {
    lines.push(table.columns.map(({ values }) => cell(values[row]!)).join(','));
  }
  return lines.join('\n');
}

/** The table as JSON: a list of rows, a dict of them by a column, or a row a line. */
export function jsonText(
  table: Table,
  key: Value | undefined,
  newline: Value | undefined,
  indent: Value | undefined,
): string {
  const options = typeof indent === 'number' ? { indent } : {};
  const rows = Array.from(
    { length: table.rowCount },
    (_, row) =>
      new Dict(table.columns.map(({ name, values }): [Value, Value] => [name, plain(values[row]!)])),
  );
  if ((key ?? null) !== null) {
    const names = table.column(toStr(key!)).values.map(toStr);
    return unescaped(
      dumpJson(new Dict(rows.map((row, index): [Value, Value] => [names[index]!, row])), options),
    );
  }
  if (isTrue(newline ?? false)) return rows.map((row) => unescaped(dumpJson(row, options))).join('\n');
  return unescaped(dumpJson(rows, options));
}

/** The columns' names and types as a table. */
export function structureText(table: Table): string {
  const text = (name: string, values: readonly Value[]) => ({ name, kind: 'text' as const, values });
  return tableText(
    {
      columns: [
        text(
          'column',
          table.columns.map(({ name }) => name),
        ),
        text(
          'data_type',
          table.columns.map(({ kind }) => typeNames[kind]),
        ),
      ],
      rowCount: table.columns.length,
    },
    Number.POSITIVE_INFINITY,
    6,
    Number.POSITIVE_INFINITY,
  );
}

/** A value as JSON knows it: numbers as floats, times as text. */
function plain(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DateTime) return isoText(value);
  if (value instanceof PyDate || Array.isArray(value)) return toStr(value);
  const number = value.asNumber();
  return number ? new Float(number.toFloat()) : toStr(value);
}

const isoText = (value: DateTime): string => value.toStr().replace(' ', 'T');

/** agate writes letters beyond ASCII as they are. */
function unescaped(json: string): string {
  return json.replace(/\\u([0-9a-f]{4})/g, (escape, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return character < '\u007f' ? escape : character;
  });
}
