/** What writing needs of the outside world. */
export interface DeltaEffects {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  uuid(): string;
}

export interface WriteOptions {
  /**
   * `create` refuses a table that exists; `append` and `overwrite` create one that does not. An overwrite of the whole
   * table takes the schema of what is written.
   */
  readonly mode: 'create' | 'append' | 'overwrite';
  /** Columns whose values name folders; when the table is created or overwritten whole, else the table's own. */
  readonly partitionBy?: readonly string[];
  /**
   * With `overwrite`: only these partitions are replaced, by the values of one partition column as the log writes them;
   * the empty text is null. Rows of other partitions are refused.
   */
  readonly replacePartitions?: { readonly column: string; readonly values: readonly string[] };
  /** Lets columns be added, which are null in older rows. */
  readonly mergeSchema?: boolean;
  /** Writes once only: nothing happens when the table has this version of the application, or a later one. */
  readonly transaction?: { readonly appId: string; readonly version: number };
  /** Of a new table. */
  readonly name?: string;
  /** Of a new table. */
  readonly description?: string;
  /** Properties of a new table, such as `delta.appendOnly`; none that need a table feature. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Kept in the commit, for people. */
  readonly userMetadata?: string;
  /** The time the commit bears, for time travel; the clock's when absent. */
  readonly timestampMs?: number;
  /** About how large data files get; 256 MB unless told. Partitions are not split. */
  readonly targetFileBytes?: number;
}
