/** A row as DuckDB gives it: whole numbers and decimals are text, so that no digit is lost. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as an aligned table with headings; numbers to the right, with separators. */
export function formatTable(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => formatCell(row[name] ?? null, name)));
  const headings = names.map((name) => name.replaceAll('_', ' '));
  const widths = names.map((_, column) =>
    Math.max(headings[column]!.length, ...cells.map((row) => row[column]!.length)),
  );
  const isNumber = names.map((name) => rows.every((row) => row[name] === null || isNumeric(row[name]!)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ')}`.trimEnd();
  return [
    line(headings),
    `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`,
    ...cells.map(line),
  ].join('\n');
}

function isNumeric(value: string | number | boolean): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function formatCell(value: string | number | boolean | null, name: string): string {
  if (value === null) return '';
  if (!isNumeric(value) || name === 'year') return String(value);
  const [whole, fraction] = String(value).split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction.slice(0, 2)}`;
}
