import { strToU8, zip } from 'fflate';
import writeXlsxFile, { type Cell, type SheetData } from 'write-excel-file/node';
import type { Column, Table, Value } from './table.ts';

/** How numbers and lists are written: German with decimal comma and semicolons, English with point and commas. */
export type Locale = 'de' | 'en';

/**
 * A table as CSV (RFC 4180) in UTF-8, with the mark by which Excel knows that. Text that a spreadsheet would take for a
 * formula is put after an apostrophe.
 */
export function writeCsv(table: Table, locale: Locale): string {
  const separator = locale === 'de' ? ';' : ',';
  const lines = [table.columns.map(({ label }) => quoted(label, separator)).join(separator)];
  const rows = table.values[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) {
    lines.push(
      table.columns
        .map((column, index) => quoted(csvText(table.values[index]![row]!, column, locale), separator))
        .join(separator),
    );
  }
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvText(value: Value, { kind }: Column, locale: Locale): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    const text = kind === 'money' ? value.toFixed(2) : String(value);
    return locale === 'de' ? text.replace('.', ',') : text;
  }
  if (kind === 'month') return value.slice(0, 7);
  return kind === 'text' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

function quoted(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as an Excel workbook of one sheet; numbers and dates are such, and can be reckoned with. */
export function writeExcel(table: Table, sheet: string): Promise<Buffer> {
  const header = table.columns.map(({ label }): Cell => ({ value: label, type: String, fontWeight: 'bold' }));
  const rows = Array.from({ length: table.values[0]?.length ?? 0 }, (_, row) =>
    table.columns.map((column, index) => excelCell(table.values[index]![row]!, column)),
  );
  return writeXlsxFile([header, ...rows] as SheetData, {
    // Excel allows 31 characters, and not all.
    sheet: sheet.replaceAll(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    stickyRowsCount: 1,
    columns: table.columns.map(({ label, kind }) => ({
      width: Math.max(label.length + 2, kind === 'text' ? 24 : 12),
    })),
  }).toBuffer();
}

function excelCell(value: Value, { kind }: Column): Cell {
  if (value === null) return null;
  if (typeof value === 'boolean') return { value, type: Boolean };
  if (typeof value === 'number') {
    const format = { money: '#,##0.00', percent: '0.0%', integer: '#,##0' }[kind as string];
    return { value, type: Number, ...(format && { format }) };
  }
  if (kind === 'date' || kind === 'month')
    return {
      value: new Date(`${value}T00:00:00Z`),
      type: Date,
      format: kind === 'month' ? 'yyyy-mm' : 'yyyy-mm-dd',
    };
  return { value, type: String };
}

/** A ZIP archive of texts by name. */
export function writeZip(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const entries = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return new Promise((resolve, reject) => {
    zip(entries, { level: 6 }, (error, archive) => (error ? reject(error) : resolve(archive)));
  });
}
