import { deltaLogCorrupt, deltaLogGap, UserError } from '../diagnostics/index.ts';
import { type Action, commitName } from './actions.ts';
import type { DeltaStorage } from './storage.ts';

/** What `_delta_log` holds, by its names alone: `_last_checkpoint` is a hint that can be old, so nobody asks it. */
export interface LogListing {
  /** Versions that have a commit, ascending. */
  readonly commits: readonly number[];
  /** Checkpoints of which every part is there, ascending by version. */
  readonly checkpoints: readonly CheckpointFiles[];
  /** What is wrong with others, by version. */
  readonly incomplete: ReadonlyMap<number, string>;
}

export interface CheckpointFiles {
  readonly version: number;
  /** Names in `_delta_log`. */
  readonly names: readonly string[];
}

const commitPattern = /^(\d{20})\.json$/;
const checkpointPattern = /^(\d{20})\.checkpoint(?:\.[\da-fA-F-]{36})?\.(?:json|parquet)$/;
const partPattern = /^(\d{20})\.checkpoint\.\d{10}\.(\d{10})\.parquet$/;

/** @returns undefined when there is no log: the folder is not a Delta table. */
export async function listLog(storage: DeltaStorage): Promise<LogListing | undefined> {
  const commits: number[] = [];
  const checkpoints: CheckpointFiles[] = [];
  const parts = new Map<string, { version: number; count: number; names: string[] }>();
  for (const name of await storage.list('_delta_log')) {
    const commit = commitPattern.exec(name);
    if (commit) commits.push(Number(commit[1]));
    const whole = checkpointPattern.exec(name);
    if (whole) checkpoints.push({ version: Number(whole[1]), names: [name] });
    const part = partPattern.exec(name);
    if (part) {
      const key = `${part[1]}/${part[2]}`;
      const known = parts.get(key) ?? { version: Number(part[1]), count: Number(part[2]), names: [] };
      known.names.push(name);
      parts.set(key, known);
    }
  }
  const incomplete = new Map<number, string>();
  for (const { version, count, names } of parts.values()) {
    if (names.length === count) checkpoints.push({ version, names: names.toSorted() });
    else incomplete.set(version, `it has ${names.length} of ${count} parts`);
  }
  if (commits.length === 0 && checkpoints.length === 0 && incomplete.size === 0) return undefined;
  return {
    commits: commits.toSorted((a, b) => a - b),
    checkpoints: checkpoints.toSorted((a, b) => a.version - b.version),
    incomplete,
  };
}

/** How many commits are read at a time. */
const readAhead = 32;

/** The actions of the commits `first` to `last`, in order. @throws UserError when one is missing or broken */
export async function readCommits(first: number, last: number, storage: DeltaStorage): Promise<Action[][]> {
  const commits: Action[][] = [];
  for (let from = first; from <= last; from += readAhead) {
    const count = Math.min(readAhead, last - from + 1);
    commits.push(
      ...(await Promise.all(Array.from({ length: count }, (_, index) => readCommit(from + index, storage)))),
    );
  }
  return commits;
}

/** A commit's actions. @throws UserError when the commit is missing or broken */
export async function readCommit(version: number, storage: DeltaStorage): Promise<Action[]> {
  const name = commitName(version);
  const bytes = await storage.read(`_delta_log/${name}`);
  if (!bytes) throw new UserError(deltaLogGap(storage.root, version));
  if (bytes.length === 0) throw new UserError(deltaLogCorrupt(storage.root, name, 1, 'is empty'));
  return parseActions(bytes, name, storage.root);
}

/**
 * The actions of a commit or a JSON checkpoint.
 * @throws UserError for a line that is not a JSON object: half a commit must not be read as a whole one.
 */
export function parseActions(bytes: Uint8Array, name: string, table: string): Action[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseLine(line, name, index + 1, table)],
  );
}

function parseLine(line: string, name: string, number: number, table: string): Action {
  const corrupt = (problem: string): UserError =>
    new UserError(deltaLogCorrupt(table, name, number, problem));
  let action: unknown;
  try {
    action = JSON.parse(line);
  } catch {
    throw corrupt('is not JSON');
  }
  if (typeof action !== 'object' || action === null || Array.isArray(action))
    throw corrupt('is not an action');
  const flaw = flawOf(action as Action);
  if (flaw !== undefined) throw corrupt(flaw);
  return action as Action;
}

/** What an action lacks that reading it relies on. */
function flawOf({ add, remove, metaData, protocol, txn }: Action): string | undefined {
  if (add && typeof add.path !== 'string') return 'adds a file without a path';
  if (remove && typeof remove.path !== 'string') return 'removes a file without a path';
  if (metaData && typeof metaData.schemaString !== 'string') return 'has metadata without a schema';
  if (protocol && typeof protocol.minReaderVersion !== 'number') return 'has a protocol without a version';
  if (txn && typeof txn.appId !== 'string') return 'has a transaction without an application';
  return undefined;
}
