import { bindArguments, parseSignature } from '../jinja/signature.ts';
import {
  Dict,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  toRepr,
  toStr,
  type Value,
} from '../jinja/index.ts';
import type { ColumnTypes } from './column-types.ts';

interface Sizes {
  readonly charSize?: number | null;
  readonly numericPrecision?: number | null;
  readonly numericScale?: number | null;
}

/** A column of a relation, as templates see it. Immutable. */
export class Column extends TemplateObject {
  override readonly typeName = 'Column';
  readonly name: string;
  /** The type as the database writes it; of `DECIMAL(10,2)` without its size where that was taken apart. */
  readonly dtype: string;
  readonly charSize: number | null;
  readonly numericPrecision: number | null;
  readonly numericScale: number | null;
  readonly #types: ColumnTypes;

  constructor(types: ColumnTypes, name: string, dtype: string, sizes: Sizes = {}) {
    super();
    this.#types = types;
    this.name = name;
    this.dtype = dtype;
    this.charSize = sizes.charSize ?? null;
    this.numericPrecision = sizes.numericPrecision ?? null;
    this.numericScale = sizes.numericScale ?? null;
  }

  /** From a type as a catalog writes it: `VARCHAR(10)`, `DECIMAL(10,2)`, `INTEGER`; nested types stay whole. */
  static fromDescription(types: ColumnTypes, name: string, type: string): Column {
    const match = /^([^(]+)\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(type);
    if (!match || !types.hasSize(match[1]!)) return new Column(types, name, type);
    const [, base, first, second] = match;
    if (second === undefined) return new Column(types, name, base!, { charSize: Number(first) });
    return new Column(types, name, base!, { numericPrecision: Number(first), numericScale: Number(second) });
  }

  get isString(): boolean {
    return this.#types.strings.has(this.#lowerType);
  }

  get isNumeric(): boolean {
    return this.#types.numerics.has(this.#lowerType);
  }

  get isInteger(): boolean {
    return this.#types.integers.has(this.#lowerType);
  }

  get isFloat(): boolean {
    return this.#types.floats.has(this.#lowerType);
  }

  get isStruct(): boolean {
    return this.#types.isStruct(this.dtype);
  }

  /** The type with its size, as DDL writes it. */
  get dataType(): string {
    if (this.isString) {
      const isWritten = this.charSize !== null || this.#types.unsizedText.isWritten;
      return isWritten ? this.#types.stringType(String(this.stringSize)) : this.dtype;
    }
    return this.isNumeric ? numericType(this.dtype, this.numericPrecision, this.numericScale) : this.dtype;
  }

  get quoted(): string {
    return `"${this.name.replaceAll('"', '""')}"`;
  }

  /** How many characters it holds, as far as dbt cares. @throws TemplateFault for other types than text */
  get stringSize(): number {
    if (!this.isString)
      throw new TemplateFault(`string_size() was called on "${this.name}", which is no text`);
    return this.dtype === 'text' || this.charSize === null
      ? this.#types.unsizedText.characters
      : this.charSize;
  }

  /** The parts of a struct, in order; none for other types. */
  get fields(): readonly Column[] {
    return this.#types.structFields(this.dtype).map(({ name, type }) => new Column(this.#types, name, type));
  }

  /** Whether values of the other column need more room than this one has. */
  canExpandTo(other: Column): boolean {
    return this.isString && other.isString && other.stringSize > this.stringSize;
  }

  /** The parts of nested structs by their paths, or the column itself. */
  flatten(): readonly Column[] {
    if (!this.isStruct) return [this];
    return this.fields.flatMap((field) =>
      field.flatten().map((leaf) => new Column(this.#types, `${this.name}.${leaf.name}`, leaf.dtype)),
    );
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof Column && other.hashKey() === this.hashKey();
  }

  override hashKey(): unknown {
    return `column:${this.toRepr()}`;
  }

  override toRepr(): string {
    const { name, dtype, charSize, numericPrecision, numericScale } = this;
    const shown = {
      column: name,
      dtype,
      char_size: charSize,
      numeric_precision: numericPrecision,
      numeric_scale: numericScale,
    };
    return `Column(${Object.entries(shown)
      .map(([key, value]) => `${key}=${toRepr(value)}`)
      .join(', ')})`;
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    const method = methods.get(name);
    if (method) return new NativeFunction(name, (args, kwargs) => method(this, args, kwargs));
    switch (name) {
      case 'name':
      case 'column':
        return this.name;
      case 'dtype':
        return this.dtype;
      case 'data_type':
      case 'expanded_data_type':
        return this.dataType;
      case 'char_size':
        return this.charSize;
      case 'numeric_precision':
        return this.numericPrecision;
      case 'numeric_scale':
        return this.numericScale;
      case 'quoted':
        return this.quoted;
      case 'fields':
        return [...this.fields];
      default:
        return classMember(this.#types, name);
    }
  }

  /** The value, given as SQL, as one of the column's type. */
  literal(value: string): string {
    return this.#types.literal(value, this.dataType);
  }

  get #lowerType(): string {
    return this.dtype.toLowerCase();
  }
}

type Method = (column: Column, args: readonly Value[], kwargs: Kwargs) => Value;

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['is_string', ({ isString }) => isString],
  ['is_numeric', ({ isNumeric }) => isNumeric],
  ['is_integer', ({ isInteger }) => isInteger],
  ['is_float', ({ isFloat }) => isFloat],
  ['is_number', ({ isInteger, isNumeric, isFloat }) => isInteger || isNumeric || isFloat],
  ['is_struct', ({ isStruct }) => isStruct],
  ['string_size', ({ stringSize }) => stringSize],
  ['flatten', (column) => [...column.flatten()]],
  ['literal', (column, [value]) => column.literal(toStr(value ?? null))],
  [
    'can_expand_to',
    (column, args, kwargs) => {
      const other = args[0] ?? kwargs.get('other_column');
      return other instanceof Column && column.canExpandTo(other);
    },
  ],
]);

function numericType(dtype: string, precision: Value, scale: Value): string {
  return precision === null || scale === null ? dtype : `${dtype}(${toStr(precision)},${toStr(scale)})`;
}

function translateType({ labels }: ColumnTypes, type: string): string {
  return labels.get(type.toUpperCase()) ?? type;
}

interface ClassFunction {
  readonly signature: ReturnType<typeof parseSignature>;
  readonly call: (types: ColumnTypes, args: readonly (Value | undefined)[]) => Value;
}

const classFunction = (signature: string, call: ClassFunction['call']): ClassFunction => ({
  signature: parseSignature(signature),
  call,
});

/** Functions of the class, by name. */
const classFunctions: ReadonlyMap<string, ClassFunction> = new Map([
  [
    'create',
    classFunction(
      'name, label_or_dtype',
      (types, [name, type]) => new Column(types, toStr(name!), translateType(types, toStr(type!))),
    ),
  ],
  ['translate_type', classFunction('dtype', (types, [type]) => translateType(types, toStr(type!)))],
  ['string_type', classFunction('size', (types, [size]) => types.stringType(toStr(size!)))],
  [
    'numeric_type',
    classFunction('dtype, precision, scale', (_types, [dtype, precision, scale]) =>
      numericType(toStr(dtype!), precision!, scale!),
    ),
  ],
  [
    'from_description',
    classFunction('name, raw_data_type', (types, [name, type]) =>
      describedColumn(types, toStr(name!), toStr(type!)),
    ),
  ],
]);

function describedColumn(types: ColumnTypes, name: string, type: string): Column {
  const [, base = '', sizes] = /^([^(]+)\(([^)]*)\)$/.exec(type) ?? [];
  if (
    sizes !== undefined &&
    /^[^,]*(,[^,]*)?$/.test(sizes) &&
    !/^[\d\s,]+$/.test(sizes) &&
    types.hasSize(base) &&
    !types.isStruct(type)
  ) {
    throw new TemplateFault(
      `Could not interpret data_type "${type}": could not convert "${sizes}" to an integer`,
    );
  }
  return Column.fromDescription(types, name, type);
}

/** What `api.Column` and every column offer besides the column itself. */
function classMember(types: ColumnTypes, name: string): Value | undefined {
  if (name === 'TYPE_LABELS') return new Dict(types.labels);
  const found = classFunctions.get(name);
  if (!found) return undefined;
  const { signature, call } = found;
  return new NativeFunction(name, (args, kwargs) =>
    call(types, bindArguments(name, signature, args, kwargs)),
  );
}

const constructed = parseSignature('column, dtype, char_size?, numeric_precision?, numeric_scale?');

/** `api.Column`. */
export function columnClass(types: ColumnTypes): TemplateObject {
  return new ColumnClass(types);
}

class ColumnClass extends TemplateObject {
  override readonly typeName = 'type';
  readonly #types: ColumnTypes;

  constructor(types: ColumnTypes) {
    super();
    this.#types = types;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    const [name, dtype, ...sizes] = bindArguments('Column', constructed, args, kwargs);
    const [charSize, numericPrecision, numericScale] = [0, 1, 2].map((index) => wholeOrNull(sizes[index]));
    return new Column(this.#types, toStr(name!), toStr(dtype!), {
      charSize: charSize ?? null,
      numericPrecision: numericPrecision ?? null,
      numericScale: numericScale ?? null,
    });
  }

  override getAttribute(name: string): Value | undefined {
    return classMember(this.#types, name);
  }
}

function wholeOrNull(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
