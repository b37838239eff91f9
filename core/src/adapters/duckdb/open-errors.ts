import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { databaseLocked, databaseUnavailable, notADatabase, UserError } from '../../diagnostics/index.ts';

/** Why a database could not be opened, in words that name the file and what to do. */
export function explainOpening(error: unknown, shown: string, file: string): UserError {
  const message = error instanceof Error ? error.message : String(error);
  const cause = { cause: error };
  const lock = /Could not set lock on file|Conflicting lock is held/i.test(message);
  if (lock) return new UserError(databaseLocked(shown, describeHolder(message)), cause);
  if (/used by another process|being used/i.test(message))
    return new UserError(databaseLocked(shown, undefined), cause);
  if (/not a valid DuckDB database file/i.test(message) || !hasDuckDbHeader(file))
    return new UserError(notADatabase(shown), cause);
  if (isFolder(file))
    return new UserError(databaseUnavailable(shown, 'it is a folder', 'Name a file within it'), cause);
  if (/permission denied|read-only file system|EACCES|EROFS|EPERM/i.test(message)) {
    return new UserError(
      databaseUnavailable(
        shown,
        'the file or its folder may not be written',
        'Check the permissions, or choose another path',
      ),
      cause,
    );
  }
  if (/storage version|newer version|serialization version/i.test(message)) {
    return new UserError(
      databaseUnavailable(
        shown,
        'it was written by a newer DuckDB',
        'Update bk-build, or build into a new file',
      ),
      cause,
    );
  }
  const [first] = message.split('\n');
  return new UserError(
    databaseUnavailable(shown, first!, "Check the profile's path and config_options"),
    cause,
  );
}

/** `PID 4711: node bk-build build`, as far as the message and the system tell. */
function describeHolder(message: string): string | undefined {
  const pid = /PID (\d+)/.exec(message)?.[1];
  if (pid === undefined) return undefined;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return `process ${pid}: ${command.slice(0, 200)}`;
  } catch {
    const program = /held in (.+?) \(PID/.exec(message)?.[1];
    return program === undefined ? `process ${pid}` : `process ${pid}: ${program}`;
  }
}

/** A DuckDB file has its mark at byte 8; an empty or absent file may become one. */
function hasDuckDbHeader(file: string): boolean {
  try {
    const handle = openSync(file, 'r');
    try {
      const head = Buffer.alloc(12);
      const length = readSync(handle, head, 0, 12, 0);
      return length === 0 || head.toString('latin1', 8, 12) === 'DUCK';
    } finally {
      closeSync(handle);
    }
  } catch {
    return true;
  }
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}
