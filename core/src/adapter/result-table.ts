import { Dict, type Kwargs, NativeFunction, TemplateObject, toStr, Tuple, type Value } from '../jinja/index.ts';

/** What a column's values are, as seeds and templates tell them apart. */
export type ValueKind = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'time';

export interface ResultColumn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly values: readonly Value[];
}

const agateNames: Readonly<Record<ValueKind, string>> = {
  text: 'Text',
  integer: 'Integer',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'TimeDelta',
};

/** The rows of a query as templates read them: by columns, by rows, by name or position. */
export class ResultTable extends TemplateObject {
  override readonly typeName = 'Table';
  readonly columns: readonly ResultColumn[];
  readonly rowCount: number;

  constructor(columns: readonly ResultColumn[]) {
    super();
    this.columns = columns;
    this.rowCount = columns[0]?.values.length ?? 0;
  }

  static empty(): ResultTable {
    return noRows;
  }

  kindOf(index: number): ValueKind {
    return this.columns[index]?.kind ?? 'text';
  }

  /** A list of rows, each a list of values. */
  toMatrix(): Value[][] {
    return Array.from({ length: this.rowCount }, (_, row) => this.columns.map(({ values }) => values[row]!));
  }

  override isTrue(): boolean {
    return true;
  }

  override length(): number {
    return this.rowCount;
  }

  override *iterate(): Iterable<Value> {
    for (let row = 0; row < this.rowCount; row++) yield new Row(this, row);
  }

  override toRepr(): string {
    return `<Table ${this.rowCount} rows: ${this.columns.map(({ name }) => name).join(', ')}>`;
  }

  override getItem(key: Value): Value | undefined {
    if (typeof key === 'number') return rowAt(this, key);
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'columns':
        return new Series('columns', this.columns.map((column) => new ColumnView(column)), this.columns.map((column) => column.name));
      case 'rows':
        return new Rows(this);
      case 'column_names':
        return new Tuple(this.columns.map((column) => column.name));
      case 'column_types':
        return new Tuple(this.columns.map(({ kind }) => agateNames[kind]));
      case 'print_table':
      case 'print_csv':
      case 'print_json':
        return new NativeFunction(name, () => '');
      case 'select':
        return new NativeFunction('select', ([names]) => this.#pick(textsOf(names)));
      case 'exclude':
        return new NativeFunction('exclude', ([names]) => {
          const left = new Set(textsOf(names));
          return new ResultTable(this.columns.filter((column) => !left.has(column.name)));
        });
      case 'rename':
        return new NativeFunction('rename', ([names], kwargs) => this.#rename(names ?? kwargs.get('column_names')));
      case 'limit':
        return new NativeFunction('limit', ([start, stop]) => this.#slice(start, stop));
      case 'where':
        return undefined;
      default:
        return undefined;
    }
  }

  #pick(names: readonly string[]): ResultTable {
    return new ResultTable(names.flatMap((name) => this.columns.filter((column) => column.name === name)));
  }

  #rename(names: Value | undefined): ResultTable {
    const renamed = (name: string, index: number): string => {
      if (names instanceof Dict) return toStr(names.get(name) ?? name);
      return Array.isArray(names) || names instanceof Tuple ? (textsOf(names)[index] ?? name) : name;
    };
    return new ResultTable(this.columns.map((column, index) => ({ ...column, name: renamed(column.name, index) })));
  }

  #slice(first: Value | undefined, second: Value | undefined): ResultTable {
    const [start, stop] = second === undefined ? [0, Number(first)] : [Number(first), Number(second)];
    return new ResultTable(this.columns.map((column) => ({ ...column, values: column.values.slice(start, stop) })));
  }
}

const noRows = new ResultTable([]);

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

  override getItem(key: Value): Value | undefined {
    return typeof key === 'number' ? rowAt(this.#table, key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'values') return new NativeFunction('values', () => [...this.iterate()]);
    return name === 'keys' ? new NativeFunction('keys', () => null) : undefined;
  }
}

/** A fixed sequence whose items have names too. */
class Series extends TemplateObject {
  override readonly typeName: string = 'MappedSequence';
  readonly #what: string;
  readonly #items: readonly Value[];
  readonly #names: readonly string[];

  constructor(what: string, items: readonly Value[], names: readonly string[]) {
    super();
    this.#what = what;
    this.#items = items;
    this.#names = names;
  }

  override iterate(): Iterable<Value> {
    return this.#items;
  }

  override length(): number {
    return this.#items.length;
  }

  override getItem(key: Value): Value | undefined {
    if (typeof key === 'number') return this.#items[key < 0 ? key + this.#items.length : key];
    const index = typeof key === 'string' ? this.#names.indexOf(key) : -1;
    return index === -1 ? undefined : this.#items[index];
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'values':
        return new NativeFunction('values', () => new Tuple(this.#items));
      case 'keys':
        return new NativeFunction('keys', () => new Tuple(this.#names));
      case 'items':
        return new NativeFunction('items', () => this.#names.map((key, index) => new Tuple([key, this.#items[index]!])));
      case 'dict':
        return new NativeFunction('dict', () => new Dict(this.#names.map((key, index): [Value, Value] => [key, this.#items[index]!])));
      case 'get':
        return new NativeFunction('get', ([key, fallback]) => {
          const item = this.getItem(key ?? null);
          return item === undefined ? (fallback ?? null) : item;
        });
      default:
        return this.getItem(name);
    }
  }

  override toRepr(): string {
    return `<agate.${this.#what}: (${this.#items.map(toStr).join(', ')})>`;
  }
}

/** One row: its values by name or position. */
class Row extends Series {
  override readonly typeName = 'Row';

  constructor(table: ResultTable, row: number) {
    super('Row', table.columns.map(({ values }) => values[row]!), table.columns.map(({ name }) => name));
  }
}

/** One column: its name and its values. */
class ColumnView extends TemplateObject {
  override readonly typeName = 'Column';
  readonly #column: ResultColumn;

  constructor(column: ResultColumn) {
    super();
    this.#column = column;
  }

  override iterate(): Iterable<Value> {
    return this.#column.values;
  }

  override length(): number {
    return this.#column.values.length;
  }

  override call(_args: readonly Value[], _kwargs: Kwargs): Value {
    return [...this.#column.values];
  }

  override getItem(key: Value): Value | undefined {
    const { values } = this.#column;
    return typeof key === 'number' ? values[key < 0 ? key + values.length : key] : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    const { values } = this.#column;
    switch (name) {
      case 'name':
        return this.#column.name;
      case 'data_type':
        return agateNames[this.#column.kind];
      case 'values':
        return new NativeFunction('values', () => new Tuple(values));
      case 'values_distinct':
        return new NativeFunction('values_distinct', () => new Tuple([...new Set(values)]));
      case 'values_without_nulls':
        return new NativeFunction('values_without_nulls', () => new Tuple(values.filter((value) => value !== null)));
      default:
        return undefined;
    }
  }
}
