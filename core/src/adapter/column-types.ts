import type { StructField } from './struct-type.ts';

/** What a database's types are called and how they are written: what columns answer about themselves. */
export interface ColumnTypes {
  /** Names of the types of each kind, in lower case and without what stands in brackets. */
  readonly strings: ReadonlySet<string>;
  readonly integers: ReadonlySet<string>;
  readonly floats: ReadonlySet<string>;
  readonly numerics: ReadonlySet<string>;
  /** Names in capitals that `translate_type` replaces. */
  readonly labels: ReadonlyMap<string, string>;
  /** How many characters text holds whose type does not say so, and whether DDL writes that number. */
  readonly unsizedText: { readonly characters: number; readonly isWritten: boolean };
  /** Whether the number in a type's brackets is its size: that of `varchar(10)` is, that of `timestamp(6)` may not be. */
  hasSize(type: string): boolean;
  /** The type of text of at most so many characters. */
  stringType(size: string): string;
  isStruct(type: string): boolean;
  /** The parts of a struct's type, in order; none for other types. */
  structFields(type: string): readonly StructField[];
  /** A value, given as SQL, as one of a type. */
  literal(value: string, type: string): string;
}
