import { bindArguments, parseSignature } from '../jinja/signature.ts';
import {
  compare,
  Dict,
  isTrue,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  toStr,
  Tuple,
  type Value,
} from '../jinja/index.ts';
import { NamedSequence } from './named-sequence.ts';
import { tableText } from './table-text.ts';

/** What a column's values are, as seeds and templates tell them apart. */
export type ValueKind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'time';

export interface ResultColumn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly values: readonly Value[];
}

/** The rows of a query as templates read them: by columns, by rows, by name or position; like agate's Table. */
export class ResultTable extends TemplateObject {
  override readonly typeName = 'Table';
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;
  readonly #print: (text: string) => void;

  /** @param print Where `print_table()` writes; nowhere unless said. */
  constructor(columns: readonly ResultColumn[], print: (text: string) => void = () => undefined) {
    super();
    this.columns = withUniqueNames(columns);
    this.rowCount = columns[0]?.values.length ?? 0;
    this.#print = print;
  }

  static empty(): ResultTable {
    return noRows;
  }

  /** The same rows, where `print_table()` writes through a function. */
  printingTo(print: (text: string) => void): ResultTable {
    return new ResultTable(this.columns, print);
  }

  kindOf(index: number): ValueKind {
    return this.columns[index]?.kind ?? 'text';
  }

  /** A list of rows, each a list of values. */
  toMatrix(): Value[][] {
    return Array.from({ length: this.rowCount }, (_, row) => this.columns.map(({ values }) => values[row]!));
  }

  override length(): number {
    return this.rowCount;
  }

  override *iterate(): Iterable<Value> {
    for (let row = 0; row < this.rowCount; row++) yield new Row(this, row);
  }

  override toItems(): readonly Value[] {
    return [...this.iterate()];
  }

  override toRepr(): string {
    return tableText(this);
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'number' ? rowAt(this, key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'columns':
        return new NamedSequence(
          this.columns.map((column, index) => new ColumnView(column, index)),
          this.columns.map((column) => column.name),
        );
      case 'rows':
        return new Rows(this);
      case 'row_names':
        return null;
      case 'column_names':
        return new Tuple(this.columns.map((column) => column.name));
      case 'column_types':
        return new Tuple(this.columns.map(({ kind }) => typeNames[kind]));
      default:
        return this.#method(name);
    }
  }

  #method(name: string): Value | undefined {
    const found = methods.get(name);
    if (!found) return undefined;
    const signature = parseSignature(found[0]);
    return new NativeFunction(name, (args, kwargs: Kwargs) =>
      found[1](this, bindArguments(name, signature, args, kwargs)),
    );
  }

  /** @throws TemplateFault for a column that does not exist */
  column(name: string): ResultColumn {
    const found = this.columns.find((column) => column.name === name);
    if (found) return found;
    const known = this.columns.map((column) => column.name).join(', ');
    throw new TemplateFault(`the result has no column "${name}"; it has ${known || 'none'}`);
  }

  /** The rows at these positions, in this order. */
  pickRows(rows: readonly number[]): ResultTable {
    return this.withColumns(
      this.columns.map((column) => ({ ...column, values: rows.map((row) => column.values[row]!) })),
    );
  }

  withColumns(columns: readonly ResultColumn[]): ResultTable {
    return new ResultTable(columns, this.#print);
  }

  print(maxRows: number, maxColumns: number, maxWidth: number): void {
    this.#print(tableText(this, maxRows, maxColumns, maxWidth));
  }
}

/** A name that comes again gets a number: `id`, `id_2`. */
function withUniqueNames(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  const counts = new Map<string, number>();
  if (new Set(columns.map(({ name }) => name)).size === columns.length) return columns;
  return columns.map((column) => {
    const count = (counts.get(column.name) ?? 0) + 1;
    counts.set(column.name, count);
    return count === 1 ? column : { ...column, name: `${column.name}_${count}` };
  });
}

const noRows = new ResultTable([]);

/** agate's names of the kinds. */
const typeNames: Readonly<Record<ValueKind, string>> = {
  text: 'Text',
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'TimeDelta',
};

type Method = (table: ResultTable, args: readonly (Value | undefined)[]) => Value;

const methods: ReadonlyMap<string, readonly [signature: string, Method]> = new Map<
  string,
  readonly [string, Method]
