/** A name that may be written without quotes, or in them. */
export function word(text: string): string {
  return /^\w+$/.test(text) ? text : quoteText(text);
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
