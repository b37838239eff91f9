/** A place for files. Paths are relative to a table's folder, with `/`, not URL-encoded. */
export interface DeltaStorage {
  /** The folder or address, as SQL and messages name it, without a `/` at the end. */
  readonly root: string;
  /** @returns undefined when there is no such file */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Names of the files directly in a folder, in any order, with their times; empty when there is none. */
  list(folder: string): Promise<readonly StoredFile[]>;
  /**
   * Creates a file with these contents, durably, or leaves the one that exists. At no moment can anybody see part of it.
   * @throws the storage's own error; nothing is left behind.
   */
  putIfAbsent(path: string, contents: string): Promise<'created' | 'exists'>;
  /** Creates or replaces a file; never shows part of it. */
  put(path: string, contents: string): Promise<void>;
  /** Gives a file another name; replaces what has it. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Makes files durable that something else wrote. */
  sync(paths: readonly string[]): Promise<void>;
  makeFolder(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
}

export interface StoredFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** SQL on a DuckDB connection. */
export interface SqlRunner {
  run(sql: string): Promise<void>;
  /** Rows as objects; whole numbers may be bigint. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}
