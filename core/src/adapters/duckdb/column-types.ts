import type { ColumnTypes } from '../../adapter/index.ts';
import { structFields } from '../../adapter/struct-type.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(', '));

/** What dbt-duckdb takes for each kind of type. */
export const duckDbColumnTypes: ColumnTypes = {
  strings: words('text, character varying, character, varchar'),
  integers: words(
    'tinyint, smallint, integer, bigint, hugeint, utinyint, usmallint, uinteger, ubigint, int1, int2, int4, int8, short, int, signed, long',
  ),
  floats: words('real, float, float4, float8, double'),
  numerics: words('numeric, decimal'),
  labels: new Map([['STRING', 'TEXT']]),
  unsizedText: { characters: 256, isWritten: true },
  hasSize: () => true,
  stringType: (size) => `character varying(${size})`,
  isStruct: (type) => /^struct/i.test(type),
  structFields: (type) => structFields(type, 'struct'),
  literal: (value, type) => `${value}::${type}`,
};