>([
  [
    'select',
    ['key', (table, [names]) => table.withColumns(textsOf(names).map((name) => table.column(name)))],
  ],
  [
    'exclude',
    [
      'key',
      (table, [names]) => {
        const left = new Set(textsOf(names));
        return table.withColumns(table.columns.filter((column) => !left.has(column.name)));
      },
    ],
  ],
  ['rename', ['column_names?, row_names?', (table, [names]) => rename(table, names)]],
  ['limit', ['start_or_stop?, stop?, step?', (table, args) => limit(table, args)]],
  [
    'order_by',
    ['key, reverse?', (table, [key, reverse]) => orderBy(table, textsOf(key), isTrue(reverse ?? false))],
  ],
  ['distinct', ['key?', (table, [key]) => distinct(table, key === undefined ? undefined : textsOf(key))]],
  [
    'print_table',
    [
      'max_rows?, max_columns?, output?, max_column_width?',
      (table, [rows, columns, , width]) => {
        table.print(wholeOr(rows, 20), wholeOr(columns, 6), wholeOr(width, 20));
        return null;
      },
    ],
  ],
]);

const wholeOr = (value: Value | undefined, fallback: number): number =>
  typeof value === 'number' ? value : value === null ? Number.POSITIVE_INFINITY : fallback;

function rename(table: ResultTable, names: Value | undefined): ResultTable {
  const list = names instanceof Dict ? [] : textsOf(names);
  return table.withColumns(
    table.columns.map((column, index) => {
      const name = names instanceof Dict ? names.get(column.name) : list[index];
      return name === undefined ? column : { ...column, name: toStr(name) };
    }),
  );
}

function limit(table: ResultTable, [first, second, step]: readonly (Value | undefined)[]): ResultTable {
  const isOpen = second === undefined && step === undefined;
  const start = isOpen ? 0 : wholeOr(first, 0);
  const stop = Math.min(
    isOpen ? wholeOr(first, table.rowCount) : wholeOr(second, table.rowCount),
    table.rowCount,
  );
  const stride = Math.max(1, wholeOr(step, 1));
  const rows: number[] = [];
  for (let row = start; row < stop; row += stride) rows.push(row);
  return table.pickRows(rows);
}

/** Rows without a value come last, or first when reversed. */
function orderBy(table: ResultTable, names: readonly string[], isReversed: boolean): ResultTable {
  const columns = names.map((name) => table.column(name));
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  rows.sort((a, b) => {
    for (const { values } of columns) {
      const difference = compareOrNull(values[a]!, values[b]!);
      if (difference !== 0) return isReversed ? -difference : difference;
    }
    return 0;
  });
  return table.pickRows(rows);
}

export function compareOrNull(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}

function distinct(table: ResultTable, names: readonly string[] | undefined): ResultTable {
  const columns = names ? names.map((name) => table.column(name)) : table.columns;
  const seen = new Dict();
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const key = new Tuple(columns.map(({ values }) => values[row]!));
    if (seen.has(key)) continue;
    seen.set(key, null);
    rows.push(row);
  }
  return table.pickRows(rows);
}

function textsOf(value: Value | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Tuple) return value.items.map(toStr);
  return Array.isArray(value) ? value.map(toStr) : [];
}

function rowAt(table: ResultTable, index: number): Value | undefined {
  const row = index < 0 ? index + table.rowCount : index;
  return row >= 0 && row < table.rowCount ? new Row(table, row) : undefined;
}

/** `table.rows`: made row by row. */
class Rows extends TemplateObject {
  override readonly typeName = 'MappedSequence';
  readonly #table: ResultTable;

  constructor(table: ResultTable) {
    super();
    this.#table = table;
  }

  override iterate(): Iterable<Value> {
    return this.#table.iterate();
  }

  override length(): number {
    return this.#table.rowCount;
  }

  override toItems(): readonly Value[] {
    return this.#table.toItems();
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'number' ? rowAt(this.#table, key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'values') return new NativeFunction('values', () => new Tuple(this.toItems()));
    return name === 'keys' ? new NativeFunction('keys', () => null) : undefined;
  }
}

/** One row: its values by name or position. */
class Row extends NamedSequence {
  override readonly typeName = 'Row';

  constructor(table: ResultTable, row: number) {
    super(
      table.columns.map(({ values }) => values[row]!),
      table.columns.map(({ name }) => name),
    );
  }
}

/** One column: its name and its values by position. */
class ColumnView extends NamedSequence {
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
