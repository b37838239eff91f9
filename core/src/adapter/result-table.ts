import { bindArguments, parseSignature } from '../jinja/signature.ts';
import { NativeFunction, Tuple, type Value } from '../jinja/index.ts';
import { NamedSequence } from './named-sequence.ts';
import { tableText } from './table-text.ts';
import {
  ColumnView,
  type ResultColumn,
  rowAt,
  Rows,
  rowsOf,
  typeNames,
  type ValueKind,
} from './table-views.ts';
import { tableMethods } from './table-methods.ts';
import { Table } from './table.ts';

/** The rows of a query as templates read them: by columns, by rows, by name or position; like agate's Table. */
export class ResultTable extends Table {
  override readonly columns: readonly ResultColumn[];
  override readonly rowCount: number;
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

  override attributeNames(): Iterable<string> {
    return ['columns', 'rows', 'row_names', 'column_names', 'column_types', ...Object.keys(tableMethods)];
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
    if (!Object.hasOwn(tableMethods, name)) return undefined;
    const [signature, body] = tableMethods[name]!;
    const parsed = parseSignature(signature);
    return new NativeFunction(name, (args, kwargs, site) =>
      body(this, bindArguments(name, parsed, args, kwargs), site),
    );
  }

  override withColumns(columns: readonly ResultColumn[]): ResultTable {
    return new ResultTable(columns, this.#print);
  }

  override say(text: string): void {
    this.#print(text);
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
