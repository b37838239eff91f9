import { deltaSchemaDiffers, UserError } from '../diagnostics/index.ts';
import { fieldTypeText, parseDuckDbType, toDeltaType } from './duckdb-type.ts';
import { checkPartitionType } from './partition-values.ts';
import { named, typedNull } from './read-expression.ts';
import { canWiden, type DeltaField, type DeltaType, findField, isSameType } from './schema.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** A column of a query as DuckDB describes it; DuckDB lets no two have the same name, whatever their letter case. */
export interface QueryColumn {
  readonly name: string;
  /** The type's text. */
  readonly type: string;
}

/** What of a table binds the columns that are written to it. */
export interface KnownColumns {
  readonly table: string;
  /** The columns that are there; none of a table that is new or about to be replaced whole. */
  readonly fields: readonly DeltaField[];
  /** Whether columns may come that are not there. */
  readonly mayAdd: boolean;
  readonly partitionBy: readonly string[];
}

export interface WritePlan {
  /** All columns of the table after the write. */
  readonly fields: readonly DeltaField[];
  /** Columns of a SELECT from the query that gives the rows as the table keeps them. */
  readonly select: string;
}

/**
 * How the columns of a query become those of a table: missing ones are null, narrower types are widened, what Delta has
 * no type for is cast.
 *
 * @throws UserError when they do not fit
 */
export function planColumns(columns: readonly QueryColumn[], known: KnownColumns): WritePlan {
  const refuse = (problem: string): UserError => new UserError(deltaSchemaDiffers(known.table, problem));
  const written = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const expressions: string[] = [];
  for (const field of known.fields) {
    const column = written.get(field.name.toLowerCase());
    if (!column && !field.nullable) throw refuse(`the column "${field.name}" may not be missing`);
    expressions.push(named(column ? fit(column, field, refuse) : typedNull(field), field.name));
  }
  const added = columns
    .filter(({ name }) => !findField(known.fields, name))
    .map((column) => {
      if (known.fields.length > 0 && !known.mayAdd) throw refuse(`the column "${column.name}" is new`);
      const type = toDeltaType(parseDuckDbType(column.type), column.name);
      const field: DeltaField = { name: column.name, type, nullable: true, metadata: {} };
      expressions.push(named(fit(column, field, refuse), field.name));
      return field;
    });
  const fields = [...known.fields, ...added];
  checkPartitions(fields, known.partitionBy, refuse);
  return { fields, select: expressions.join(', ') };
}

/** SQL that gives a query's column as the table keeps it. */
function fit(column: QueryColumn, field: DeltaField, refuse: (problem: string) => UserError): string {
  const type = toDeltaType(parseDuckDbType(column.type), column.name);
  if (!canFit(type, field.type)) {
    throw refuse(`the column "${field.name}" is ${typeText(field.type)} there and ${typeText(type)} here`);
  }
  const source = quoteName(column.name);
  const target = fieldTypeText(field);
  const value =
    target.replaceAll(' ', '') === column.type.replaceAll(' ', '') ? source : `cast(${source} as ${target})`;
  if (field.nullable) return value;
  const message = `The column ${quoteName(field.name)} may not be null`;
  return `case when ${source} is null then error(${quoteText(message)}) else ${value} end`;
}

/** A bare NULL is an INTEGER to DuckDB, so that void takes what nothing is known of. */
function canFit(from: DeltaType, to: DeltaType): boolean {
  return canWiden(from, to) || isSameType(normalized(from), normalized(to));
}

/** Names within a type as DuckDB compares them. */
function normalized(type: DeltaType): DeltaType {
  if (typeof type === 'string') return type;
  switch (type.type) {
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map((field) => ({
          ...field,
          name: field.name.toLowerCase(),
          type: normalized(field.type),
        })),
      };
    case 'array':
      return { ...type, elementType: normalized(type.elementType) };
    case 'map':
      return { ...type, keyType: normalized(type.keyType), valueType: normalized(type.valueType) };
  }
}

const typeText = (type: DeltaType): string => (typeof type === 'string' ? type : JSON.stringify(type));

function checkPartitions(
  fields: readonly DeltaField[],
  partitionBy: readonly string[],
  refuse: (problem: string) => UserError,
): void {
  for (const name of partitionBy) {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field) throw refuse(`it has no partition column "${name}"`);
    checkPartitionType(field);
  }
  if (fields.length === partitionBy.length) throw refuse('every column would be a partition column');
}
