/** What a column holds, which decides how it is shown, aligned and written into files. */
export type ColumnKind =
  | 'text'
  /** `YYYY-MM-DD`. */
  | 'date'
  /** The first day of a month, `YYYY-MM-DD`. */
  | 'month'
  | 'integer'
  /** A number with few decimals. */
  | 'number'
  /** Euros. */
  | 'money'
  /** A fraction: 0.1 is ten percent. */
  | 'percent'
  | 'flag';

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly kind: ColumnKind;
}

export type Value = string | number | boolean | null;

/** Rows by columns: smaller as JSON than objects, and what charts ask for. */
export interface Table {
  readonly columns: readonly Column[];
  /** One list a column, all of the same length. */
  readonly values: readonly (readonly Value[])[];
}

export function rowCount(table: Table): number {
  return table.values[0]?.length ?? 0;
}

/** A table with the columns that are described, from query results by their keys. */
export function tableOf(
  columns: readonly Column[],
  values: Readonly<Record<string, readonly Value[]>>,
): Table {
  return { columns, values: columns.map(({ key }) => values[key] ?? []) };
}
