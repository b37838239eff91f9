import { deltaLogCorrupt, UserError } from '../diagnostics/index.ts';
import type { Action } from './actions.ts';
import type { DeltaStorage } from './storage.ts';

/** What `_delta_log` holds, by its names alone. */
export interface LogListing {
  /** Versions that have a commit, ascending, with the commit's time. */
  readonly commits: readonly { readonly version: number; readonly modifiedMs: number }[];
  /** Checkpoints, ascending by version. */
  readonly checkpoints: readonly CheckpointFiles[];
}

export interface CheckpointFiles {
  readonly version: number;
  readonly kind: 'classic' | 'multi-part' | 'v2';
  /** Names in `_delta_log`, in the order of the parts. */
  readonly names: readonly string[];
  /** How many parts there should be. */
  readonly parts: number;
}

const commitPattern = /^(\d{20})\.json$/;
const classicPattern = /^(\d{20})\.checkpoint\.parquet$/;
const partPattern = /^(\d{20})\.checkpoint\.(\d{10})\.(\d{10})\.parquet$/;
const v2Pattern = /^(\d{20})\.checkpoint\.[\da-fA-F-]{36}\.(json|parquet)$/;

/** @returns undefined when there is no log: the folder is not a Delta table. */
export async function listLog(storage: DeltaStorage): Promise<LogListing | undefined> {
  const files = await storage.list('_delta_log');
  const commits: { version: number; modifiedMs: number }[] = [];
  const checkpoints: CheckpointFiles[] = [];
  const parts = new Map<string, { version: number; parts: number; names: string[] }>();
  for (const { name, modifiedMs } of files) {
    const commit = commitPattern.exec(name);
    if (commit) commits.push({ version: Number(commit[1]), modifiedMs });
    const classic = classicPattern.exec(name);
    if (classic) checkpoints.push({ version: Number(classic[1]), kind: 'classic', names: [name], parts: 1 });
    const v2 = v2Pattern.exec(name);
    if (v2) checkpoints.push({ version: Number(v2[1]), kind: 'v2', names: [name], parts: 1 });
    const part = partPattern.exec(name);
    if (part) {
      const key = `${part[1]}/${part[3]}`;
      const known = parts.get(key) ?? { version: Number(part[1]), parts: Number(part[3]), names: [] };
      known.names.push(name);
      parts.set(key, known);
    }
  }
  for (const { version, parts: count, names } of parts.values()) {
    checkpoints.push({ version, kind: 'multi-part', names: names.toSorted(), parts: count });
  }
  if (commits.length === 0 && checkpoints.length === 0) return undefined;
  return {
    commits: commits.toSorted((a, b) => a.version - b.version),
    checkpoints: checkpoints.toSorted((a, b) => a.version - b.version),
  };
}

/**
 * The actions of a commit or a JSON checkpoint.
 * @throws UserError for a line that is not a JSON object: half a commit must not be read as a whole one.
 */
export function parseActions(bytes: Uint8Array, name: string, table: string): Action[] {
  const text = new TextDecoder().decode(bytes);
  const actions: Action[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    actions.push(parseLine(line, name, index + 1, table));
  });
  return actions;
}

function parseLine(line: string, name: string, number: number, table: string): Action {
  let action: unknown;
  try {
    action = JSON.parse(line);
  } catch {
    throw new UserError(deltaLogCorrupt(table, name, number, 'is not JSON'));
  }
  if (typeof action !== 'object' || action === null || Array.isArray(action)) {
    throw new UserError(deltaLogCorrupt(table, name, number, 'is not an action'));
  }
  const { add, remove } = action as Action;
  if ((add && typeof add.path !== 'string') || (remove && typeof remove.path !== 'string')) {
    throw new UserError(deltaLogCorrupt(table, name, number, 'names no file'));
  }
  return action as Action;
}
