import {
  deltaFileIdsMissing,
  deltaFileMissing,
  deltaFileUnreadable,
  UserError,
} from '../diagnostics/index.ts';
import { type AddFile, resolvePath } from './actions.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { type DuckDbType, duckDbTypeText, parseDuckDbType, toDuckDbType } from './duckdb-type.ts';
import { allFields, type DeltaField, type DeltaType, hasType } from './schema.ts';
import { quotePath } from './sql-text.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/** Files that have the same columns of the same types. */
export interface Layout {
  readonly files: readonly AddFile[];
  /** The column of the files for one of the table; undefined where they have none. */
  column(field: DeltaField): StoredColumn | undefined;
}

export interface StoredColumn {
  readonly name: string;
  readonly type: DuckDbType;
}

/**
 * Sorts a table's files by what they hold. Of the usual table the statistics say that all files have all columns, and
 * one file is opened; else the footers of all are read.
 *
 * @param fields Columns that are stored in the files.
 * @throws UserError when a file is missing
 */
export async function readLayouts(
  files: readonly AddFile[],
  fields: readonly DeltaField[],
  mapping: ColumnMapping,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<Layout[]> {
  await checkPresence(files, storage);
  try {
    return await sortByFooter(files, fields, mapping, storage, sql);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    // DuckDB opens files here and does nothing else: what fails is a file.
    throw new UserError(deltaFileUnreadable(storage.root, error.message.split('\n')[0]!), { cause: error });
  }
}

async function sortByFooter(
  files: readonly AddFile[],
  fields: readonly DeltaField[],
  mapping: ColumnMapping,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<Layout[]> {
  if (isUniform(files, fields, mapping)) {
    // The newest file stands first, since DuckDB reads all by the columns of the first.
    const layout = await describeLayout(files.toReversed(), mapping, storage, sql);
    if (fields.every((field) => isExact(field, layout, mapping))) return [layout];
  }
  const layouts: Layout[] = [];
  for (const group of await groupByFooter(files, storage, sql)) {
    layouts.push(await describeLayout(group, mapping, storage, sql));
  }
  return layouts;
}

async function checkPresence(files: readonly AddFile[], storage: DeltaStorage): Promise<void> {
  const byFolder = new Map<string, string[]>();
  for (const { path } of files) {
    const resolved = resolvePath(path, storage.root);
    const slash = resolved.lastIndexOf('/');
    const names = byFolder.get(resolved.slice(0, slash));
    if (names) names.push(resolved.slice(slash + 1));
    else byFolder.set(resolved.slice(0, slash), [resolved.slice(slash + 1)]);
  }
  for (const [folder, names] of byFolder) {
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(folder)) continue;
    const present = new Set(await storage.list(folder));
    const missing = names.find((name) => !present.has(name));
    if (missing !== undefined) throw new UserError(deltaFileMissing(storage.root, `${folder}/${missing}`));
  }
}

/** Whether the statistics of every file name every column, so that none can be missing. */
function isUniform(
  files: readonly AddFile[],
  fields: readonly DeltaField[],
  mapping: ColumnMapping,
): boolean {
  // Timestamps are stored in two ways that statistics do not tell apart.
  if (mapping.mode === 'id' || fields.some(({ type }) => hasType(type, 'timestamp'))) return false;
  if ([...allFields(fields)].some(({ metadata }) => 'delta.typeChanges' in metadata)) return false;
  return files.every(({ stats }) => {
    const counts = nullCounts(stats);
    return counts !== undefined && fields.every((field) => isCounted(field, counts, mapping));
  });
}

function nullCounts(stats: string | null | undefined): Readonly<Record<string, unknown>> | undefined {
  if (!stats) return undefined;
  try {
    const { nullCount } = JSON.parse(stats) as { nullCount?: Readonly<Record<string, unknown>> };
    return nullCount;
  } catch {
    return undefined;
  }
}

function isCounted(
  field: DeltaField,
  counts: Readonly<Record<string, unknown>>,
  mapping: ColumnMapping,
): boolean {
  const count = counts[mapping.physicalName(field)];
  if (typeof field.type === 'string') return typeof count === 'number' || field.type === 'void';
  // Lists and maps are counted whole by some writers only, and never what is within.
  if (field.type.type !== 'struct' || typeof count !== 'object' || count === null) return false;
  return field.type.fields.every((member) => isCounted(member, count as typeof counts, mapping));
}

/** Whether the files have a column exactly as the table wants it, apart from names. */
function isExact(field: DeltaField, layout: Layout, mapping: ColumnMapping): boolean {
  const stored = layout.column(field)?.type;
  if (!stored) return field.type === 'void';
  const wanted = toDuckDbType(physicalType(field.type, mapping), field.name);
  return canonical(stored) === canonical(wanted);
}

function physicalType(type: DeltaType, mapping: ColumnMapping): DeltaType {
  if (typeof type === 'string' || type.type !== 'struct') return type;
  return {
    type: 'struct',
    fields: type.fields.map((field) => ({
      ...field,
      name: mapping.physicalName(field),
      type: physicalType(field.type, mapping),
    })),
  };
}

const canonical = (type: DuckDbType): string => duckDbTypeText(type).replaceAll(' ', '').toLowerCase();

async function groupByFooter(
  files: readonly AddFile[],
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<AddFile[][]> {
  const byPath = new Map(files.map((file) => [resolvePath(file.path, storage.root), file]));
  const list = [...byPath.keys()].map(quotePath).join(', ');
  const rows = await sql.rows(
    `select file_name, md5(string_agg(concat_ws('/', name, type, converted_type, logical_type, num_children, scale, precision, field_id, repetition_type), '|' order by column_id)) as layout
     from parquet_schema([${list}]) group by file_name`,
  );
  const layouts = new Map(rows.map((row) => [String(row['file_name']), String(row['layout'])]));
  const groups = new Map<string, AddFile[]>();
  for (const [path, file] of byPath) {
    const key = layouts.get(path);
    // A name that DuckDB gives otherwise would be left out of the table.
    if (key === undefined) throw new UserError(deltaFileMissing(storage.root, path));
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()];
}

async function describeLayout(
  files: readonly AddFile[],
  mapping: ColumnMapping,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<Layout> {
  const path = quotePath(resolvePath(files[0]!.path, storage.root));
  const described = await sql.rows(`describe select * from read_parquet(${path}, hive_partitioning = false)`);
  const columns = described.map((row) => ({
    name: String(row['column_name']),
    type: parseDuckDbType(String(row['column_type'])),
  }));
  if (mapping.mode === 'id') {
    const byId = await columnsById(path, columns, sql, storage);
    return { files, column: (field) => byId.get(mapping.id(field) ?? -1) };
  }
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return { files, column: (field) => byName.get(mapping.physicalName(field).toLowerCase()) };
}

/** Columns by the number that the file gives them. */
async function columnsById(
  path: string,
  columns: readonly StoredColumn[],
  sql: SqlRunner,
  storage: DeltaStorage,
): Promise<ReadonlyMap<number, StoredColumn>> {
  const rows = await sql.rows(
    `select num_children, field_id from parquet_schema(${path}) order by column_id`,
  );
  const byId = new Map<number, StoredColumn>();
  let next = 1;
  // The tree stands in order of depth: behind a column stand its members.
  const skip = (): void => {
    const children = Number(rows[next++]?.['num_children'] ?? 0);
    for (let child = 0; child < children; child++) skip();
  };
  for (const column of columns) {
    const id = rows[next]?.['field_id'];
    if (id !== null && id !== undefined) byId.set(Number(id), column);
    skip();
  }
  if (byId.size === 0) throw new UserError(deltaFileIdsMissing(storage.root, path));
  return byId;
}
