export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as `read_parquet` takes it: what would be a pattern stands for itself. */
export function quotePath(path: string): string {
  return quoteText(path.replaceAll(/[[*?]/g, '[$&]'));
}
