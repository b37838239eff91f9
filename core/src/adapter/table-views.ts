import { compare, Dict, NativeFunction, TemplateObject, toRepr, Tuple, type Value } from '../jinja/index.ts';
import { NamedSequence } from './named-sequence.ts';

/** What a column's values are, as seeds and templates tell them apart. */
export type ValueKind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'time';

export interface ResultColumn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly values: readonly Value[];
}

/** agate's names of the kinds. */
export const typeNames: Readonly<Record<ValueKind, string>> = {
  text: 'Text',
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'TimeDelta',
};

/** Columns of equal length. */
interface TableLike {
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
}

export function* rowsOf(table: TableLike): Iterable<Value> {
  for (let row = 0; row < table.rowCount; row++) yield new Row(table, row);
}

/** Values by their order, and those that are missing last. */
export function compareOrNull(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}

export function rowAt(table: TableLike, index: number): Value | undefined {
  const row = index < 0 ? index + table.rowCount : index;
  return row >= 0 && row < table.rowCount ? new Row(table, row) : undefined;
}

/** `table.rows`: made row by row. */
export class Rows extends TemplateObject {
  override readonly typeName = 'MappedSequence';
  readonly #table: TableLike;

  constructor(table: TableLike) {
    super();
    this.#table = table;
  }

  override iterate(): Iterable<Value> {
    return rowsOf(this.#table);
  }

  override length(): number {
    return this.#table.rowCount;
  }

  override toItems(): readonly Value[] {
    return [...rowsOf(this.#table)];
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'number' ? rowAt(this.#table, key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'values') return new NativeFunction('values', () => new Tuple(this.toItems()));
    return name === 'keys' ? new NativeFunction('keys', () => null) : undefined;
  }

  override toRepr(): string {
    const shown = [...rowsOf({ ...this.#table, rowCount: Math.min(5, this.length()) })].map(toRepr);
    return `<agate.${this.typeName}: (${shown.join(', ')}${this.length() > 5 ? ', ...' : ''})>`;
  }
}

/** One row: its values by name or position. */
export class Row extends NamedSequence {
  override readonly typeName = 'Row';

  constructor(table: TableLike, row: number) {
    super(
      table.columns.map(({ values }) => values[row]!),
      table.columns.map(({ name }) => name),
    );
  }
}

/** One column: its name and its values by position. */
export class ColumnView extends NamedSequence {
  override readonly typeName = 'Column';
  readonly #column: ResultColumn;
  readonly #index: number;

  constructor(column: ResultColumn, index: number) {
    super(column.values, []);
    this.#column = column;
    this.#index = index;
  }

  override getAttribute(name: string): Value | undefined {
    const { values } = this.#column;
    const present = (): Value[] => values.filter((value) => value !== null);
    const sorted = (items: readonly Value[]): Value[] => [...items].sort(compareOrNull);
    switch (name) {
      case 'name':
        return this.#column.name;
      case 'index':
        return this.#index;
      case 'data_type':
        return typeNames[this.#column.kind];
      case 'values_distinct':
        return new NativeFunction(name, () => {
          const found = new Dict(values.map((value): [Value, Value] => [value, null]));
          return new Tuple([...found.keys()]);
        });
      case 'values_without_nulls':
        return new NativeFunction(name, () => new Tuple(present()));
      case 'values_sorted':
        return new NativeFunction(name, () => sorted(values));
      case 'values_without_nulls_sorted':
        return new NativeFunction(name, () => sorted(present()));
      default:
        return super.getAttribute(name);
    }
  }
}
