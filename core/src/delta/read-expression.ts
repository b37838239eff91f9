import { deltaTypeDiffers, UserError } from '../diagnostics/index.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { type DuckDbType, duckDbTypeText, toDuckDbType } from './duckdb-type.ts';
import type { DeltaField, DeltaStruct, DeltaType } from './schema.ts';
import { quoteName, quoteText } from './sql-text.ts';

/**
 * SQL that gives a column as the table has it from a column as a file has it: wider types, fields that came later or
 * are called otherwise. It is the given SQL itself when nothing differs.
 *
 * @param stored The type in the file. @param table Named in errors.
 */
export function readExpression(
  field: DeltaField,
  stored: DuckDbType,
  sql: string,
  mapping: ColumnMapping,
  table: string,
): string {
  return new Reading(field.name, mapping, table).convert(field.type, stored, sql, 0);
}

class Reading {
  readonly #column: string;
  readonly #mapping: ColumnMapping;
  readonly #table: string;

  constructor(column: string, mapping: ColumnMapping, table: string) {
    this.#column = column;
    this.#mapping = mapping;
    this.#table = table;
  }

  /** @param depth Of functions within functions, for the names of their parameters. */
  convert(wanted: DeltaType, stored: DuckDbType, sql: string, depth: number): string {
    if (typeof wanted === 'string') return this.#simple(wanted, stored, sql);
    const item = `__item${depth}`;
    if (wanted.type === 'struct' && stored.kind === 'struct')
      return this.#struct(wanted, stored.fields, sql, depth);
    if (wanted.type === 'array' && stored.kind === 'list') {
      const element = this.convert(wanted.elementType, stored.element, item, depth + 1);
      return element === item ? sql : `list_transform(${sql}, lambda ${item}: ${element})`;
    }
    if (wanted.type === 'map' && stored.kind === 'map') {
      const [keySql, valueSql] = [`${item}.key`, `${item}.value`];
      const key = this.convert(wanted.keyType, stored.key, keySql, depth + 1);
      const value = this.convert(wanted.valueType, stored.value, valueSql, depth + 1);
      if (key === keySql && value === valueSql) return sql;
      const entry = `{'key': ${key}, 'value': ${value}}`;
      return `map_from_entries(list_transform(map_entries(${sql}), lambda ${item}: ${entry}))`;
    }
    throw this.#differs(stored);
  }

  #struct(
    { fields }: DeltaStruct,
    stored: readonly { readonly name: string; readonly type: DuckDbType }[],
    sql: string,
    depth: number,
  ): string {
    const members = fields.map((field) => {
      const name = this.#mapping.physicalName(field).toLowerCase();
      const found = stored.find((candidate) => candidate.name.toLowerCase() === name);
      if (!found) return { field, isSame: false, value: typedNull(field) };
      const inner = `struct_extract(${sql}, ${quoteText(found.name)})`;
      const value = this.convert(field.type, found.type, inner, depth);
      return { field, isSame: value === inner && found.name === field.name, value };
    });
    const isSame =
      members.length === stored.length &&
      members.every(({ isSame, field }, index) => isSame && field.name === stored[index]!.name);
    if (isSame) return sql;
    const list = members.map(({ field, value }) => `${quoteText(field.name)}: ${value}`);
    return `case when ${sql} is not null then {${list.join(', ')}} end`;
  }

  #simple(wanted: string, stored: DuckDbType, sql: string): string {
    if (stored.kind !== 'simple') throw this.#differs(stored);
    if (wanted === 'void') return 'cast(null as INTEGER)';
    const target = duckDbTypeText(toDuckDbType(wanted, this.#column));
    if (stored.name.replaceAll(' ', '') === target.replaceAll(' ', '')) return sql;
    const isZoned = stored.name === 'TIMESTAMP WITH TIME ZONE';
    // A cast between the two kinds of timestamp would go by the time zone of the session; files are in UTC.
    if (wanted === 'timestamp' && stored.name.startsWith('TIMESTAMP'))
      return `timezone('UTC', cast(${sql} as TIMESTAMP))`;
    if (wanted === 'timestamp_ntz' && isZoned) return `timezone('UTC', ${sql})`;
    if (wanted === 'string' && stored.name === 'BLOB') return `decode(${sql})`;
    return `cast(${sql} as ${target})`;
  }

  #differs(stored: DuckDbType): UserError {
    return new UserError(deltaTypeDiffers(this.#table, this.#column, duckDbTypeText(stored)));
  }
}

/** NULL as a column of the table. */
export function typedNull(field: DeltaField): string {
  return `cast(null as ${duckDbTypeText(toDuckDbType(field.type, field.name))})`;
}

/** `expression as "name"`, or the bare column when that is the same. */
export function named(expression: string, name: string): string {
  return expression === quoteName(name) ? expression : `${expression} as ${quoteName(name)}`;
}
