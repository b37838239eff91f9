import {
  deltaCommitFailed,
  deltaConflict,
  deltaSchemaDiffers,
  deltaTableExists,
  UserError,
} from '../diagnostics/index.ts';
import {
  type Action,
  type AddFile,
  commitName,
  type CommitInfo,
  type Metadata,
  type Protocol,
  type RemoveFile,
} from './actions.ts';
import { checkWritable } from './features.ts';
import { listLog } from './log.ts';
import { scanSql } from './scan.ts';
import {
  type DeltaField,
  hasNaiveTimestamp,
  quoteName,
  quoteText,
  schemaText,
  writtenColumn,
} from './schema.ts';
import { readCommit, readSnapshot, type Snapshot, type VersionChoice } from './snapshot.ts';
import { statisticsText } from './statistics.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

/** What writing needs of the outside world. */
export interface DeltaEffects {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  uuid(): string;
}

export interface WriteOptions {
  /** `create` refuses a table that exists; `append` and `overwrite` create one that does not. */
  readonly mode: 'create' | 'append' | 'overwrite';
  /** Columns whose values name folders; only when the table is created. */
  readonly partitionBy?: readonly string[];
  /** With `overwrite`: only files of these partitions are replaced, by values of one partition column. */
  readonly replacePartitions?: { readonly column: string; readonly values: readonly string[] };
  /** Lets an append add columns, which are null in older rows. */
  readonly mergeSchema?: boolean;
  /** Writes once only: nothing happens when the table has this version of the application, or a later one. */
  readonly transaction?: { readonly appId: string; readonly version: number };
  readonly name?: string;
  readonly description?: string;
  /** Kept in the commit, for people. */
  readonly userMetadata?: string;
  /** The time the commit bears; the clock's when absent. */
  readonly timestampMs?: number;
}

export interface WriteResult {
  /** The version the rows are in; the table's newest when nothing was written. */
  readonly version: number;
  readonly rows: number;
  /** False when the transaction had been written before. */
  readonly isWritten: boolean;
}

export interface HistoryEntry {
  readonly version: number;
  readonly timestampMs: number;
  readonly operation: string;
  readonly userMetadata: string | undefined;
}

/** Commits between two checkpoints. */
const checkpointInterval = 10;
const maxAttempts = 50;

/** A Delta table at a place. Nothing is read until asked for, and every question reads the log anew. */
export class DeltaTable {
  readonly #storage: DeltaStorage;
  readonly #sql: SqlRunner;
  readonly #effects: DeltaEffects;

  constructor(storage: DeltaStorage, sql: SqlRunner, effects: DeltaEffects) {
    this.#storage = storage;
    this.#sql = sql;
    this.#effects = effects;
  }

