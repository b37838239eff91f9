import { type AddFile, resolvePath } from './actions.ts';
import { type ColumnMapping, columnMappingOf } from './column-mapping.ts';
import { deletedRows } from './deletion-vector.ts';
import { type Layout, readLayouts } from './layouts.ts';
import { type PartitionPlan, planPartitions } from './partition-plan.ts';
import { named, readExpression, typedNull } from './read-expression.ts';
import type { DeltaField } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { quoteName, quotePath, quoteText } from './sql-text.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/**
 * A SELECT that gives a snapshot's rows, its columns in the schema's order and types. It stands on `read_parquet`
 * alone, so that any DuckDB can run it.
 *
 * @throws UserError when a file is missing or cannot be read as the table says
 */
export async function scanSql(snapshot: Snapshot, storage: DeltaStorage, sql: SqlRunner): Promise<string> {
  const { files, schema, metadata, protocol } = snapshot;
  if (files.length === 0) return emptySelect(schema);
  const partitions = new Set(metadata.partitionColumns);
  const mapping = columnMappingOf(protocol, metadata);
  const stored = schema.filter(({ name }) => !partitions.has(name));
  const layouts = await readLayouts(files, stored, mapping, storage, sql);
  const table: TableScan = {
    schema,
    mapping,
    storage,
    partitionFields: schema.filter(({ name }) => partitions.has(name)),
  };
  const parts: string[] = [];
  for (const layout of layouts) {
    const whole = layout.files.filter(({ deletionVector }) => !deletionVector);
    const reduced = layout.files.filter(({ deletionVector }) => deletionVector);
    if (whole.length > 0) parts.push(await scanFiles(whole, layout, table));
    if (reduced.length > 0) parts.push(await scanFiles(reduced, layout, table));
  }
  return parts.join('\nunion all\n');
}

interface TableScan {
  readonly schema: readonly DeltaField[];
  readonly partitionFields: readonly DeltaField[];
  readonly mapping: ColumnMapping;
  readonly storage: DeltaStorage;
}

function emptySelect(schema: readonly DeltaField[]): string {
  return `select ${schema.map((field) => named(typedNull(field), field.name)).join(', ')} where false`;
}

/** Where a scan's source keeps the path of a row's file. */
const fileColumn = '__delta_file';

async function scanFiles(files: readonly AddFile[], layout: Layout, table: TableScan): Promise<string> {
  const { schema, partitionFields, mapping, storage } = table;
  const plan = planPartitions(files, partitionFields, mapping, storage.root);
  const deleted = files[0]!.deletionVector ? await deletedRowsSql(files, storage) : undefined;
  const options = plan.isHive ? ['hive_partitioning = true', plan.hiveTypes] : ['hive_partitioning = false'];
  if (plan.join !== undefined || deleted !== undefined) options.push(`filename = '${fileColumn}'`);
  if (deleted !== undefined) options.push('file_row_number = true');
  const list = files.map(({ path }) => quotePath(resolvePath(path, storage.root))).join(', ');
  const joins = [
    plan.join && `join ${plan.join} on __partition.file = __source.${fileColumn}`,
    deleted &&
      `anti join ${deleted} on __deleted.file = __source.${fileColumn} and __deleted.row = __source.file_row_number`,
  ].filter((join) => join !== undefined);
  // Beside other tables a column has to say whose it is.
  const source = joins.length > 0 ? '__source.' : '';
  const columns = schema.map((field) => named(columnSql(field, source, layout, plan, table), field.name));
  const from = `read_parquet([${list}], ${options.join(', ')})`;
  return `select ${columns.join(', ')} from ${[`${from} as __source`, ...joins].join(' ')}`;
}

function columnSql(
  field: DeltaField,
  source: string,
  layout: Layout,
  plan: PartitionPlan,
  { mapping, storage }: TableScan,
): string {
  const value = plan.values.get(field.name);
  if (value !== undefined) return value;
  const column = layout.column(field);
  if (!column) return typedNull(field);
  return readExpression(field, column.type, source + quoteName(column.name), mapping, storage.root);
}

/** A table of the rows that deletion vectors take out, by the path of the file. */
async function deletedRowsSql(files: readonly AddFile[], storage: DeltaStorage): Promise<string> {
  const lists: string[] = [];
  for (const { path, deletionVector } of files) {
    const rows = await deletedRows(deletionVector!, storage);
    lists.push(`(${quoteText(resolvePath(path, storage.root))}, ${rowList(rows)})`);
  }
  return `(select file, unnest(rows) as row from (values ${lists.join(', ')}) as v(file, rows)) as __deleted`;
}

/** Runs of rows shorter than this are written out. */
const shortRun = 6;

/** A list of numbers as SQL, short where they follow each other. */
function rowList(rows: readonly number[]): string {
  const singles: number[] = [];
  const runs: string[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    for (end = start + 1; rows[end] === rows[end - 1]! + 1;) end++;
    if (end - start < shortRun) singles.push(...rows.slice(start, end));
    else runs.push(`range(${rows[start]}, ${rows[end - 1]! + 1})`);
  }
  const written = `[${singles.join(', ')}]::bigint[]`;
  return runs.length === 0 ? written : `flatten([${[written, ...runs].join(', ')}])`;
}
