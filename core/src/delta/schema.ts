import { deltaLogCorrupt, UserError } from '../diagnostics/index.ts';

/** A type of Delta's schema JSON. @see Delta protocol, "Schema Serialization Format" */
export type DeltaType = string | DeltaStruct | DeltaArray | DeltaMap;

export interface DeltaStruct {
  readonly type: 'struct';
  readonly fields: readonly DeltaField[];
}

export interface DeltaArray {
  readonly type: 'array';
  readonly elementType: DeltaType;
  readonly containsNull: boolean;
}

export interface DeltaMap {
  readonly type: 'map';
  readonly keyType: DeltaType;
  readonly valueType: DeltaType;
  readonly valueContainsNull: boolean;
}

export interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** @throws UserError when the text is not a schema */
export function parseSchema(text: string, table: string): readonly DeltaField[] {
  try {
    const schema = readType(JSON.parse(text));
    if (typeof schema !== 'string' && schema.type === 'struct') return schema.fields;
  } catch {
    // Told below: what is not a schema is the same as what is not JSON.
  }
  throw new UserError(deltaLogCorrupt(table, 'metaData', undefined, 'holds a schema that cannot be read'));
}

function readType(value: unknown): DeltaType {
  if (typeof value === 'string') return value;
  const { type, fields, elementType, containsNull, keyType, valueType, valueContainsNull } = value as Record<
    string,
    unknown
  >;
  switch (type) {
    case 'struct':
      return { type, fields: (fields as readonly unknown[]).map(readField) };
    case 'array':
      return { type, elementType: readType(elementType), containsNull: containsNull !== false };
    case 'map':
      return {
        type,
        keyType: readType(keyType),
        valueType: readType(valueType),
        valueContainsNull: valueContainsNull !== false,
      };
    default:
      throw new TypeError('not a type');
  }
}

function readField(value: unknown): DeltaField {
  const { name, type, nullable, metadata } = value as Record<string, unknown>;
  if (typeof name !== 'string') throw new TypeError('not a field');
  return {
    name,
    type: readType(type),
    nullable: nullable !== false,
    metadata: (metadata ?? {}) as DeltaField['metadata'],
  };
}

export function schemaText(fields: readonly DeltaField[]): string {
  return JSON.stringify({ type: 'struct', fields });
}

/** Whether two types have the same values; nullability and metadata of fields within do not matter. */
export function isSameType(a: DeltaType, b: DeltaType): boolean {
  if (typeof a === 'string' || typeof b === 'string') return simpleName(a) === simpleName(b);
  switch (a.type) {
    case 'struct':
      return (
        b.type === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every(
          ({ name, type }, index) =>
            name === b.fields[index]!.name && isSameType(type, b.fields[index]!.type),
        )
      );
    case 'array':
      return b.type === 'array' && isSameType(a.elementType, b.elementType);
    case 'map':
      return b.type === 'map' && isSameType(a.keyType, b.keyType) && isSameType(a.valueType, b.valueType);
  }
}

const simpleName = (type: DeltaType): unknown => (typeof type === 'string' ? type.replaceAll(' ', '') : type);

/** Whether a type, or one within it, is the simple type of that name. */
export function hasType(type: DeltaType, name: string): boolean {
  if (typeof type === 'string') return type === name;
  switch (type.type) {
    case 'struct':
      return type.fields.some((field) => hasType(field.type, name));
    case 'array':
      return hasType(type.elementType, name);
    case 'map':
      return hasType(type.keyType, name) || hasType(type.valueType, name);
  }
}

/** Every field, those within structs, arrays and maps too. */
export function* allFields(fields: readonly DeltaField[]): Generator<DeltaField> {
  for (const field of fields) {
    yield field;
    yield* fieldsWithin(field.type);
  }
}

function* fieldsWithin(type: DeltaType): Generator<DeltaField> {
  if (typeof type === 'string') return;
  switch (type.type) {
    case 'struct':
      yield* allFields(type.fields);
      return;
    case 'array':
      yield* fieldsWithin(type.elementType);
      return;
    case 'map':
      yield* fieldsWithin(type.keyType);
      yield* fieldsWithin(type.valueType);
  }
}

/** A field by its name; letter case does not tell columns apart. */
export function findField(fields: readonly DeltaField[], name: string): DeltaField | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === wanted);
}

const integers = ['byte', 'short', 'integer', 'long'];

/** Whether every value of one type has an equal in another, so that a cast loses nothing. */
export function canWiden(from: DeltaType, to: DeltaType): boolean {
  if (isSameType(from, to)) return true;
  if (typeof from !== 'string' || typeof to !== 'string') return false;
  const size = integers.indexOf(from);
  if (size !== -1 && integers.includes(to)) return size <= integers.indexOf(to);
  if (to === 'double') return from === 'float' || (size !== -1 && from !== 'long');
  const [toDigits, toScale] = decimalOf(to) ?? [];
  if (toDigits === undefined || toScale === undefined) return false;
  if (size !== -1) return toDigits - toScale >= [3, 5, 10, 19][size]!;
  const [digits, scale] = decimalOf(from) ?? [];
  return (
    digits !== undefined && scale !== undefined && scale <= toScale && digits - scale <= toDigits - toScale
  );
}

/** Digits in all and behind the point of `decimal(10,2)`. */
export function decimalOf(type: string): readonly [number, number] | undefined {
  const match = /^decimal\((\d+),\s*(\d+)\)$/.exec(type);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}
