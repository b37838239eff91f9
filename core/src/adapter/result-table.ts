import { bindArguments, parseSignature } from '../jinja/signature.ts';
import {
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
import {
  ColumnView,
  compareOrNull,
  type ResultColumn,
  rowAt,
  Rows,
  rowsOf,
  typeNames,
  type ValueKind,
} from './table-views.ts';

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

  override iterate(): Iterable<Value> {
    return rowsOf(this);
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
