import { UserError } from './diagnostic.ts';
import type { Span } from './span.ts';

/**
 * Does some work for what an author wrote at a place.
 * @throws what the work throws; author's mistakes that have no place yet get this one
 */
export function placed<T>(at: Span | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withPlace(error, at);
  }
}

/** Like `placed`, of work that takes time. */
export async function placedLater<T>(at: Span | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withPlace(error, at);
  }
}

function withPlace(error: unknown, at: Span | undefined): unknown {
  if (!at || !(error instanceof UserError)) return error;
  const diagnostics = error.diagnostics.map((diagnostic) => ({ at, ...diagnostic }));
  return new UserError(diagnostics, { cause: error });
}
