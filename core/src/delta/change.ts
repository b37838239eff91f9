import { deltaAppendOnly, deltaConflict, deltaTableExists, UserError } from '../diagnostics/index.ts';
import type { Action, AddFile, CommitInfo, Metadata, RemoveFile } from './actions.ts';
import type { Change } from './commit.ts';
import { checkWritable, protocolFor } from './features.ts';
import { type DeltaField, findField, isSameType, schemaText } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import type { DeltaEffects, WriteOptions } from './write-options.ts';

/** Data files that are written but not yet in the table. */
export interface PreparedFiles {
  readonly files: readonly AddFile[];
  readonly rows: number;
  /** All columns of the table with the files in it, as it was when they were written. */
  readonly fields: readonly DeltaField[];
  readonly partitionBy: readonly string[];
}

/** Puts files into a table, beside or in place of others. */
export class FileChange implements Change {
  readonly #prepared: PreparedFiles;
  readonly #options: WriteOptions;
  readonly #table: string;
  readonly #timestampMs: number;
  readonly #effects: DeltaEffects;

  constructor(
    prepared: PreparedFiles,
    options: WriteOptions,
    table: string,
    timestampMs: number,
    effects: DeltaEffects,
  ) {
    this.#prepared = prepared;
    this.#options = options;
    this.#table = table;
    this.#timestampMs = timestampMs;
    this.#effects = effects;
  }

  actionsOn(base: Snapshot | undefined, since: readonly Action[]): readonly Action[] | undefined {
    const { mode, transaction } = this.#options;
    if (base && isWritten(base, this.#options)) return undefined;
    if (base && mode === 'create') throw new UserError(deltaTableExists(this.#table));
    if (base) checkTable(base, this.#options, this.#table);
    if (mode === 'overwrite') this.#checkOverwrite(since);
    return [
      { commitInfo: this.#commitInfo(base) },
      ...this.#schemaActions(base),
      ...(transaction ? [{ txn: { ...transaction, lastUpdated: this.#timestampMs } }] : []),
      ...replacedFiles(base, this.#options).map((file): Action => ({
        remove: tombstone(file, this.#timestampMs),
      })),
      ...this.#prepared.files.map((add): Action => ({ add })),
    ];
  }

  /** What an overwrite replaces is what its author saw: nothing may have come to it since. */
  #checkOverwrite(since: readonly Action[]): void {
    const { replacePartitions } = this.#options;
    if (since.some(({ metaData, protocol }) => metaData ?? protocol))
      throw this.#conflict('another writer changed its schema or properties');
    const touched = since.some(({ add, remove }) => {
      const file = add ?? remove;
      return file && (!replacePartitions || isReplaced(file, replacePartitions));
    });
    if (touched) throw this.#conflict('another writer changed rows that this overwrite replaces');
  }

  #commitInfo(base: Snapshot | undefined): CommitInfo {
    const { mode, userMetadata, replacePartitions } = this.#options;
    const { files, rows, partitionBy } = this.#prepared;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return {
      timestamp: this.#timestampMs,
      operation: base ? 'WRITE' : 'CREATE TABLE AS SELECT',
      operationParameters: {
        mode: mode === 'overwrite' ? 'Overwrite' : base ? 'Append' : 'ErrorIfExists',
        partitionBy: JSON.stringify(partitionBy),
        ...(replacePartitions && { replacePartitions: JSON.stringify(replacePartitions) }),
      },
      ...(base && { readVersion: base.version }),
      isBlindAppend: mode !== 'overwrite',
      operationMetrics: {
        numFiles: String(files.length),
        numOutputRows: String(rows),
        numOutputBytes: String(bytes),
      },
      engineInfo: 'bk-build',
      ...(userMetadata !== undefined && { userMetadata }),
      // By this a writer knows its own commit again.
      txnId: this.#effects.uuid(),
    };
  }

  #schemaActions(base: Snapshot | undefined): Action[] {
    const { fields, partitionBy } = this.#prepared;
    const isReplaced = this.#options.mode === 'overwrite' && !this.#options.replacePartitions;
    const schema = !base || isReplaced ? fields : this.#mergedSchema(base);
    const protocol = protocolFor(schema, base?.protocol);
    const metaData = base
      ? { ...base.metadata, ...(isReplaced && { partitionColumns: partitionBy }) }
      : this.#metadata();
    const isChanged =
      !base ||
      schemaText(base.schema) !== schemaText(schema) ||
      metaData.partitionColumns.join('\n') !== base.metadata.partitionColumns.join('\n');
    return [
      ...(protocol === base?.protocol ? [] : [{ protocol }]),
      ...(isChanged ? [{ metaData: { ...metaData, schemaString: schemaText(schema) } }] : []),
    ];
  }

  /** The table's columns and those that came with the files; others may have changed it since they were written. */
  #mergedSchema(base: Snapshot): readonly DeltaField[] {
    const { fields, partitionBy } = this.#prepared;
    if (base.metadata.partitionColumns.join('\n') !== partitionBy.join('\n'))
      throw this.#conflict('another writer changed its partition columns');
    const added = fields.filter((field) => {
      const known = findField(base.schema, field.name);
      if (known && !isSameType(known.type, field.type))
        throw this.#conflict(`another writer changed the type of its column "${field.name}"`);
      return !known;
    });
    if (added.length > 0 && !this.#options.mergeSchema)
      throw this.#conflict(`another writer removed its column "${added[0]!.name}"`);
    const missing = base.schema.find(({ name, nullable }) => !nullable && !findField(fields, name));
    if (missing)
      throw this.#conflict(`another writer added a column that may not be null, "${missing.name}"`);
    return added.length === 0 ? base.schema : [...base.schema, ...added];
  }

  #metadata(): Metadata {
    const { name, description, configuration } = this.#options;
    return {
      id: this.#effects.uuid(),
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      format: { provider: 'parquet', options: {} },
      schemaString: '',
      partitionColumns: this.#prepared.partitionBy,
      configuration: configuration ?? {},
      createdTime: this.#timestampMs,
    };
  }

  #conflict(problem: string): UserError {
    return new UserError(deltaConflict(this.#table, problem));
  }
}

/** Refuses what the table does not allow. */
export function checkTable(base: Snapshot, { mode }: WriteOptions, table: string): void {
  checkWritable(base.protocol, base, table);
  if (mode === 'overwrite' && base.metadata.configuration['delta.appendOnly'] === 'true')
    throw new UserError(deltaAppendOnly(table));
}

export function isWritten({ transactions }: Snapshot, { transaction }: WriteOptions): boolean {
  return transaction !== undefined && (transactions.get(transaction.appId) ?? -1) >= transaction.version;
}

/** The files that an overwrite takes out: all, or those of the partitions it replaces. */
function replacedFiles(
  base: Snapshot | undefined,
  { mode, replacePartitions }: WriteOptions,
): readonly AddFile[] {
  if (!base || mode !== 'overwrite') return [];
  return replacePartitions ? base.files.filter((file) => isReplaced(file, replacePartitions)) : base.files;
}

/** Whether a file is of a partition that is replaced; one that does not say is taken for such. */
export function isReplaced(
  { partitionValues }: Pick<RemoveFile, 'partitionValues'>,
  { column, values }: NonNullable<WriteOptions['replacePartitions']>,
): boolean {
  const value = partitionValues?.[column];
  return partitionValues === undefined || partitionValues === null || values.includes(value ?? '');
}

function tombstone(
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
