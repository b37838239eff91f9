import type { Action } from './actions.ts';
import { quoteText } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

const map = 'MAP(VARCHAR, VARCHAR)';
const vector =
  'STRUCT("storageType" VARCHAR, "pathOrInlineDv" VARCHAR, "offset" INTEGER, "sizeInBytes" INTEGER, cardinality BIGINT)';

/** A checkpoint's columns. @see Delta protocol, "Checkpoint Schema" */
const columns: Readonly<Record<string, string>> = {
  txn: 'STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT)',
  add: `STRUCT("path" VARCHAR, "partitionValues" ${map}, "size" BIGINT, "modificationTime" BIGINT, "dataChange" BOOLEAN, stats VARCHAR, "deletionVector" ${vector})`,
  remove: `STRUCT("path" VARCHAR, "deletionTimestamp" BIGINT, "dataChange" BOOLEAN, "extendedFileMetadata" BOOLEAN, "partitionValues" ${map}, "size" BIGINT, "deletionVector" ${vector})`,
  metaData: `STRUCT("id" VARCHAR, "name" VARCHAR, "description" VARCHAR, "format" STRUCT("provider" VARCHAR, "options" ${map}), "schemaString" VARCHAR, "partitionColumns" VARCHAR[], "configuration" ${map}, "createdTime" BIGINT)`,
  protocol:
    'STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER, "readerFeatures" VARCHAR[], "writerFeatures" VARCHAR[])',
};

const weekMs = 7 * 24 * 3_600_000;

/**
 * Writes a checkpoint of a snapshot, so that readers need not replay the commits before it. It is a help, not a part of
 * the table: readers fall back on commits when it is missing.
 *
 * @param nowMs Tombstones older than a week are left out.
 */
export async function writeCheckpoint(
  snapshot: Snapshot,
  storage: DeltaStorage,
  sql: SqlRunner,
  nowMs: number,
): Promise<void> {
  const name = `${String(snapshot.version).padStart(20, '0')}.checkpoint.parquet`;
  const actions = actionsOf(snapshot, nowMs);
  const lines = `_delta_log/.${name}.json`;
  const beside = `_delta_log/.${name}.tmp`;
  await storage.put(lines, actions.map((action) => JSON.stringify(action)).join('\n'));
  const types = Object.entries(columns).map(([key, type]) => `${quoteText(key)}: ${quoteText(type)}`);
  const from = `read_json(${quoteText(`${storage.root}/${lines}`)}, format = 'newline_delimited', maximum_object_size = 268435456, columns = {${types.join(', ')}})`;
  await sql.run(`copy (select * from ${from}) to ${quoteText(`${storage.root}/${beside}`)} (format parquet)`);
  await storage.sync([beside]);
  await storage.rename(beside, `_delta_log/${name}`);
  const size = actions.length;
  await storage.put(
    '_delta_log/_last_checkpoint',
    JSON.stringify({ version: snapshot.version, size, numOfAddFiles: snapshot.files.length }),
  );
  await storage.remove(lines);
}

function actionsOf(
  { protocol, metadata, files, tombstones, transactions }: Snapshot,
  nowMs: number,
): Action[] {
  return [
    { protocol },
    { metaData: metadata },
    ...[...transactions].map(([appId, version]): Action => ({ txn: { appId, version } })),
    ...files.map((file): Action => ({ add: { ...file, dataChange: false } })),
    ...tombstones
      .filter(({ deletionTimestamp }) => (deletionTimestamp ?? 0) > nowMs - weekMs)
      .map((remove): Action => ({ remove: { ...remove, dataChange: false } })),
  ];
}
