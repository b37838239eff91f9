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
import { structFields } from './struct-type.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(', '));

/** What dbt-duckdb takes for each kind of type; names are compared in lower case, with what stands in brackets. */
const stringTypes = words('text, character varying, character, varchar');
const integerTypes = words(
  'tinyint, smallint, integer, bigint, hugeint, utinyint, usmallint, uinteger, ubigint, int1, int2, int4, int8, short, int, signed, long',
);
const floatTypes = words('real, float, float4, float8, double');
const numericTypes = words('numeric, decimal');

/** Names that `translate_type` replaces. */
const typeLabels: ReadonlyMap<string, string> = new Map([['STRING', 'TEXT']]);

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

  constructor(name: string, dtype: string, sizes: Sizes = {}) {
    super();
    this.name = name;
    this.dtype = dtype;
    this.charSize = sizes.charSize ?? null;
    this.numericPrecision = sizes.numericPrecision ?? null;
    this.numericScale = sizes.numericScale ?? null;
  }

  /** From a type as a catalog writes it: `VARCHAR(10)`, `DECIMAL(10,2)`, `INTEGER`; nested types stay whole. */
  static fromDescription(name: string, type: string): Column {
    const match = /^([^(]+)\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(type);
    if (!match) return new Column(name, type);
    const [, base, first, second] = match;
    if (second === undefined) return new Column(name, base!, { charSize: Number(first) });
    return new Column(name, base!, { numericPrecision: Number(first), numericScale: Number(second) });
  }

  get isString(): boolean {
    return stringTypes.has(this.#lowerType);
  }

  get isNumeric(): boolean {
    return numericTypes.has(this.#lowerType);
  }

  get isInteger(): boolean {
    return integerTypes.has(this.#lowerType);
  }

  get isFloat(): boolean {
    return floatTypes.has(this.#lowerType);
  }

  get isStruct(): boolean {
    return this.#lowerType.startsWith('struct');
  }

  /** The type with its size, as DDL writes it. */
  get dataType(): string {
    if (this.isString) return stringType(this.stringSize);
    return this.isNumeric ? numericType(this.dtype, this.numericPrecision, this.numericScale) : this.dtype;
  }

  get quoted(): string {
    return `"${this.name.replaceAll('"', '""')}"`;
  }

  /** How many characters it holds, as far as dbt cares. @throws TemplateFault for other types than text */
  get stringSize(): number {
    if (!this.isString)
      throw new TemplateFault(`string_size() was called on "${this.name}", which is no text`);
    return this.dtype === 'text' || this.charSize === null ? 256 : this.charSize;
  }

  /** The parts of a struct, in order; none for other types. */
  get fields(): readonly Column[] {
    return this.isStruct ? structFields(this.dtype).map(({ name, type }) => new Column(name, type)) : [];
  }

  /** Whether values of the other column need more room than this one has. */
  canExpandTo(other: Column): boolean {
    return this.isString && other.isString && other.stringSize > this.stringSize;
  }

  /** The parts of nested structs by their paths, or the column itself. */
  flatten(): readonly Column[] {
    if (!this.isStruct) return [this];
    return this.fields.flatMap((field) =>
      field.flatten().map((leaf) => new Column(`${this.name}.${leaf.name}`, leaf.dtype)),
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
        return classMember(name);
    }
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
  ['literal', ({ dataType }, [value]) => `${toStr(value ?? null)}::${dataType}`],
  [
    'can_expand_to',
    (column, args, kwargs) => {
      const other = args[0] ?? kwargs.get('other_column');
      return other instanceof Column && column.canExpandTo(other);
    },
  ],
]);

const stringType = (size: Value): string => `character varying(${toStr(size)})`;

function numericType(dtype: string, precision: Value, scale: Value): string {
  return precision === null || scale === null ? dtype : `${dtype}(${toStr(precision)},${toStr(scale)})`;
}

function translateType(type: string): string {
  return typeLabels.get(type.toUpperCase()) ?? type;
}

/** Functions of the class, by name: their signatures and what they give. */
const classFunctions: ReadonlyMap<
  string,
  readonly [string, (args: readonly (Value | undefined)[]) => Value]
> = new Map([
  [
    'create',
    ['name, label_or_dtype', ([name, type]) => new Column(toStr(name!), translateType(toStr(type!)))],
  ],
  ['translate_type', ['dtype', ([type]) => translateType(toStr(type!))]],
  ['string_type', ['size', ([size]) => stringType(size!)]],
  [
    'numeric_type',
    [
      'dtype, precision, scale',
      ([dtype, precision, scale]) => numericType(toStr(dtype!), precision!, scale!),
    ],
  ],
  [
    'from_description',
    ['name, raw_data_type', ([name, type]) => describedColumn(toStr(name!), toStr(type!))],
  ],
]);

function describedColumn(name: string, type: string): Column {
  const sizes = /^[^(]+\(([^)]*)\)$/.exec(type)?.[1];
  if (
    sizes !== undefined &&
    /^[^,]*(,[^,]*)?$/.test(sizes) &&
    !/^[\d\s,]+$/.test(sizes) &&
    !/^struct/i.test(type)
  ) {
    throw new TemplateFault(
      `Could not interpret data_type "${type}": could not convert "${sizes}" to an integer`,
    );
  }
  return Column.fromDescription(name, type);
}

/** What `api.Column` and every column offer besides the column itself. */
function classMember(name: string): Value | undefined {
  if (name === 'TYPE_LABELS') return new Dict(typeLabels);
  const found = classFunctions.get(name);
  if (!found) return undefined;
  const signature = parseSignature(found[0]);
  return new NativeFunction(name, (args, kwargs) => found[1](bindArguments(name, signature, args, kwargs)));
}

const constructed = parseSignature('column, dtype, char_size?, numeric_precision?, numeric_scale?');

/** `api.Column`. */
export const columnClass: TemplateObject = new (class extends TemplateObject {
  override readonly typeName = 'type';

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    const [name, dtype, ...sizes] = bindArguments('Column', constructed, args, kwargs);
    const [charSize, numericPrecision, numericScale] = [0, 1, 2].map((index) => wholeOrNull(sizes[index]));
    return new Column(toStr(name!), toStr(dtype!), {
      charSize: charSize ?? null,
      numericPrecision: numericPrecision ?? null,
      numericScale: numericScale ?? null,
    });
  }

  override getAttribute(name: string): Value | undefined {
    return classMember(name);
  }
})();

function wholeOrNull(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
