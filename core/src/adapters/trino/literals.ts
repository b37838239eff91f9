/** A value as Trino's SQL writes it; a number that is not whole is a double. */
export function literalOf(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? 'nan()' : value > 0 ? 'infinity()' : '-infinity()';
  return value.toExponential();
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
