import { Dict, NativeFunction, toStr, Tuple, type Value } from '../jinja/index.ts';
import { NamedSequence } from './named-sequence.ts';
import type { Table } from './table.ts';

/** The table's parts by the value of a column, in the order in which the values first come. */
export function groupBy(table: Table, key: string, keyName: Value | undefined): TableSet {
  const groups = new Dict();
  for (const [row, value] of table.column(key).values.entries()) {
    const rows = groups.get(value) as Value[] | undefined;
    if (rows) rows.push(row);
    else groups.set(value, [row]);
  }
  const parts = [...groups.values()].map((rows) => table.pickRows(rows as number[]));
  return new TableSet(parts, [...groups.keys()], (keyName ?? null) === null ? key : toStr(keyName!));
}

/** Tables by a value that their rows share. */
export class TableSet extends NamedSequence {
  override readonly typeName = 'TableSet';
  readonly #keys: readonly Value[];
  readonly #keyName: string;
  readonly #columnNames: readonly string[];

  constructor(tables: readonly Table[], keys: readonly Value[], keyName: string) {
    super(tables, keys.map(toStr));
    this.#keys = keys;
    this.#keyName = keyName;
    this.#columnNames = tables[0]?.columns.map(({ name }) => name) ?? [];
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'keys':
        return new NativeFunction(name, () => new Tuple(this.#keys));
      case 'items':
        return new NativeFunction(
          name,
          () => new Tuple([...this.iterate()].map((table, index) => new Tuple([this.#keys[index]!, table]))),
        );
      case 'key_name':
        return this.#keyName;
      case 'column_names':
        return new Tuple(this.#columnNames);
      default:
        return super.getAttribute(name);
    }
  }
}
