import { deltaStorageFailed, UserError } from '../diagnostics/index.ts';
import type { DeltaStorage } from './storage.ts';

/**
 * Turns what a disk or DuckDB's file access throws into an author's error. What is wrong with a query stays as it is: its
 * position is in the query, and whoever gave it knows the way back.
 */
export async function explainFailures<T>({ root }: DeltaStorage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UserError || !isAboutFiles(error, root)) throw error;
    throw new UserError(deltaStorageFailed(root, error.message.split('\n')[0]!), { cause: error });
  }
}

/** Node's errors have a code such as `ENOSPC`; DuckDB's begin with their kind and name the file. */
function isAboutFiles(error: Error & { readonly code?: unknown }, root: string): boolean {
  if (typeof error.code === 'string') return /^E[A-Z]+$/.test(error.code);
  return /^(?:IO|Permission) Error/.test(error.message) && error.message.includes(root);
}
