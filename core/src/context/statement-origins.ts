import { DatabaseError } from '../adapter/adapter.ts';
import type { CallSite, Origin, Rendered } from '../jinja/index.ts';

/** A text that a template rendered by `render()`, as hooks are: where it came from is not known to the templates. */
export interface Rendering {
  /** The text before it was rendered; places in it have the file name `renderedFile`. */
  readonly source: string;
  readonly rendered: Rendered;
}

/** The file that places in a rendered text of unknown origin have. */
export const renderedFile = '<rendered>';

/** Where a refused statement was made: a place in a file, or in a text that some file holds. */
export interface StatementOrigin extends Origin {
  /** The text, where the place is in one. */
  readonly source?: string;
}

const origins = new WeakMap<DatabaseError, StatementOrigin[]>();

/** The origins of a refused statement, the nearest first. */
export function originsOf(error: DatabaseError): readonly StatementOrigin[] {
  return origins.get(error) ?? [];
}

/** Waits for a call that runs statements; of a refused one it keeps that it was made here. */
export function noted<T>(
  call: Promise<T> | T,
  site: CallSite,
  renderings: readonly Rendering[],
): Promise<T> | T {
  if (!(call instanceof Promise)) return call;
  return call.catch((error: unknown) => {
    if (error instanceof DatabaseError) note(error, site, renderings);
    throw error;
  });
}

function note(error: DatabaseError, site: CallSite, renderings: readonly Rendering[]): void {
  const known = origins.get(error) ?? renderings.flatMap((rendering) => originsIn(rendering, error));
  known.push({ at: site.span(), trace: site.trace() });
  origins.set(error, known);
}

/** Where in a rendered text the fault lies, when the refused statement is that text. */
function originsIn({ rendered, source }: Rendering, { offset = 0, sql }: DatabaseError): StatementOrigin[] {
  const text = rendered.text.trim();
  const start = text === '' ? -1 : sql.indexOf(text);
  if (start === -1 || offset < start || offset > start + text.length) return [];
  const origin = rendered.locate(offset - start + rendered.text.indexOf(text));
  return origin ? [origin.at.file === renderedFile ? { ...origin, source } : origin] : [];
}
