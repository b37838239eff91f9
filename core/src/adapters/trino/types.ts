import { splitOutside, structFields } from '../../adapter/struct-type.ts';
import type { ColumnTypes } from '../../adapter/index.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(', '));

/** What dbt-trino takes for each kind of type. */
export const trinoColumnTypes: ColumnTypes = {
  strings: words('varchar, char'),
  integers: words('tinyint, smallint, integer, int, bigint'),
  floats: words('real, double precision, double'),
  numerics: words('decimal'),
  labels: new Map([
    ['STRING', 'VARCHAR'],
    ['FLOAT', 'DOUBLE'],
  ]),
  unsizedText: { characters: 2_147_483_646, isWritten: false },
  hasSize: (type) => /^(?:varchar|char|decimal)\s*$/i.test(type),
  stringType: (size) => `varchar(${size})`,
  isStruct: (type) => /^row\s*\(/i.test(type),
  structFields: (type) => structFields(type, 'row'),
  literal: (value, type) => `cast(${value} as ${type})`,
};

/** A type taken apart: `map(varchar, array(integer))`. */
export interface TypeTree {
  /** In lower case, without what stands in brackets: `timestamp with time zone`. */
  readonly name: string;
  /** What an array or map is made of, and the fields of a row. */
  readonly parts: readonly TypeTree[];
  /** Names of a row's fields; a field may have none. */
  readonly names: readonly string[];
}

const leaf = (name: string): TypeTree => ({ name, parts: [], names: [] });

/** Reads a type as Trino writes it. */
export function readType(text: string): TypeTree {
  const type = text.trim();
  const match = /^(array|map|row)\s*\(([\s\S]*)\)$/i.exec(type);
  if (!match) return leaf(type.replace(/\s*\([^()]*\)/g, '').toLowerCase());
  const [, name, inner] = match;
  if (name!.toLowerCase() !== 'row') {
    return { name: name!.toLowerCase(), parts: splitOutside(inner!).map(readType), names: [] };
  }
  const fields = splitOutside(inner!).map((field): { name: string; type: string } => {
    const [named] = structFields(`row(${field})`, 'row');
    return named && !isType(field) ? named : { name: '', type: field };
  });
  return {
    name: 'row',
    parts: fields.map((field) => readType(field.type)),
    names: fields.map((field) => field.name),
  };
}

/** A field without a name may consist of several words: `timestamp(6) with time zone`. */
function isType(field: string): boolean {
  return /^\s*(?:timestamp|time)\s*(?:\(\d+\))?\s+with\s|^\s*interval\s+\w+\s+to\s|^\s*double\s+precision\s*$/i.test(
    field,
  );
}

/** The type as DDL and catalogs write it: results have a space in `decimal(10, 2)`. */
export function plainType(type: string): string {
  return type.replace(/\bdecimal\((\d+), (\d+)\)/g, 'decimal($1,$2)');
}
