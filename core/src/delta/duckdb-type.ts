import { deltaTypeUnsupported, UserError } from '../diagnostics/index.ts';
import { decimalOf, type DeltaField, type DeltaType } from './schema.ts';
import { quoteName } from './sql-text.ts';

/** A type as DuckDB writes it, taken apart. */
export type DuckDbType =
  | { readonly kind: 'simple'; readonly name: string }
  | { readonly kind: 'list'; readonly element: DuckDbType }
  | { readonly kind: 'map'; readonly key: DuckDbType; readonly value: DuckDbType }
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly type: DuckDbType }[];
    };

const token = /\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[(),[\]]|[^\s"'(),[\]]+)/y;

/** Takes apart what `DESCRIBE` says, such as `STRUCT("a b" INTEGER, c DECIMAL(4,2)[])`. */
export function parseDuckDbType(text: string): DuckDbType {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) tokens.push(match[1]!);
  return new TypeReader(tokens).type();
}

class TypeReader {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  type(): DuckDbType {
    let type = this.#base();
    while (this.#take('[')) {
      // A fixed size in the brackets is nothing that Delta knows.
      while (this.#position < this.#tokens.length && !this.#take(']')) this.#position++;
      type = { kind: 'list', element: type };
    }
    return type;
  }

  #base(): DuckDbType {
    const words: string[] = [];
    for (let next = this.#peek(); next !== undefined && !'(),[]'.includes(next); next = this.#peek()) {
      words.push(next);
      this.#position++;
    }
    const name = words.join(' ');
    if (!this.#take('(')) return { kind: 'simple', name };
    if (name === 'STRUCT') return { kind: 'struct', fields: this.#fields() };
    if (name === 'MAP') {
      const key = this.type();
      this.#take(',');
      const value = this.type();
      this.#take(')');
      return { kind: 'map', key, value };
    }
    return { kind: 'simple', name: `${name}(${this.#arguments()})` };
  }

  #fields(): { name: string; type: DuckDbType }[] {
    const fields: { name: string; type: DuckDbType }[] = [];
    do {
      const name = this.#tokens[this.#position++] ?? '';
      fields.push({ name: unquote(name), type: this.type() });
    } while (this.#take(','));
    this.#take(')');
    return fields;
  }

  /** What stands before the closing bracket. */
  #arguments(): string {
    const from = this.#position;
    for (let depth = 1; this.#position < this.#tokens.length; this.#position++) {
      const next = this.#peek();
      if (next === '(') depth++;
      if (next === ')' && --depth === 0) break;
    }
    return this.#tokens.slice(from, this.#position++).join('');
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#position++;
    return true;
  }
}

const unquote = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;

export function duckDbTypeText(type: DuckDbType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'list':
      return `${duckDbTypeText(type.element)}[]`;
    case 'map':
      return `MAP(${duckDbTypeText(type.key)}, ${duckDbTypeText(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${duckDbTypeText(field.type)}`).join(', ')})`;
  }
}

const fromDelta: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ntz: 'TIMESTAMP',
  // A column that never had a value; DuckDB calls a bare NULL the same.
  void: 'INTEGER',
};

/** The DuckDB type that holds a Delta type's values. @throws UserError for types that are not known, such as `variant` */
export function toDuckDbType(type: DeltaType, column: string): DuckDbType {
  if (typeof type === 'string') {
    const name = fromDelta[type];
    if (name !== undefined) return { kind: 'simple', name };
    const decimal = decimalOf(type);
    if (decimal) return { kind: 'simple', name: `DECIMAL(${decimal.join(',')})` };
    throw new UserError(deltaTypeUnsupported(column, type, 'Read the table with the engine that wrote it'));
  }
  switch (type.type) {
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ name: field.name, type: toDuckDbType(field.type, column) })),
      };
    case 'array':
      return { kind: 'list', element: toDuckDbType(type.elementType, column) };
    case 'map':
      return {
        kind: 'map',
        key: toDuckDbType(type.keyType, column),
        value: toDuckDbType(type.valueType, column),
      };
  }
}

/** The SQL text of {@link toDuckDbType}. */
export function fieldTypeText({ name, type }: Pick<DeltaField, 'name' | 'type'>): string {
  return duckDbTypeText(toDuckDbType(type, name));
}

/** DuckDB types and what Delta keeps them as, wide enough for every value. */
const toDelta: Readonly<Record<string, string>> = {
  VARCHAR: 'string',
  BIGINT: 'long',
  INTEGER: 'integer',
  SMALLINT: 'short',
  TINYINT: 'byte',
  UTINYINT: 'short',
  USMALLINT: 'integer',
  UINTEGER: 'long',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  FLOAT: 'float',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  BLOB: 'binary',
  DATE: 'date',
  TIMESTAMP: 'timestamp_ntz',
  TIMESTAMP_S: 'timestamp_ntz',
  TIMESTAMP_MS: 'timestamp_ntz',
  TIMESTAMP_NS: 'timestamp_ntz',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  TIME: 'string',
  TIME_NS: 'string',
  'TIME WITH TIME ZONE': 'string',
  UUID: 'string',
  JSON: 'string',
  NULL: 'integer',
  '"NULL"': 'integer',
};

/** The Delta type for a DuckDB type; a cast to its {@link toDuckDbType} fits. @throws UserError where there is none */
export function toDeltaType(type: DuckDbType, column: string): DeltaType {
  switch (type.kind) {
    case 'list':
      return { type: 'array', elementType: toDeltaType(type.element, column), containsNull: true };
    case 'map':
      return {
        type: 'map',
        keyType: toDeltaType(type.key, column),
        valueType: toDeltaType(type.value, column),
        valueContainsNull: true,
      };
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map((field): DeltaField => ({
          name: field.name,
          type: toDeltaType(field.type, column),
          nullable: true,
          metadata: {},
        })),
      };
    case 'simple': {
      const known = toDelta[type.name];
      if (known !== undefined) return known;
      if (type.name.startsWith('DECIMAL(')) return type.name.toLowerCase();
      if (type.name.startsWith('ENUM(')) return 'string';
      const hint = 'Cast it in the query, for example to VARCHAR';
      throw new UserError(deltaTypeUnsupported(column, type.name, hint));
    }
  }
}
