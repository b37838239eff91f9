import { UserError } from '../diagnostics/index.ts';
import { listLog } from './log.ts';
import { scanSql } from './scan.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';
import { explainFailures } from './storage-errors.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';
import { type HistoryEntry, readHistory, type VersionChoice } from './versions.ts';
import type { DeltaEffects, WriteOptions } from './write-options.ts';
import { DeltaWriter, type WriteResult } from './writer.ts';

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
    const listing = await explainFailures(this.#storage, () => listLog(this.#storage));
    return listing !== undefined;
  }

  /** @throws UserError when the table is missing, broken, or needs unknown features */
  snapshot(choice: VersionChoice = {}): Promise<Snapshot> {
    return readSnapshot(this.#storage, this.#sql, choice);
  }

  /**
   * A SELECT that gives the rows of a version; any DuckDB can run it, as long as the files are there.
   *
   * @throws UserError as {@link snapshot} does, and when a data file is missing
   */
  async select(choice: VersionChoice = {}): Promise<string> {
    return scanSql(await this.snapshot(choice), this.#storage, this.#sql);
  }

  /** The commits that are there, newest first. @throws UserError when the table is missing or broken */
  history(): Promise<readonly HistoryEntry[]> {
    return readHistory(this.#storage);
  }

  /**
   * Starts a write of several queries as one commit, for more rows than one query should hold.
   *
   * @throws UserError when the table may not be written
   */
  async writer(options: WriteOptions): Promise<DeltaWriter> {
    const base = (await this.exists()) ? await this.snapshot() : undefined;
    return new DeltaWriter(base, options, this.#storage, this.#sql, this.#effects);
  }

  /**
   * Writes a query's rows as one commit.
   *
   * @throws UserError when they do not fit, the table may not be written, or somebody else changed what this write
   * stands on. The table is then as it was.
   */
  async write(query: string, options: WriteOptions): Promise<WriteResult> {
    const writer = await this.writer(options);
    const { writtenVersion: version } = writer;
    if (version !== undefined) return { version, rows: 0, isWritten: false, warnings: [] };
    try {
      await writer.add(query);
      return await writer.commit();
    } catch (error) {
      if (!mayBeCommitted(error)) await writer.discard();
      throw error;
    }
  }
}

/** After a failing storage nobody knows whether others see the commit: its files must stay. */
function mayBeCommitted(error: unknown): boolean {
  return error instanceof UserError && error.diagnostics.some(({ code }) => code === 'DELTA_COMMIT_FAILED');
}
