import { Dict, type Kwargs, NativeFunction, TemplateObject, toStr, type Value } from '../jinja/index.ts';

const stringTypes = new Set(['text', 'character varying', 'character', 'varchar', 'char', 'bpchar', 'string']);
const integerTypes = new Set(
  'tinyint smallint integer int bigint hugeint utinyint usmallint uinteger ubigint uhugeint int1 int2 int4 int8 smallserial serial bigserial serial2 serial4 serial8'.split(' '),
);
const floatTypes = new Set(['real', 'float', 'float4', 'float8', 'double', 'double precision']);
const numericTypes = new Set(['numeric', 'decimal']);

/** What templates call types, and what the database calls them. */
const typeLabels: ReadonlyMap<string, string> = new Map([
  ['STRING', 'TEXT'],
  ['TIMESTAMP', 'TIMESTAMP'],
  ['FLOAT', 'FLOAT'],
  ['INTEGER', 'INT'],
  ['BOOLEAN', 'BOOLEAN'],
]);

/** A column of a relation, as templates see it. Immutable. */
export class Column extends TemplateObject {
  override readonly typeName = 'Column';
  readonly name: string;
  /** The type without its size: `decimal` of `DECIMAL(10,2)`. */
  readonly dtype: string;
  readonly charSize: number | null;
  readonly numericPrecision: number | null;
  readonly numericScale: number | null;

  constructor(
    name: string,
    dtype: string,
    sizes: { readonly charSize?: number | null; readonly numericPrecision?: number | null; readonly numericScale?: number | null } = {},
  ) {
    super();
    this.name = name;
    this.dtype = dtype;
    this.charSize = sizes.charSize ?? null;
    this.numericPrecision = sizes.numericPrecision ?? null;
    this.numericScale = sizes.numericScale ?? null;
  }

  /** From a type as a catalog writes it: `VARCHAR(10)`, `DECIMAL(10,2)`, `INTEGER`; nested types stay whole. */
  static fromDescription(name: string, type: string): Column {
    const match = /^([A-Za-z ]+?)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(type);
    if (!match) return new Column(name, type);
    const [, base, first, second] = match;
    if (second !== undefined) return new Column(name, base!, { numericPrecision: Number(first), numericScale: Number(second) });
    return new Column(name, base!, { charSize: Number(first) });
  }

  get isString(): boolean {
    return stringTypes.has(this.dtype.toLowerCase());
  }

  get isNumeric(): boolean {
    return numericTypes.has(this.#baseType());
  }

  get isInteger(): boolean {
    return integerTypes.has(this.dtype.toLowerCase());
  }

  get isFloat(): boolean {
    return floatTypes.has(this.dtype.toLowerCase());
  }

  /** The type with its size, as DDL writes it. */
  get dataType(): string {
    if (this.isString && this.charSize !== null) return `character varying(${this.charSize})`;
    if (this.isNumeric) return numericType(this.dtype, this.numericPrecision, this.numericScale);
    return this.dtype;
  }

  get quoted(): string {
    return `"${this.name.replaceAll('"', '""')}"`;
  }

  /** Whether values of the other column need more room than this one has. */
  canExpandTo(other: Column): boolean {
    return this.isString && other.isString && this.charSize !== null && other.#stringSize() > this.#stringSize();
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof Column && other.name === this.name && other.dataType === this.dataType;
  }

  override hashKey(): unknown {
    return `column:${this.name}:${this.dataType}`;
  }

  override toRepr(): string {
    return `<Column ${this.name} (${this.dataType})>`;
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
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
      case 'is_string':
        return new NativeFunction(name, () => this.isString);
      case 'is_numeric':
        return new NativeFunction(name, () => this.isNumeric);
      case 'is_integer':
        return new NativeFunction(name, () => this.isInteger);
      case 'is_float':
        return new NativeFunction(name, () => this.isFloat);
      case 'is_number':
        return new NativeFunction(name, () => this.isInteger || this.isNumeric || this.isFloat);
      case 'is_struct':
        return new NativeFunction(name, () => /^struct\b/i.test(this.dtype));
      case 'string_size':
        return new NativeFunction(name, () => this.#stringSize());
      case 'can_expand_to':
        return new NativeFunction(name, (args, kwargs) => {
          const other = args[0] ?? kwargs.get('other_column');
          return other instanceof Column && this.canExpandTo(other);
        });
      case 'literal':
        return new NativeFunction(name, ([value]) => `${toStr(value ?? null)}::${this.dataType}`);
      default:
        return classMethod(name);
    }
  }

  #baseType(): string {
    return this.dtype.toLowerCase().replace(/\(.*$/, '').trim();
  }

  #stringSize(): number {
    return this.dtype.toLowerCase() === 'text' || this.charSize === null ? 256 : this.charSize;
  }
}

function numericType(dtype: string, precision: Value, scale: Value): string {
  return precision === null || scale === null ? dtype : `${dtype}(${toStr(precision)},${toStr(scale)})`;
}

/** What `api.Column` and every column offer besides the column itself. */
function classMethod(name: string): Value | undefined {
  switch (name) {
    case 'create':
      return new NativeFunction('create', ([column, type], kwargs) =>
        new Column(toStr(column ?? kwargs.get('name') ?? ''), translateType(toStr(type ?? kwargs.get('label_or_dtype') ?? kwargs.get('dtype') ?? ''))),
      );
    case 'translate_type':
      return new NativeFunction('translate_type', ([type]) => translateType(toStr(type ?? '')));
    case 'string_type':
      return new NativeFunction('string_type', ([size]) => `character varying(${toStr(size ?? '')})`);
    case 'numeric_type':
      return new NativeFunction('numeric_type', ([dtype, precision, scale]) => numericType(toStr(dtype ?? ''), precision ?? null, scale ?? null));
    case 'from_description':
      return new NativeFunction('from_description', ([column, type]) => Column.fromDescription(toStr(column ?? ''), toStr(type ?? '')));
    case 'TYPE_LABELS':
      return new Dict(typeLabels);
    default:
      return undefined;
  }
}

function translateType(type: string): string {
  return typeLabels.get(type.toUpperCase()) ?? type;
}

/** `api.Column`. */
export const columnClass: TemplateObject = new (class extends TemplateObject {
  override readonly typeName = 'type';

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    const part = (index: number, key: string): Value | undefined => args[index] ?? kwargs.get(key);
    const size = (index: number, key: string): number | null => {
      const value = part(index, key);
      return typeof value === 'number' ? value : null;
    };
    return new Column(toStr(part(0, 'column') ?? kwargs.get('name') ?? ''), toStr(part(1, 'dtype') ?? ''), {
      charSize: size(2, 'char_size'),
      numericPrecision: size(3, 'numeric_precision'),
      numericScale: size(4, 'numeric_scale'),
    });
  }

  override getAttribute(name: string): Value | undefined {
    return classMethod(name);
  }
})();
