import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A published copy of the warehouse: a file that nobody changes any more. */
export interface Publication {
  /** Names the build that it comes from. */
  readonly id: string;
  readonly path: string;
}

/** The newest publication beside a warehouse; undefined before the first. */
export async function newestPublication(warehouse: string): Promise<Publication | undefined> {
  let text: string;
  try {
    text = await readFile(`${stem(warehouse)}.published.json`, 'utf8');
  } catch {
    return undefined;
  }
  const id = identifierIn(text);
  return id === undefined ? undefined : { id, path: `${stem(warehouse)}.published-${id}.duckdb` };
}

/** The identifier becomes part of a file's name, so it may be nothing else. */
function identifierIn(text: string): string | undefined {
  try {
    const { invocation_id: id } = JSON.parse(text) as { invocation_id?: unknown };
    return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Removes publications older than the newest. One that a build is writing now is younger, and stays; one that another reader
 * holds open goes when it is closed, or, where that cannot be, with the next sweep.
 */
export async function sweepPublications(warehouse: string): Promise<void> {
  const newest = await newestPublication(warehouse);
  if (!newest) return;
  const limit = await modifiedAt(newest.path);
  if (limit === undefined) return;
  const folder = dirname(warehouse);
  const prefix = `${basename(stem(warehouse))}.published-`;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || path === newest.path) continue;
    const modified = await modifiedAt(path);
    if (modified !== undefined && modified < limit) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}

function stem(warehouse: string): string {
  return warehouse.replace(/\.duckdb$/, '');
}
