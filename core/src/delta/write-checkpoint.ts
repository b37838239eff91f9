import type { Action } from './actions.ts';
import { versionName } from './actions.ts';
import { actionsOf, type Snapshot } from './snapshot.ts';
import { quoteText } from './sql-text.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

const map = 'MAP(VARCHAR, VARCHAR)';
const vector =
  'STRUCT("storageType" VARCHAR, "pathOrInlineDv" VARCHAR, "offset" INTEGER, "sizeInBytes" INTEGER, "cardinality" BIGINT)';
const file = `"path" VARCHAR, "partitionValues" ${map}, "size" BIGINT, "dataChange" BOOLEAN, "deletionVector" ${vector}`;

/** A checkpoint's columns. @see Delta protocol, "Checkpoint Schema" */
const columns: Readonly<Record<string, string>> = {
  txn: 'STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT)',
  add: `STRUCT(${file}, "modificationTime" BIGINT, "stats" VARCHAR, "tags" ${map})`,
  remove: `STRUCT(${file}, "deletionTimestamp" BIGINT, "extendedFileMetadata" BOOLEAN)`,
  metaData: `STRUCT("id" VARCHAR, "name" VARCHAR, "description" VARCHAR, "format" STRUCT("provider" VARCHAR, "options" ${map}), "schemaString" VARCHAR, "partitionColumns" VARCHAR[], "configuration" ${map}, "createdTime" BIGINT)`,
  protocol:
    'STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER, "readerFeatures" VARCHAR[], "writerFeatures" VARCHAR[])',
};

const defaultInterval = 10;

/** Whether a table asks for a checkpoint at a version, of a kind that is written here. */
export function wantsCheckpoint({ version, metadata }: Snapshot): boolean {
  const { configuration } = metadata;
  // Statistics in columns of their own are not written here; without a checkpoint a table is whole as well.
  if (configuration['delta.checkpoint.writeStatsAsStruct'] === 'true') return false;
  if (configuration['delta.checkpoint.writeStatsAsJson'] === 'false') return false;
  const interval = Number(configuration['delta.checkpointInterval'] ?? defaultInterval);
  return version > 0 && version % (interval > 0 ? interval : defaultInterval) === 0;
}

/**
 * Writes a checkpoint of a snapshot, so that readers need not replay the commits before it. It is a help, not a part of
 * the table: readers fall back on commits when it is missing.
 *
 * @param unique A part of names for files that nobody else writes meanwhile.
 */
export async function writeCheckpoint(
  snapshot: Snapshot,
  storage: DeltaStorage,
  sql: SqlRunner,
  nowMs: number,
  unique: string,
): Promise<void> {
  const name = `${versionName(snapshot.version)}.checkpoint.parquet`;
  const actions = checkpointActions(snapshot, nowMs);
  const lines = `_delta_log/.${unique}.actions.tmp`;
  const beside = `_delta_log/.${unique}.checkpoint.tmp`;
  try {
    await storage.put(lines, actions.map((action) => JSON.stringify(action)).join('\n'));
    const types = Object.entries(columns).map(([key, type]) => `${quoteText(key)}: ${quoteText(type)}`);
    const from = `read_json(${quoteText(`${storage.root}/${lines}`)}, format = 'newline_delimited', maximum_object_size = 268435456, columns = {${types.join(', ')}})`;
    await sql.run(`copy (from ${from}) to ${quoteText(`${storage.root}/${beside}`)} (format parquet)`);
    await storage.sync([beside]);
    await storage.rename(beside, `_delta_log/${name}`);
  } finally {
    await storage.remove(lines).catch(() => undefined);
    await storage.remove(beside).catch(() => undefined);
  }
  const { version, files } = snapshot;
  const hint = { version, size: actions.length, numOfAddFiles: files.length };
  await storage.put('_delta_log/_last_checkpoint', JSON.stringify(hint));
}

/** Tombstones that nobody needs any more are left out. */
function checkpointActions(snapshot: Snapshot, nowMs: number): Action[] {
  const oldest = nowMs - retentionMs(snapshot.metadata.configuration);
  return actionsOf(snapshot).flatMap((action): Action[] => {
    if (action.add) return [{ add: { ...action.add, dataChange: false } }];
    if (!action.remove) return [action];
    return (action.remove.deletionTimestamp ?? 0) > oldest
      ? [{ remove: { ...action.remove, dataChange: false } }]
      : [];
  });
}

const unitsMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** `interval 1 week`, as the property says it. */
function retentionMs(configuration: Readonly<Record<string, string>>): number {
  const text = configuration['delta.deletedFileRetentionDuration'] ?? '';
  const match = /(\d+)\s*([a-z]+?)s?$/i.exec(text.trim());
  const unit = match && unitsMs[match[2]!.toLowerCase()];
  return match && unit !== null && unit !== undefined ? Number(match[1]) * unit : unitsMs['week']!;
}
