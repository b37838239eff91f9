import {
  deltaLogGap,
  deltaLogCorrupt,
  deltaTableMissing,
  deltaTimeMissing,
  deltaVersionMissing,
  UserError,
} from '../diagnostics/index.ts';
import {
  type Action,
  type AddFile,
  commitName,
  fileKey,
  type Metadata,
  type Protocol,
  type RemoveFile,
} from './actions.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkReadable } from './features.ts';
import { type CheckpointFiles, listLog, type LogListing, parseActions } from './log.ts';
import { type DeltaField, parseSchema } from './schema.ts';
import type { DeltaStorage, SqlRunner } from './storage.ts';

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
}

/** Which version to read: the newest, one by its number, or what was the newest at a time. */
export type VersionChoice = { readonly version?: number } | { readonly timestampMs: number };

/** @throws UserError for a table that is not there, is broken, or needs features that are not known */
export async function readSnapshot(
  storage: DeltaStorage,
  sql: SqlRunner,
  choice: VersionChoice = {},
): Promise<Snapshot> {
  const listing = await listLog(storage);
  if (!listing) throw new UserError(deltaTableMissing(storage.root));
  const version = await chooseVersion(listing, storage, choice);
  const checkpoint = listing.checkpoints.findLast(
    (candidate) => candidate.version <= version && isComplete(candidate),
  );
  const start = (checkpoint?.version ?? -1) + 1;
  if (!checkpoint) refuseBrokenCheckpoint(listing, storage.root, version);
  const state = new Replay();
  if (checkpoint) state.apply(await readCheckpoint(checkpoint, storage, sql));
  for (let next = start; next <= version; next++) state.apply(await readCommit(next, storage));
  return state.finish(version, storage.root);
}

/** A commit's actions. @throws UserError when the commit is missing or broken */
export async function readCommit(version: number, storage: DeltaStorage): Promise<Action[]> {
  const name = commitName(version);
  const bytes = await storage.read(`_delta_log/${name}`);
  if (!bytes) throw new UserError(deltaLogGap(storage.root, version));
  if (bytes.length === 0) throw new UserError(deltaLogCorrupt(storage.root, name, 1, 'is empty'));
  return parseActions(bytes, name, storage.root);
}

const isComplete = ({ names, parts }: CheckpointFiles): boolean => names.length === parts;

/** Without commit 0 there must be a checkpoint; half of one is told as such, not as a gap. */
function refuseBrokenCheckpoint({ commits, checkpoints }: LogListing, table: string, version: number): void {
  if (commits[0]?.version === 0) return;
  const broken = checkpoints.find((candidate) => candidate.version <= version);
  throw new UserError(deltaLogGap(table, broken ? broken.version : 0));
}

async function chooseVersion(
  listing: LogListing,
  storage: DeltaStorage,
  choice: VersionChoice,
): Promise<number> {
  const { commits, checkpoints } = listing;
  const newest = Math.max(commits.at(-1)?.version ?? -1, checkpoints.at(-1)?.version ?? -1);
  const oldest =
    commits[0]?.version === 0 ? 0 : (checkpoints.find(isComplete)?.version ?? commits[0]?.version ?? 0);
  if ('timestampMs' in choice) return versionAt(listing, storage, choice.timestampMs, oldest);
  const wanted = choice.version ?? newest;
  if (wanted > newest || wanted < oldest)
    throw new UserError(deltaVersionMissing(storage.root, wanted, oldest, newest));
  return wanted;
}

/** The newest version committed at or before a time; a commit's own time counts before its file's. */
async function versionAt(
  { commits }: LogListing,
  storage: DeltaStorage,
  timestampMs: number,
  oldest: number,
): Promise<number> {
  let chosen: number | undefined;
  let first: number | undefined;
  let last = Number.NEGATIVE_INFINITY;
  for (const { version, modifiedMs } of commits) {
    if (version < oldest) continue;
    const info = (await readCommit(version, storage)).find(({ commitInfo }) => commitInfo)?.commitInfo;
    // Clocks may go back; a later version is never older than the one before.
    last = Math.max(last + (last === Number.NEGATIVE_INFINITY ? 0 : 1), info?.timestamp ?? modifiedMs);
    first ??= last;
    if (last <= timestampMs) chosen = version;
  }
  if (chosen !== undefined) return chosen;
  const iso = (ms: number): string => new Date(ms).toISOString();
  throw new UserError(
    deltaTimeMissing(storage.root, iso(timestampMs), first === undefined ? 'nowhere' : iso(first)),
  );
}

/** Applies actions in order; the last word about each file counts. */
class Replay {
  readonly #files = new Map<string, AddFile>();
  readonly #tombstones = new Map<string, RemoveFile>();
  readonly #transactions = new Map<string, number>();
  #protocol: Protocol | undefined;
  #metadata: Metadata | undefined;

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
      if (txn) this.#transactions.set(txn.appId, Number(txn.version));
    }
  }

  finish(version: number, table: string): Snapshot {
    if (!this.#protocol || !this.#metadata) {
      throw new UserError(
        deltaLogCorrupt(table, commitName(version), 1, 'is reached without a protocol and metadata'),
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
      transactions: this.#transactions,
    };
  }
}
