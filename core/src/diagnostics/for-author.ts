import type { Diagnostic } from './diagnostic.ts';
import type { Span } from './span.ts';

/** What macros say to authors, as against faults of a macro's own code. */
const toldToAuthors: ReadonlySet<string> = new Set([
  'COMPILER_ERROR',
  'CONFIG_MISSING',
  'CONTRACT_ERROR',
  'DATABASE_ERROR',
  'INCREMENTAL_STRATEGY_UNKNOWN',
  'SNAPSHOT_TARGET_INVALID',
  'TEMPLATE_WARNING',
]);

/**
 * What a macro that bk-build brings has to say, at the author's line that called it.
 *
 * @param place Where the node is declared: told where the author called nothing himself, as of a materialization.
 */
export function forAuthor(
  diagnostic: Diagnostic,
  isBuiltIn: (file: string) => boolean,
  place?: Span,
): Diagnostic {
  const { at, code, trace = [] } = diagnostic;
  if (!at || !toldToAuthors.has(code) || !isBuiltIn(at.file)) return diagnostic;
  const index = trace.findIndex((frame) => !isBuiltIn(frame.at.file));
  const called = trace[index]?.at;
  const told = called && !isWholeFile(called) ? called : (place ?? called);
  return told ? { ...diagnostic, at: told, trace: trace.slice(index + 1) } : diagnostic;
}

/** The place that stands for a file as a whole. */
export const isWholeFile = ({ line, column, endLine, endColumn }: Span): boolean =>
  line === 1 && column === 1 && endLine === 1 && endColumn === 1;
