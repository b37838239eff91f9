import { deltaLogCorrupt, deltaTypeUnsupported, UserError } from '../diagnostics/index.ts';

/** A type of Delta's schema JSON. @see Delta protocol, "Schema Serialization Format" */
export type DeltaType =
  | string
  | { readonly type: 'struct'; readonly fields: readonly DeltaField[] }
  | { readonly type: 'array'; readonly elementType: DeltaType; readonly containsNull: boolean }
  | {
      readonly type: 'map';
      readonly keyType: DeltaType;
      readonly valueType: DeltaType;
      readonly valueContainsNull: boolean;
    };

export interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export function parseSchema(text: string, table: string): readonly DeltaField[] {
  try {
    const { fields } = JSON.parse(text) as { readonly fields: readonly DeltaField[] };
    if (Array.isArray(fields)) return fields;
  } catch {
    // Told below: what is not a schema is the same as what is not JSON.
  }
  throw new UserError(deltaLogCorrupt(table, 'metaData', 1, 'has a schema that cannot be read'));
}

export function schemaText(fields: readonly DeltaField[]): string {
  return JSON.stringify({ type: 'struct', fields });
}

const toDuckDb: Readonly<Record<string, string>> = {
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
};

/** The DuckDB type that holds a Delta type's values. */
export function duckDbType(type: DeltaType, table: string): string {
  if (typeof type === 'string') {
    const known = toDuckDb[type];
    if (known !== undefined) return known;
    const decimal = /^decimal\((\d+),\s*(-?\d+)\)$/.exec(type);
    if (decimal) return `DECIMAL(${decimal[1]},${decimal[2]})`;
    throw new UserError(deltaTypeUnsupported('?', type, `"${table}" uses it; read it with another engine`));
  }
  switch (type.type) {
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${duckDbType(field.type, table)}`).join(', ')})`;
    case 'array':
      return `${duckDbType(type.elementType, table)}[]`;
    case 'map':
      return `MAP(${duckDbType(type.keyType, table)}, ${duckDbType(type.valueType, table)})`;
  }
}

/** A column as it is written: its Delta type, and the SQL that makes its values fit. */
export interface WrittenColumn {
  readonly field: DeltaField;
  /** The column itself, or a cast of it. */
  readonly expression: string;
}

/** DuckDB types and what Delta keeps them as; a cast where the two differ. */
const fromDuckDb: Readonly<Record<string, readonly [delta: string, cast?: string]>> = {
  VARCHAR: ['string'],
  BIGINT: ['long'],
  INTEGER: ['integer'],
  SMALLINT: ['short'],
  TINYINT: ['byte'],
  UTINYINT: ['short', 'SMALLINT'],
  USMALLINT: ['integer', 'INTEGER'],
  UINTEGER: ['long', 'BIGINT'],
  UBIGINT: ['decimal(20,0)', 'DECIMAL(20,0)'],
  HUGEINT: ['decimal(38,0)', 'DECIMAL(38,0)'],
  FLOAT: ['float'],
  DOUBLE: ['double'],
  BOOLEAN: ['boolean'],
  BLOB: ['binary'],
  DATE: ['date'],
  TIMESTAMP: ['timestamp_ntz'],
  TIMESTAMP_S: ['timestamp_ntz', 'TIMESTAMP'],
  TIMESTAMP_MS: ['timestamp_ntz', 'TIMESTAMP'],
  TIMESTAMP_NS: ['timestamp_ntz', 'TIMESTAMP'],
  'TIMESTAMP WITH TIME ZONE': ['timestamp'],
  TIME: ['string', 'VARCHAR'],
  UUID: ['string', 'VARCHAR'],
  JSON: ['string', 'VARCHAR'],
};

/** @throws UserError for a type that Delta cannot keep */
export function writtenColumn(name: string, type: string): WrittenColumn {
  const { delta, cast } = deltaTypeOf(name, type);
  const expression =
    cast === undefined ? quoteName(name) : `cast(${quoteName(name)} as ${cast}) as ${quoteName(name)}`;
  return { field: { name, type: delta, nullable: true, metadata: {} }, expression };
}

/** `cast` is there when the type, or one within it, has to be converted. */
function deltaTypeOf(name: string, type: string): { readonly delta: DeltaType; readonly cast?: string } {
  const simple = fromDuckDb[type];
  if (simple) return { delta: simple[0], ...(simple[1] !== undefined && { cast: simple[1] }) };
  if (/^DECIMAL\(\d+,\d+\)$/.test(type)) return { delta: type.toLowerCase() };
  if (type.startsWith('ENUM(')) return { delta: 'string', cast: 'VARCHAR' };
  if (type.endsWith('[]')) {
    const element = deltaTypeOf(name, type.slice(0, -2));
    return {
      delta: { type: 'array', elementType: element.delta, containsNull: true },
      ...(element.cast !== undefined && { cast: `${element.cast}[]` }),
    };
  }
  if (type.startsWith('STRUCT(')) {
    const members = splitTypes(type.slice(7, -1)).map((member) => readMember(member));
    const types = members.map((member) => ({ ...member, ...deltaTypeOf(name, member.type) }));
    const fields = types.map(({ key, delta }): DeltaField => ({
      name: key,
      type: delta,
      nullable: true,
      metadata: {},
    }));
    const cast = types.map((member) => `${quoteName(member.key)} ${member.cast ?? member.type}`).join(', ');
    return {
      delta: { type: 'struct', fields },
      ...(types.some((member) => member.cast !== undefined) && { cast: `STRUCT(${cast})` }),
    };
  }
  if (type.startsWith('MAP(')) {
    const [key, value] = splitTypes(type.slice(4, -1)).map((part) => ({
      type: part,
      ...deltaTypeOf(name, part),
    }));
    const cast =
      key!.cast !== undefined || value!.cast !== undefined
        ? `MAP(${key!.cast ?? key!.type}, ${value!.cast ?? value!.type})`
        : undefined;
    return {
      delta: { type: 'map', keyType: key!.delta, valueType: value!.delta, valueContainsNull: true },
      ...(cast !== undefined && { cast }),
    };
  }
  throw new UserError(deltaTypeUnsupported(name, type, `Cast it in the query, for example to VARCHAR`));
}

/** Parts of a type's arguments; commas within brackets and quotes do not count. */
function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let current = '';
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && character === '(') depth++;
    if (!isQuoted && character === ')') depth--;
    if (!isQuoted && depth === 0 && character === ',') {
      parts.push(current.trim());
      current = '';
    } else current += character;
  }
  return [...parts, current.trim()];
}

function readMember(text: string): { readonly key: string; readonly type: string } {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(text);
  if (quoted) return { key: quoted[1]!.replaceAll('""', '"'), type: quoted[2]! };
  const space = text.indexOf(' ');
  return { key: text.slice(0, space), type: text.slice(space + 1) };
}

/** Whether a timestamp without zone is somewhere in the type: Delta needs a table feature for it. */
export function hasNaiveTimestamp(type: DeltaType): boolean {
  if (typeof type === 'string') return type === 'timestamp_ntz';
  switch (type.type) {
    case 'struct':
      return type.fields.some((field) => hasNaiveTimestamp(field.type));
    case 'array':
      return hasNaiveTimestamp(type.elementType);
    case 'map':
      return hasNaiveTimestamp(type.keyType) || hasNaiveTimestamp(type.valueType);
  }
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
