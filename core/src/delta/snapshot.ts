import { deltaCheckpointIncomplete, deltaLogCorrupt, deltaLogGap, UserError } from '../diagnostics/index.ts';
import {
  type Action,
  type AddFile,
  commitName,
  fileKey,
  type Metadata,
  type Protocol,
  type RemoveFile,
  type Transaction,
} from './actions.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkReadable } from './features.ts';
import { listLog, type LogListing, readCommits } from './log.ts';
import { type DeltaField, parseSchema } from './schema.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';
import { explainFailures } from './storage-errors.ts';
import { chooseVersion, requireLog, type VersionChoice } from './versions.ts';

/** A table as one version has it. */
export interface Snapshot {
  readonly version: number;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly schema: readonly DeltaField[];
  /** Files whose rows are in the table, in the order in which they came. */
  readonly files: readonly AddFile[];
  /** Files that were taken out; their data stay until somebody removes them. */
  readonly tombstones: readonly RemoveFile[];
  /** The last version each application wrote, for writing a batch once only. */
  readonly transactions: ReadonlyMap<string, number>;
  /** The actions that say so. */
  readonly transactionActions: readonly Transaction[];
}

/** @throws UserError for a table that is not there, is broken, or needs features that are not known */
export function readSnapshot(
  storage: DeltaStorage,
  sql: SqlRunner,
  choice: VersionChoice = {},
): Promise<Snapshot> {
  return explainFailures(storage, () => replayLog(storage, sql, choice));
}

async function replayLog(storage: DeltaStorage, sql: SqlRunner, choice: VersionChoice): Promise<Snapshot> {
  const listing = requireLog(await listLog(storage), storage);
  const version = await chooseVersion(listing, storage, choice);
  const { start, base } = await readBase(listing, version, storage, sql);
  const replay = new Replay();
  replay.apply(base);
  for (const actions of await readCommits(start, version, storage)) replay.apply(actions);
  return replay.finish(version, storage.root);
}

/** A snapshot, or nothing, with later commits on top of it, each the actions of one version. */
export function advance(
  snapshot: Snapshot | undefined,
  commits: readonly (readonly Action[])[],
  storage: DeltaStorage,
): Snapshot {
  const replay = new Replay();
  if (snapshot) replay.apply(actionsOf(snapshot));
  for (const actions of commits) replay.apply(actions);
  return replay.finish((snapshot?.version ?? -1) + commits.length, storage.root);
}

/** The actions that make a snapshot out of nothing, as a checkpoint keeps them. */
export function actionsOf(snapshot: Snapshot): Action[] {
  const { protocol, metadata, files, tombstones, transactionActions } = snapshot;
  return [
    { protocol },
    { metaData: metadata },
    ...transactionActions.map((txn): Action => ({ txn })),
    ...files.map((add): Action => ({ add })),
    ...tombstones.map((remove): Action => ({ remove })),
  ];
}

/**
 * What commits are replayed on: the newest checkpoint that can be read, or nothing when the log goes back to version 0.
 * A broken checkpoint is no loss as long as there is another way to the same state.
 */
async function readBase(
  { commits, checkpoints, incomplete }: LogListing,
  version: number,
  storage: DeltaStorage,
  sql: SqlRunner,
): Promise<{ readonly start: number; readonly base: readonly Action[] }> {
  const present = new Set(commits);
  let failure: unknown;
  for (const checkpoint of checkpoints.toReversed()) {
    if (checkpoint.version > version) continue;
    if (!isDense(present, checkpoint.version + 1, version)) break;
    try {
      return { start: checkpoint.version + 1, base: await readCheckpoint(checkpoint, storage, sql) };
    } catch (error) {
      failure ??= error;
    }
  }
  if (isDense(present, 0, version)) return { start: 0, base: [] };
  if (failure !== undefined) throw failure;
  const broken = [...incomplete].findLast(([candidate]) => candidate <= version);
  if (broken) throw new UserError(deltaCheckpointIncomplete(storage.root, ...broken));
  throw new UserError(deltaLogGap(storage.root, firstMissing(present, checkpoints, version)));
}

function isDense(present: ReadonlySet<number>, first: number, last: number): boolean {
  for (let version = last; version >= first; version--) if (!present.has(version)) return false;
  return true;
}

/** The commit that is missing on the way from the newest checkpoint. */
function firstMissing(
  present: ReadonlySet<number>,
  checkpoints: LogListing['checkpoints'],
  version: number,
): number {
  const base = checkpoints.findLast((checkpoint) => checkpoint.version <= version);
  let next = base ? base.version + 1 : 0;
  while (present.has(next)) next++;
  return next;
}

/** Applies actions in order; the last word about each file counts. */
class Replay {
  readonly #files = new Map<string, AddFile>();
  readonly #tombstones = new Map<string, RemoveFile>();
  readonly #transactions = new Map<string, Transaction>();
  #protocol: Protocol | undefined;
  #metadata: Metadata | undefined;

  /** @param actions Those of one version: their order among themselves means nothing. */
  apply(actions: readonly Action[]): void {
    for (const { remove } of actions) {
      if (!remove) continue;
      this.#files.delete(fileKey(remove));
      this.#tombstones.set(fileKey(remove), remove);
    }
    for (const { add, protocol, metaData, txn } of actions) {
      if (add) {
        this.#files.set(fileKey(add), add);
        this.#tombstones.delete(fileKey(add));
      }
      if (protocol) this.#protocol = protocol;
      if (metaData) this.#metadata = metaData;
      if (txn) this.#transactions.set(txn.appId, txn);
    }
  }

  finish(version: number, table: string): Snapshot {
    if (!this.#protocol || !this.#metadata) {
      const what = this.#protocol ? 'metadata' : 'a protocol';
      throw new UserError(
        deltaLogCorrupt(table, commitName(version), undefined, `is reached without ${what}`),
      );
    }
    checkReadable(this.#protocol, table);
    return {
      version,
      protocol: this.#protocol,
      metadata: {
        ...this.#metadata,
        configuration: this.#metadata.configuration ?? {},
        partitionColumns: this.#metadata.partitionColumns ?? [],
      },
      schema: parseSchema(this.#metadata.schemaString, table),
      files: [...this.#files.values()],
      tombstones: [...this.#tombstones.values()],
      transactions: new Map([...this.#transactions].map(([appId, txn]) => [appId, Number(txn.version)])),
      transactionActions: [...this.#transactions.values()],
    };
  }
}
