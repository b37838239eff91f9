import { resolvePath } from './actions.ts';
import { type ColumnMapping, columnMappingOf } from './column-mapping.ts';
import { type DeletionFilter, deletionFilters } from './deletion-filter.ts';
import { type Layout, readLayouts } from './layouts.ts';
import { type PartitionPlan, planPartitions } from './partition-plan.ts';
import { named, readExpression, typedNull } from './read-expression.ts';
import type { DeltaField } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { quoteName, quotePath } from './sql-text.ts';
import { explainFailures } from './storage-errors.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/**
 * A SELECT that gives a snapshot's rows, its columns in the schema's order and types. It stands on `read_parquet`
 * alone, so that any DuckDB can run it.
 *
 * @throws UserError when a file is missing or cannot be read as the table says
 */
export function scanSql(snapshot: Snapshot, storage: DeltaStorage, sql: SqlRunner): Promise<string> {
  return explainFailures(storage, () => scanSnapshot(snapshot, storage, sql));
}

async function scanSnapshot(snapshot: Snapshot, storage: DeltaStorage, sql: SqlRunner): Promise<string> {
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
    if (whole.length > 0) parts.push(scanFiles({ files: whole }, layout, table));
    const reduced = layout.files.filter(({ deletionVector }) => deletionVector);
    const filters = await deletionFilters(reduced, sourceFile, '__source.file_row_number', storage);
    for (const filter of filters) parts.push(scanFiles(filter, layout, table));
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

/** Where a scan keeps the path of a row's file. */
const fileColumn = '__delta_file';
const sourceFile = `__source.${fileColumn}`;

function scanFiles(
  { files, join, condition }: Pick<DeletionFilter, 'files'> & Partial<DeletionFilter>,
  layout: Layout,
  table: TableScan,
): string {
  const { schema, partitionFields, mapping, storage } = table;
  const plan = planPartitions(files, partitionFields, mapping, storage.root);
  const options = plan.isHive ? ['hive_partitioning = true', plan.hiveTypes] : ['hive_partitioning = false'];
  const joins = [plan.join && `join ${plan.join} on __partition.file = ${sourceFile}`, join].filter(
    (text) => text !== undefined,
  );
  if (joins.length > 0) options.push(`filename = '${fileColumn}'`);
  if (join !== undefined) options.push('file_row_number = true');
  // Beside other tables a column has to say whose it is.
  const source = joins.length > 0 ? '__source.' : '';
  const columns = schema.map((field) => named(columnSql(field, source, layout, plan, table), field.name));
  const list = files.map(({ path }) => quotePath(resolvePath(path, storage.root))).join(', ');
  const from = [`read_parquet([${list}], ${options.join(', ')}) as __source`, ...joins].join(' ');
  return `select ${columns.join(', ')} from ${from}${condition === undefined ? '' : ` where ${condition}`}`;
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
