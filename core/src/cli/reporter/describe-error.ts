import { DatabaseError } from '../../adapter/adapter.ts';
import { databaseRefused } from '../../diagnostics/catalogue/run.ts';
import { type Diagnostic, systemRefused, UserError } from '../../diagnostics/index.ts';

/** Whatever was thrown, as diagnostics: what the author, the database or the system did, or a fault of bk-build. */
export function describeError(error: unknown): readonly Diagnostic[] {
  if (error instanceof DatabaseError && error.cause instanceof UserError) return error.cause.diagnostics;
  if (error instanceof DatabaseError)
    return [databaseRefused(error.message, undefined, error.candidates, error.hint)];
  if (error instanceof UserError) return error.diagnostics;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return [systemRefused(path, code, (error as Error).message)];
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    {
      code: 'INTERNAL_ERROR',
      severity: 'error',
      message: `bk-build itself failed:\n${text}`,
      hint: 'Please report it, with this text and what you did',
    },
  ];
}
