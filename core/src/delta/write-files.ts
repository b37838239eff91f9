import { type AddFile, encodePath } from './actions.ts';
import { partitionValue } from './partition-values.ts';
import type { DeltaField } from './schema.ts';
import { quoteName, quoteText } from './sql-text.ts';
import { type ColumnStatistics, statisticsText } from './statistics.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

/** Rows of a query, in the order and types of {@link fields}, on their way to data files. */
export interface FileBatch {
  readonly query: string;
  readonly fields: readonly DeltaField[];
  readonly partitionBy: readonly string[];
  /** Names the batch's files, apart from all others. */
  readonly id: string;
  readonly nowMs: number;
  /** About how large one file gets. */
  readonly targetFileBytes: number;
}

/**
 * Writes data files, durably. Nothing of them is in the table until they are committed.
 *
 * @returns how the log names them, and how many rows they hold; no file without rows
 */
export async function writeFiles(
  batch: FileBatch,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<{ readonly files: readonly AddFile[]; readonly rows: number }> {
  const { query, partitionBy, id, targetFileBytes } = batch;
  const options = [
    'format parquet',
    'compression zstd',
    'return_stats',
    'overwrite_or_ignore',
    `filename_pattern ${quoteText(`part-{i}-${id}`)}`,
    partitionBy.length > 0
      ? `partition_by (${partitionBy.map(quoteName).join(', ')})`
      : `file_size_bytes ${targetFileBytes}`,
  ];
  const copy = `copy (${query}) to ${quoteText(storage.root)} (${options.join(', ')})`;
  const written = await sql.rows(copy).catch(async (error: unknown) => {
    await removeBatch(id, '', partitionBy.length, storage).catch(() => undefined);
    throw error;
  });
  const files = written.map((row) => describeFile(row, batch, storage.root));
  await storage.sync(files.map(({ path }) => path));
  const isEmpty = (file: WrittenFile): boolean => file.rows === 0n;
  await Promise.all(files.filter(isEmpty).map(({ path }) => storage.remove(path)));
  return {
    files: files.filter((file) => !isEmpty(file)).map(({ add }) => add),
    rows: files.reduce((sum, file) => sum + Number(file.rows), 0),
  };
}

/** DuckDB leaves what it began to write when a query fails. @param depth How many folders lead to a file. */
async function removeBatch(id: string, folder: string, depth: number, storage: DeltaStorage): Promise<void> {
  for (const name of await storage.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (depth > 0 && name.includes('=')) await removeBatch(id, path, depth - 1, storage);
    else if (depth === 0 && name.includes(id)) await storage.remove(path);
  }
}

interface WrittenFile {
  /** Below the table, not encoded. */
  readonly path: string;
  readonly rows: bigint;
  readonly add: AddFile;
}

/** @param row What `RETURN_STATS` says of one file. */
function describeFile(
  row: Readonly<Record<string, unknown>>,
  { fields, partitionBy, nowMs }: FileBatch,
  root: string,
): WrittenFile {
  const path = String(row['filename']).replaceAll('\\', '/').slice(root.length).replace(/^\//, '');
  const rows = BigInt(row['count'] as bigint | number | string);
  const stored = fields.filter(({ name }) => !partitionBy.includes(name));
  const keys = row['partition_keys'] as ReadonlyMap<string, unknown> | null;
  const values = partitionBy.map((name) => {
    const field = fields.find((candidate) => candidate.name === name)!;
    return [name, partitionValue(field, keys?.get(name))];
  });
  return {
    path,
    rows,
    add: {
      path: encodePath(path),
      partitionValues: Object.fromEntries(values) as AddFile['partitionValues'],
      size: Number(row['file_size_bytes']),
      modificationTime: nowMs,
      dataChange: true,
      stats: statisticsText(rows, stored, row['column_statistics'] as ColumnStatistics),
    },
  };
}
