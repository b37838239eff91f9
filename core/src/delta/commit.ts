import { deltaCommitFailed, deltaConflict, UserError } from '../diagnostics/index.ts';
import { type Action, commitName } from './actions.ts';
import { listLog, readCommits } from './log.ts';
import { advance, type Snapshot } from './snapshot.ts';
import type { DeltaStorage } from './storage.ts';

/** A change that can be told anew on what others committed meanwhile. */
export interface Change {
  /**
   * The actions that make the change on a table; undefined when it is in there already.
   *
   * @param base The table, or undefined when there is none.
   * @param since What others committed since the change was prepared.
   * @throws UserError when that touches what the change stands on
   */
  actionsOn(base: Snapshot | undefined, since: readonly Action[]): readonly Action[] | undefined;
}

export interface CommitOutcome {
  /** The table with the change in it. */
  readonly snapshot: Snapshot;
  readonly isCommitted: boolean;
}

const maxAttempts = 100;

/**
 * Puts a change behind whatever is in the log, as the next version.
 *
 * @param base What the change was prepared on.
 * @throws UserError when it cannot be committed; then the table is as it was
 */
export async function commitChange(
  change: Change,
  base: Snapshot | undefined,
  timestampMs: number,
  storage: DeltaStorage,
): Promise<CommitOutcome> {
  let current = base;
  let since: readonly Action[] = [];
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const actions = change.actionsOn(current, since);
    if (!actions) return { snapshot: current!, isCommitted: false };
    const version = (current?.version ?? -1) + 1;
    if (await putCommit(version, actions, timestampMs, storage)) {
      return { snapshot: advance(current, [actions], storage), isCommitted: true };
    }
    const others = await readOthers(version, storage);
    since = [...since, ...others.flat()];
    current = advance(current, others, storage);
  }
  throw new UserError(deltaConflict(storage.root, `${maxAttempts} times in a row another writer was faster`));
}

/** Every commit from a version on. */
async function readOthers(first: number, storage: DeltaStorage): Promise<Action[][]> {
  const newest = (await listLog(storage))?.commits.at(-1) ?? first;
  return readCommits(first, Math.max(first, newest), storage);
}

/** @returns false when another writer owns the version */
async function putCommit(
  version: number,
  actions: readonly Action[],
  timestampMs: number,
  storage: DeltaStorage,
): Promise<boolean> {
  const path = `_delta_log/${commitName(version)}`;
  const text = `${actions.map((action) => JSON.stringify(action)).join('\n')}\n`;
  try {
    if ((await storage.putIfAbsent(path, text, timestampMs)) === 'created') return true;
    return await isThere(path, text, storage);
  } catch (error) {
    // A storage can fail after it made the commit. Whoever then wrote again would have the rows twice.
    if (await isThere(path, text, storage).catch(() => false)) return true;
    const problem = error instanceof Error ? error.message : String(error);
    throw new UserError(deltaCommitFailed(storage.root, problem), { cause: error });
  }
}

/** Whether a commit is ours: each names a number that no other has. */
async function isThere(path: string, text: string, storage: DeltaStorage): Promise<boolean> {
  const bytes = await storage.read(path);
  return bytes !== undefined && new TextDecoder().decode(bytes) === text;
}