  async exists(): Promise<boolean> {
    return (await listLog(this.#storage)) !== undefined;
  }

  /** @throws UserError when the table is missing, broken, or needs unknown features */
  snapshot(choice: VersionChoice = {}): Promise<Snapshot> {
    return readSnapshot(this.#storage, this.#sql, choice);
  }

  /** A SELECT that gives the rows of a version; any DuckDB can run it. */
  async select(choice: VersionChoice = {}): Promise<string> {
    return scanSql(await this.snapshot(choice), this.#storage, this.#sql);
  }

  /** The commits that are there, newest first. */
  async history(): Promise<readonly HistoryEntry[]> {
    const listing = await listLog(this.#storage);
    const entries: HistoryEntry[] = [];
    for (const { version, modifiedMs } of listing?.commits ?? []) {
      const info = (await readCommit(version, this.#storage)).find(
        ({ commitInfo }) => commitInfo,
      )?.commitInfo;
      entries.push({
        version,
        timestampMs: info?.timestamp ?? modifiedMs,
        operation: info?.operation ?? 'UNKNOWN',
        userMetadata: info?.userMetadata,
      });
    }
    return entries.toReversed();
  }

  /**
   * Writes a query's rows as one commit. Data files come first; until the commit is there nobody sees them, and after a
   * crash they are only left over.
   *
   * @throws UserError when the table may not be written, or somebody else changed what this write stands on
   */
  async write(query: string, options: WriteOptions): Promise<WriteResult> {
    const before = (await this.exists()) ? await this.snapshot() : undefined;
    if (before && options.mode === 'create') throw new UserError(deltaTableExists(this.#storage.root));
    if (before) checkWritable(before.protocol, before.metadata.configuration, this.#storage.root);
    if (before && isWritten(before, options)) return { version: before.version, rows: 0, isWritten: false };
    const described = await this.#sql.rows(`describe ${query}`);
    const columns = described.map((row) =>
      writtenColumn(String(row['column_name']), String(row['column_type'])),
    );
    const fields = columns.map(({ field }) => field);
    const partitions = before?.metadata.partitionColumns ?? options.partitionBy ?? [];
    this.#checkPartitions(fields, partitions);
    if (before) this.#checkSchema(before, fields, options);
    const select = `select ${columns.map(({ expression }) => expression).join(', ')} from (${query})`;
    const { files, rows } = await this.#writeFiles(select, fields, partitions);
    const version = await this.#commit(before, files, fields, partitions, options);
    return { version, rows, isWritten: true };
  }

  #checkPartitions(fields: readonly DeltaField[], partitions: readonly string[]): void {
    const missing = partitions.filter((name) => !fields.some((field) => field.name === name));
    if (missing.length > 0)
      throw new UserError(
        deltaSchemaDiffers(this.#storage.root, `it has no partition column ${missing.join(', ')}`),
      );
  }

  #checkSchema(before: Snapshot, fields: readonly DeltaField[], { mode, mergeSchema }: WriteOptions): void {
    if (mode === 'overwrite') return;
    const known = new Map(before.schema.map((field) => [field.name, field]));
    for (const field of fields) {
      const other = known.get(field.name);
      if (!other && !mergeSchema)
        throw new UserError(deltaSchemaDiffers(this.#storage.root, `the column "${field.name}" is new`));
      if (other && JSON.stringify(other.type) !== JSON.stringify(field.type)) {
        const [was, is] = [other.type, field.type].map((type) => JSON.stringify(type));
        throw new UserError(
          deltaSchemaDiffers(this.#storage.root, `the column "${field.name}" is ${was} there and ${is} here`),
        );
      }
    }
    const required = before.schema.filter(
      ({ name, nullable }) => !nullable && !fields.some((field) => field.name === name),
    );
    if (required.length > 0)
      throw new UserError(
        deltaSchemaDiffers(this.#storage.root, `the column "${required[0]!.name}" may not be missing`),
      );
  }

  async #writeFiles(
    select: string,
    fields: readonly DeltaField[],
    partitions: readonly string[],
  ): Promise<{ files: AddFile[]; rows: number }> {
    const { root } = this.#storage;
    await this.#storage.makeFolder('_delta_log');
    const id = this.#effects.uuid();
    const isPartitioned = partitions.length > 0;
    const target = isPartitioned ? root : `${root}/part-00000-${id}-c000.zstd.parquet`;
    const options = ['format parquet', 'compression zstd', 'return_stats'];
    if (isPartitioned) {
      options.push(
        `partition_by (${partitions.map(quoteName).join(', ')})`,
        'overwrite_or_ignore',
        `filename_pattern ${quoteText(`part-{i}-${id}`)}`,
      );
    }
    const written = await this.#sql.rows(`copy (${select}) to ${quoteText(target)} (${options.join(', ')})`);
    const stored = fields.filter(({ name }) => !partitions.includes(name));
    const files = written
      .filter((row) => BigInt(row['count'] as bigint | number | string) > 0n)
      .map((row) => this.#addFile(row, stored, partitions));
    await this.#storage.sync(files.map(({ path }) => decodeURIComponent(path)));
    const rows = written.reduce((sum, row) => sum + Number(row['count']), 0);
    return { files, rows };
  }

  #addFile(
    row: Readonly<Record<string, unknown>>,
    stored: readonly DeltaField[],
    partitions: readonly string[],
  ): AddFile {
    const path = String(row['filename']).slice(this.#storage.root.length + 1);
    const statistics = new Map(
      [...(row['column_statistics'] as ReadonlyMap<string, ReadonlyMap<string, unknown>>)].map(
        ([key, values]) => [key, new Map([...values].map(([name, value]) => [name, String(value)]))],
      ),
    );
    const keys = row['partition_keys'] as ReadonlyMap<string, unknown> | null;
    return {
      path: path.split('/').map(encodeURIComponent).join('/').replaceAll('%3D', '='),
      partitionValues: Object.fromEntries(partitions.map((name) => [name, textOrNull(keys?.get(name))])),
      size: Number(row['file_size_bytes']),
      modificationTime: this.#effects.now(),
      dataChange: true,
      stats: statisticsText(BigInt(row['count'] as bigint | number | string), stored, statistics),
    };
  }

  /** Puts the commit behind whatever others committed meanwhile, as long as that does not touch what it stands on. */
  async #commit(
    before: Snapshot | undefined,
    files: readonly AddFile[],
    fields: readonly DeltaField[],
    partitions: readonly string[],
    options: WriteOptions,
  ): Promise<number> {
    let base = before;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const version = (base?.version ?? -1) + 1;
      const actions = this.#actions(base, files, fields, partitions, options);
      const text = actions.map((action) => JSON.stringify(action)).join('\n');
      let outcome: 'created' | 'exists';
      try {
        outcome = await this.#storage.putIfAbsent(`_delta_log/${commitName(version)}`, `${text}\n`);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        throw new UserError(deltaCommitFailed(this.#storage.root, problem), { cause: error });
      }
      if (outcome === 'created') {
        if (version > 0 && version % checkpointInterval === 0) await this.#checkpoint(version);
        return version;
      }
      const now = await this.snapshot();
      this.#checkConflict(base, now, options);
      if (isWritten(now, options)) return now.version;
      base = now;
    }
    throw new UserError(deltaConflict(this.#storage.root, `${maxAttempts} times another writer was faster`));
  }

  #checkConflict(base: Snapshot | undefined, now: Snapshot, { mode }: WriteOptions): void {
    const conflict = (problem: string): UserError =>
      new UserError(deltaConflict(this.#storage.root, problem));
    if (!base || mode === 'create') throw conflict('another writer created the table');
    if (now.metadata.schemaString !== base.metadata.schemaString || now.metadata.id !== base.metadata.id)
      throw conflict('another writer changed its schema');
    if (JSON.stringify(now.protocol) !== JSON.stringify(base.protocol))
      throw conflict('another writer changed its protocol');
    if (mode === 'overwrite') throw conflict('another writer added rows that this overwrite has not seen');
  }

  #actions(
    base: Snapshot | undefined,
    files: readonly AddFile[],
    fields: readonly DeltaField[],
    partitions: readonly string[],
    options: WriteOptions,
  ): Action[] {
    const timestamp = options.timestampMs ?? this.#effects.now();
    const { transaction } = options;
    return [
      { commitInfo: this.#commitInfo(base, partitions, options, timestamp) },
      ...this.#metadataActions(base, fields, partitions, options, timestamp),
      ...(transaction ? [{ txn: { ...transaction, lastUpdated: timestamp } }] : []),
      ...replacedFiles(base, options).map((file): Action => ({ remove: removed(file, timestamp) })),
      ...files.map((file): Action => ({ add: file })),
    ];
  }

  #commitInfo(
    base: Snapshot | undefined,
    partitions: readonly string[],
    { mode, userMetadata }: WriteOptions,
    timestamp: number,
  ): CommitInfo {
    return {
      timestamp,
      operation: 'WRITE',
      operationParameters: {
        mode: !base ? 'ErrorIfExists' : mode === 'overwrite' ? 'Overwrite' : 'Append',
        partitionBy: JSON.stringify(partitions),
      },
      engineInfo: 'bk-build',
      ...(base && { readVersion: base.version }),
      isBlindAppend: mode === 'append',
      ...(userMetadata !== undefined && { userMetadata }),
    };
  }

  #metadataActions(
    base: Snapshot | undefined,
    fields: readonly DeltaField[],
    partitions: readonly string[],
    options: WriteOptions,
    timestamp: number,
  ): Action[] {
    const schema = base && options.mode !== 'overwrite' ? mergedSchema(base.schema, fields) : fields;
    const needed = protocolFor(schema, base?.protocol);
    const protocol =
      !base || JSON.stringify(needed) !== JSON.stringify(base.protocol) ? [{ protocol: needed }] : [];
    const schemaString = schemaText(schema);
    if (base && schemaString === base.metadata.schemaString) return protocol;
    if (base && schemaText(base.schema) === schemaString) return protocol;
    const metaData: Metadata = base
      ? { ...base.metadata, schemaString }
      : {
          id: this.#effects.uuid(),
          ...(options.name !== undefined && { name: options.name }),
          ...(options.description !== undefined && { description: options.description }),
          format: { provider: 'parquet', options: {} },
          schemaString,
          partitionColumns: partitions,
          configuration: {},
          createdTime: timestamp,
        };
    return [...protocol, { metaData }];
  }

  /** A checkpoint that cannot be written is no loss: the commits are there. */
  async #checkpoint(version: number): Promise<void> {
    try {
      await writeCheckpoint(await this.snapshot({ version }), this.#storage, this.#sql, this.#effects.now());
    } catch (error) {
      if (error instanceof UserError) throw error;
    }
  }
}

function isWritten({ transactions }: Snapshot, { transaction }: WriteOptions): boolean {
  return transaction !== undefined && (transactions.get(transaction.appId) ?? -1) >= transaction.version;
}

function removed(
  { path, partitionValues, size, deletionVector }: AddFile,
  deletionTimestamp: number,
): RemoveFile {
  return {
    path,
    deletionTimestamp,
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues,
    size,
    ...(deletionVector && { deletionVector }),
  };
}

/** The files that an overwrite takes out: all, or those of the partitions it replaces. */
function replacedFiles(
  base: Snapshot | undefined,
  { mode, replacePartitions }: WriteOptions,
): readonly AddFile[] {
  if (!base || mode !== 'overwrite') return [];
  if (!replacePartitions) return base.files;
  const values = new Set(replacePartitions.values);
  return base.files.filter(({ partitionValues }) =>
    values.has(partitionValues[replacePartitions.column] ?? ''),
  );
}

/** The table's columns in their order, then the new ones. */
function mergedSchema(known: readonly DeltaField[], written: readonly DeltaField[]): readonly DeltaField[] {
  const added = written.filter(({ name }) => !known.some((field) => field.name === name));
  return added.length === 0 ? known : [...known, ...added];
}

/** The least protocol that the schema needs; never less than the table has. */
function protocolFor(schema: readonly DeltaField[], current: Protocol | undefined): Protocol {
  const isNaive = schema.some(({ type }) => hasNaiveTimestamp(type));
  if (!isNaive) return current ?? { minReaderVersion: 1, minWriterVersion: 2 };
  const withFeature = (features: readonly string[] | undefined): readonly string[] => [
    ...new Set([...(features ?? []), 'timestampNtz']),
  ];
  return {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: withFeature(current?.readerFeatures),
    writerFeatures: withFeature(
      current?.writerFeatures ??
        (current && current.minWriterVersion >= 2 ? ['appendOnly', 'invariants'] : undefined),
    ),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
