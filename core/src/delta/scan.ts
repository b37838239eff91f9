import { deltaFileMissing, UserError } from '../diagnostics/index.ts';
import type { AddFile } from './actions.ts';
import { deletedRows } from './deletion-vector.ts';
import { type DeltaField, type DeltaType, duckDbType, quoteName, quoteText } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/**
 * A SELECT that gives a snapshot's rows, its columns in the schema's order and types. It stands on `read_parquet`
 * alone, so that any DuckDB can run it.
 */
export async function scanSql(snapshot: Snapshot, storage: DeltaStorage, sql: SqlRunner): Promise<string> {
  const { files, schema, metadata } = snapshot;
  if (files.length === 0) return emptySelect(schema, storage.root);
  const mode = metadata.configuration['delta.columnMapping.mode'] ?? 'none';
  const plan: ScanPlan = {
    snapshot,
    storage,
    mode,
    needsSchema: await needsSchema(snapshot, storage, sql, mode),
  };
  const groups = new Map<string, AddFile[]>();
  for (const file of files) {
    // Files with deleted rows are read one by one; the others together, as far as their partition is the same.
    const key = file.deletionVector ? `dv:${file.path}` : JSON.stringify(file.partitionValues);
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  const parts: string[] = [];
  for (const group of groups.values()) parts.push(await scanGroup(group, plan));
  return parts.join('\nunion all\n');
}

interface ScanPlan {
  readonly snapshot: Snapshot;
  readonly storage: DeltaStorage;
  readonly mode: string;
  readonly needsSchema: boolean;
}

function emptySelect(schema: readonly DeltaField[], table: string): string {
  const columns = schema.map(
    ({ name, type }) => `cast(null as ${duckDbType(type, table)}) as ${quoteName(name)}`,
  );
  return `select ${columns.join(', ')} where false`;
}

async function scanGroup(
  group: readonly AddFile[],
  { snapshot, storage, mode, needsSchema: isForced }: ScanPlan,
): Promise<string> {
  const { schema, metadata } = snapshot;
  const partitions = new Set(metadata.partitionColumns);
  const [first] = group;
  const stored = schema.filter(({ name }) => !partitions.has(name));
  const columns = schema.map((field) => {
    const name = quoteName(field.name);
    if (!partitions.has(field.name)) {
      const inner = physicalName(field, mode);
      return inner === field.name ? name : `${quoteName(inner)} as ${name}`;
    }
    const value =
      first!.partitionValues[physicalName(field, mode)] ?? first!.partitionValues[field.name] ?? null;
    const literal = value === null || value === '' ? 'null' : quoteText(value);
    return `cast(${literal} as ${duckDbType(field.type, storage.root)}) as ${name}`;
  });
  const list = group.map(({ path }) => quoteText(resolvePath(path, storage.root))).join(', ');
  const options = ['hive_partitioning = false'];
  if (isForced) options.push(`schema = ${schemaMap(stored, mode, storage.root)}`);
  const { deletionVector } = first!;
  if (!deletionVector)
    return `select ${columns.join(', ')} from read_parquet([${list}], ${options.join(', ')})`;
  const rows = await deletedRows(deletionVector, storage, (path) => decodeURIComponent(path));
  options.push('file_row_number = true');
  const from = `read_parquet([${list}], ${options.join(', ')})`;
  if (rows.length === 0) return `select ${columns.join(', ')} from ${from}`;
  return `select ${columns.join(', ')} from ${from} where file_row_number not in (${rows.join(', ')})`;
}

/** With `schema =` missing columns are null and types are the table's, but a scan takes half as long again. */
async function needsSchema(
  { files, schema, metadata }: Snapshot,
  storage: DeltaStorage,
  sql: SqlRunner,
  mode: string,
): Promise<boolean> {
  if (mode !== 'none') return true;
  const partitions = new Set(metadata.partitionColumns);
  const wanted = schema
    .filter(({ name }) => !partitions.has(name))
    .map(({ name, type }) => `${name}:${canonical(duckDbType(type, storage.root))}`);
  const list = files.map(({ path }) => quoteText(resolvePath(path, storage.root))).join(', ');
  const rows = await sql
    .rows(
      `select file_name, count(*) as columns from parquet_schema([${list}]) where name is not null group by file_name
       having count(*) != (select count(*) from parquet_schema(${quoteText(resolvePath(files[0]!.path, storage.root))}))`,
    )
    .catch((error: unknown) => {
      throw missingFile(error, storage.root);
    });
  if (rows.length > 0) return true;
  const described = await sql.rows(
    `describe select * from read_parquet([${list}], hive_partitioning = false)`,
  );
  const found = described.map(
    (row) => `${String(row['column_name'])}:${canonical(String(row['column_type']))}`,
  );
  return found.length !== wanted.length || wanted.some((column) => !found.includes(column));
}

function missingFile(error: unknown, table: string): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const file = /(?:No files found that match the pattern|Cannot open file) \\?"([^"\\]+)\\?"/.exec(
    message,
  )?.[1];
  return file === undefined ? error : new UserError(deltaFileMissing(table, file), { cause: error });
}

const canonical = (type: string): string => type.replaceAll('"', '').replaceAll(' ', '').toUpperCase();

/** The parquet name of a column: its own, or the one that column mapping gave it. */
function physicalName(field: DeltaField, mode: string): string {
  const mapped = field.metadata['delta.columnMapping.physicalName'];
  return mode !== 'none' && typeof mapped === 'string' ? mapped : field.name;
}

/** `map {'a': {name: 'a', type: 'INTEGER', default_value: null}}`; by field id where the table maps by id. */
function schemaMap(fields: readonly DeltaField[], mode: string, table: string): string {
  const entries = fields.map((field) => {
    const id = field.metadata['delta.columnMapping.id'];
    const name = physicalName(field, mode);
    const key = mode === 'id' && typeof id === 'number' ? String(id) : quoteText(name);
    return `${key}: {name: ${quoteText(name)}, type: ${quoteText(physicalType(field.type, mode, table))}, default_value: null}`;
  });
  return `map {${entries.join(', ')}}`;
}

/** The type with the names that nested fields have in the files. */
function physicalType(type: DeltaType, mode: string, table: string): string {
  if (typeof type === 'string' || type.type !== 'struct') return duckDbType(type, table);
  return duckDbType(
    { type: 'struct', fields: type.fields.map((field) => ({ ...field, name: physicalName(field, mode) })) },
    table,
  );
}

/** Where a file of the log is: below the table, or at an address of its own. */
export function resolvePath(path: string, root: string): string {
  const decoded = decodeURIComponent(path);
  if (decoded.startsWith('file://')) return decoded.replace(/^file:\/\/(localhost)?/, '');
  return decoded.startsWith('/') || /^[a-z][a-z0-9+.-]*:\/\//i.test(decoded) ? decoded : `${root}/${decoded}`;
}
