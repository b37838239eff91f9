import { TemplateFault, TemplateObject, toStr, Tuple, type Value } from '../jinja/index.ts';
import type { ResultColumn } from './table-views.ts';

/** What the methods of a result table work on, and make new ones with. */
export abstract class Table extends TemplateObject {
  override readonly typeName = 'Table';
  abstract readonly columns: readonly ResultColumn[];
  abstract readonly rowCount: number;

  /** A table of other columns that prints where this one does. */
  abstract withColumns(columns: readonly ResultColumn[]): Table;

  /** Writes what `print_table()` and its like make. */
  abstract say(text: string): void;

  /** @throws TemplateFault for a column that does not exist */
  column(name: string): ResultColumn {
    const found = this.columns.find((column) => column.name === name);
    if (found) return found;
    const known = this.columns.map((column) => column.name).join(', ');
    throw new TemplateFault(`the result has no column "${name}"; it has ${known || 'none'}`);
  }

  /** The rows at these positions, in this order. */
  pickRows(rows: readonly number[]): Table {
    return this.withColumns(
      this.columns.map((column) => ({ ...column, values: rows.map((row) => column.values[row]!) })),
    );
  }
}

/** Names of columns: one, or a list of them. */
export function namesOf(value: Value | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Tuple) return value.items.map(toStr);
  return Array.isArray(value) ? value.map(toStr) : [];
}
