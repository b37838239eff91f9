import { deltaTableMissing, deltaTimeMissing, deltaVersionMissing, UserError } from '../diagnostics/index.ts';
import { type CommitInfo, commitName } from './actions.ts';
import { listLog, type LogListing, readCommits } from './log.ts';
import { explainFailures } from './storage-errors.ts';
import type { DeltaStorage } from './storage.ts';

/** Which version to read: the newest, one by its number, or what was the newest at a time. */
export type VersionChoice = { readonly version?: number } | { readonly timestampMs: number };

export interface HistoryEntry {
  readonly version: number;
  readonly timestampMs: number;
  readonly operation: string;
  /** Parameters as the writer gave them; texts within may be JSON. */
  readonly operationParameters: Readonly<Record<string, unknown>>;
  readonly userMetadata: string | undefined;
}

/** The commits that are there, newest first. @throws UserError for a table that is not there or broken */
export async function readHistory(storage: DeltaStorage): Promise<readonly HistoryEntry[]> {
  const infos = await explainFailures(storage, async () => {
    const { commits } = requireLog(await listLog(storage), storage);
    return readCommitTimes(commits, storage);
  });
  return infos.toReversed().map(({ version, timestampMs, info }) => ({
    version,
    timestampMs,
    operation: info?.operation ?? 'UNKNOWN',
    operationParameters: info?.operationParameters ?? {},
    userMetadata: info?.userMetadata,
  }));
}

/** @throws UserError when the table cannot be read at that version or time */
export async function chooseVersion(
  listing: LogListing,
  storage: DeltaStorage,
  choice: VersionChoice,
): Promise<number> {
  const { commits, checkpoints, incomplete } = listing;
  const known = [...checkpoints.map(({ version }) => version), ...incomplete.keys()];
  const newest = Math.max(commits.at(-1) ?? -1, ...known);
  const oldest = commits[0] === 0 ? 0 : Math.min(...(known.length > 0 ? known : [commits[0] ?? 0]));
  if ('timestampMs' in choice) return versionAt(commits, storage, choice.timestampMs, oldest);
  const wanted = choice.version ?? newest;
  if (!Number.isInteger(wanted) || wanted > newest || wanted < oldest)
    throw new UserError(deltaVersionMissing(storage.root, wanted, oldest, newest));
  return wanted;
}

export function requireLog(listing: LogListing | undefined, storage: DeltaStorage): LogListing {
  if (!listing) throw new UserError(deltaTableMissing(storage.root));
  return listing;
}

/** The newest version committed at or before a time. */
async function versionAt(
  commits: readonly number[],
  storage: DeltaStorage,
  timestampMs: number,
  oldest: number,
): Promise<number> {
  const times = await readCommitTimes(
    commits.filter((version) => version >= oldest),
    storage,
  );
  const chosen = times.findLast((commit) => commit.timestampMs <= timestampMs);
  if (chosen) return chosen.version;
  const iso = (ms: number): string => (Number.isNaN(ms) ? 'that time' : new Date(ms).toISOString());
  const first = times[0] ? iso(times[0].timestampMs) : 'an unknown time';
  throw new UserError(deltaTimeMissing(storage.root, iso(timestampMs), first));
}

interface CommitTime {
  readonly version: number;
  /** Clocks may go back; a later version is never older than the one before. */
  readonly timestampMs: number;
  readonly info: CommitInfo | undefined;
}

/** A time in the commit counts before its file's: copies of a table keep the one but not the other. */
async function readCommitTimes(versions: readonly number[], storage: DeltaStorage): Promise<CommitTime[]> {
  const times: CommitTime[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [first, end] of denseRanges(versions)) {
    const commits = await readCommits(first, end, storage);
    for (const [index, actions] of commits.entries()) {
      const version = first + index;
      const info = actions.find(({ commitInfo }) => commitInfo)?.commitInfo;
      const own = info?.inCommitTimestamp ?? info?.timestamp;
      const time = own ?? (await storage.modifiedMs(`_delta_log/${commitName(version)}`)) ?? 0;
      last = Math.max(last + 1, time);
      times.push({ version, timestampMs: last, info });
    }
  }
  return times;
}

/** First and last of each run of versions without a gap. */
function denseRanges(versions: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const version of versions) {
    const range = ranges.at(-1);
    if (range?.[1] === version - 1) range[1] = version;
    else ranges.push([version, version]);
  }
  return ranges;
}
