/** A place for files. Paths are relative to a table's folder, with `/`, not URL-encoded; or absolute. */
export interface DeltaStorage {
  /** The folder or address, absolute, as SQL and messages name it, without a `/` at the end. */
  readonly root: string;
  /** @returns undefined when there is no such file */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Names of what is directly in a folder, in any order; empty when there is none. */
  list(folder: string): Promise<readonly string[]>;
  exists(path: string): Promise<boolean>;
  /** When a file was last changed, in milliseconds since 1970 UTC. @returns undefined when there is none */
  modifiedMs(path: string): Promise<number | undefined>;
  /**
   * Creates a file with these contents, durably, or leaves the one that exists. At no moment can anybody see part of it.
   *
   * @param modifiedMs When the file shall say it was changed.
   * @throws the storage's own error. The file may be there all the same: whoever must know reads it.
   */
  putIfAbsent(path: string, contents: string, modifiedMs: number): Promise<'created' | 'exists'>;
  /** Creates or replaces a file; never shows part of it. */
  put(path: string, contents: string): Promise<void>;
  /** Gives a file another name; replaces what has it. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Makes files durable that something else wrote, and the folders that lead to them. */
  sync(paths: readonly string[]): Promise<void>;
  makeFolder(path: string): Promise<void>;
}

/** SQL on a DuckDB connection. */
export interface SqlRunner {
  run(sql: string): Promise<void>;
  /** Rows as objects: whole numbers may be bigint, maps are Maps, anything else nested is text. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
