import {
  deltaCheckpointFailed,
  deltaPartitionOutside,
  deltaSchemaDiffers,
  deltaTableExists,
  type Diagnostic,
  UserError,
} from '../diagnostics/index.ts';
import { type AddFile, decodePath } from './actions.ts';
import { checkProperties } from './features.ts';
import { checkTable, FileChange, isReplaced, isWritten } from './change.ts';
import { commitChange } from './commit.ts';
import type { DeltaField } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { explainFailures } from './storage-errors.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';
import { planColumns } from './write-columns.ts';
import { wantsCheckpoint, writeCheckpoint } from './write-checkpoint.ts';
import { writeFiles } from './write-files.ts';
import type { DeltaEffects, WriteOptions } from './write-options.ts';

export interface WriteResult {
  /** The version the rows are in; the table's newest when nothing was written. */
  readonly version: number;
  readonly rows: number;
  /** False when the transaction had been written before. */
  readonly isWritten: boolean;
  /** What went wrong without harm, such as a checkpoint that could not be written. */
  readonly warnings: readonly Diagnostic[];
}

const defaultFileBytes = 256 * 1024 * 1024;

/**
 * Writes the rows of any number of queries as one commit. Data files come first; until the commit is there nobody sees
 * them, and after a crash they are only left over.
 */
export class DeltaWriter {
  readonly #base: Snapshot | undefined;
  readonly #options: WriteOptions;
  readonly #storage: DeltaStorage;
  readonly #sql: SqlRunner;
  readonly #effects: DeltaEffects;
  readonly #partitionBy: readonly string[];
  readonly #files: AddFile[] = [];
  #rows = 0;
  /** Undefined until rows have come, when the table is new or replaced whole. */
  #fields: readonly DeltaField[] | undefined;

  /** @param base The newest version; undefined when there is no table. @throws UserError when it may not be written */
  constructor(
    base: Snapshot | undefined,
    options: WriteOptions,
    storage: DeltaStorage,
    sql: SqlRunner,
    effects: DeltaEffects,
  ) {
    this.#base = base;
    this.#options = options;
    this.#storage = storage;
    this.#sql = sql;
    this.#effects = effects;
    const { mode, partitionBy, replacePartitions } = options;
    if (base && mode === 'create') throw new UserError(deltaTableExists(storage.root));
    if (base) checkTable(base, options, storage.root);
    else checkProperties(options.configuration ?? {}, storage.root);
    const keepsSchema = base && (mode !== 'overwrite' || replacePartitions);
    const own = base?.metadata.partitionColumns;
    this.#fields = keepsSchema ? base.schema : undefined;
    this.#partitionBy = (keepsSchema ? own : (partitionBy ?? own)) ?? [];
    if (replacePartitions && !this.#partitionBy.includes(replacePartitions.column)) {
      const problem = `it is not partitioned by "${replacePartitions.column}"`;
      throw new UserError(deltaSchemaDiffers(storage.root, problem));
    }
  }

  /** The table's newest version when it has the transaction already, so that there is nothing to do. */
  get writtenVersion(): number | undefined {
    return this.#base && isWritten(this.#base, this.#options) ? this.#base.version : undefined;
  }

  /**
   * Writes a query's rows to files that the commit will name.
   *
   * @param query A SELECT, or what else can stand in brackets behind FROM.
   * @returns how many rows they are
   * @throws UserError when they do not fit the table; what the database says when the query fails
   */
  add(query: string): Promise<number> {
    return explainFailures(this.#storage, () => this.#add(query));
  }

  async #add(query: string): Promise<number> {
    const text = query.trim().replace(/;$/, '');
    const described = await this.#sql.rows(`describe (${text}\n)`);
    const columns = described.map((row) => ({
      name: String(row['column_name']),
      type: String(row['column_type']),
    }));
    const { fields, select } = planColumns(columns, {
      table: this.#storage.root,
      fields: this.#fields ?? [],
      mayAdd: this.#options.mergeSchema === true,
      partitionBy: this.#partitionBy,
    });
    await this.#storage.makeFolder('_delta_log');
    const { files, rows } = await writeFiles(
      {
        query: `select ${select} from (${text}\n)`,
        fields,
        partitionBy: this.#partitionBy,
        id: this.#effects.uuid(),
        nowMs: this.#effects.now(),
        targetFileBytes: this.#options.targetFileBytes ?? defaultFileBytes,
      },
      this.#storage,
      this.#sql,
    );
    this.#files.push(...files);
    this.#fields = fields;
    this.#rows += rows;
    this.#checkReplaced(files);
    return rows;
  }

  /**
   * Makes all rows part of the table, at once.
   *
   * @throws UserError when another writer changed what this write stands on, or the commit cannot be written; the table
   * is then as it was
   */
  commit(): Promise<WriteResult> {
    return explainFailures(this.#storage, () => this.#commit());
  }

  async #commit(): Promise<WriteResult> {
    const timestampMs = this.#options.timestampMs ?? this.#effects.now();
    if (!this.#fields)
      throw new UserError(deltaSchemaDiffers(this.#storage.root, 'nothing says which columns it has'));
    const prepared = {
      files: this.#files,
      rows: this.#rows,
      fields: this.#fields,
      partitionBy: this.#partitionBy,
    };
    await this.#storage.makeFolder('_delta_log');
    const change = new FileChange(prepared, this.#options, this.#storage.root, timestampMs, this.#effects);
    const { snapshot, isCommitted } = await commitChange(change, this.#base, timestampMs, this.#storage);
    const { version } = snapshot;
    if (!isCommitted) {
      await this.discard();
      return { version, rows: 0, isWritten: false, warnings: [] };
    }
    return { version, rows: this.#rows, isWritten: true, warnings: await this.#checkpoint(snapshot) };
  }

  /** Removes the files that were written, as far as that is possible; they are in nobody's way. */
  async discard(): Promise<void> {
    const paths = this.#files.splice(0).map(({ path }) => decodePath(path));
    await Promise.allSettled(paths.map((path) => this.#storage.remove(path)));
  }

  #checkReplaced(files: readonly AddFile[]): void {
    const { replacePartitions } = this.#options;
    const outside = replacePartitions && files.find((file) => !isReplaced(file, replacePartitions));
    if (!outside) return;
    const { column } = replacePartitions;
    const value = outside.partitionValues[column] ?? null;
    throw new UserError(deltaPartitionOutside(this.#storage.root, column, value));
  }

  /** A checkpoint that cannot be written is no loss: the commits are there. */
  async #checkpoint(snapshot: Snapshot): Promise<Diagnostic[]> {
    if (!wantsCheckpoint(snapshot)) return [];
    try {
      const { now, uuid } = this.#effects;
      await writeCheckpoint(snapshot, this.#storage, this.#sql, now(), uuid());
      return [];
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [deltaCheckpointFailed(this.#storage.root, snapshot.version, problem)];
    }
  }
}
