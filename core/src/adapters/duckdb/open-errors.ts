import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { databaseLocked, databaseUnavailable, notADatabase, UserError } from '../../diagnostics/index.ts';
import { OtherOptions } from './instances.ts';
import { toDatabaseError } from './errors.ts';

/** Whether another process has the database, so that waiting may help. */
export function isLocked(error: unknown): boolean {
  return /Could not set lock on file|Conflicting lock is held|used by another process/i.test(String(error));
}

/** DuckDB's three headers; a shorter file never held a table. */
const headersBytes = 3 * 4096;

/**
 * Removes a file that a process was killed over while it made it, so that it can be made again.
 *
 * @returns whether there was one. A process that is still at it has locked the file, which is another error.
 */
export function removeUnfinished(file: string, error: unknown): boolean {
  const status = statusOf(file);
  const isUnfinished =
    status?.isFile() === true &&
    status.size < headersBytes &&
    !isLocked(error) &&
    !existsSync(`${file}.wal`) &&
    ['it is empty', undefined].includes(otherKind(file));
  if (isUnfinished) rmSync(file);
  return isUnfinished;
}

/** Why a database could not be opened, in words that name the file and what to do. */
export function explainOpening(error: unknown, shown: string, file: string): UserError {
  const { message } = toDatabaseError(error, '');
  const because = (problem: string, hint: string): UserError =>
    new UserError(databaseUnavailable(shown, problem, hint), { cause: error });
  if (isLocked(error)) return new UserError(databaseLocked(shown, describeHolder(message)), { cause: error });
  if (error instanceof OtherOptions) {
    return because(
      'it is open in this process with other config_options',
      'Use the same config_options in both targets',
    );
  }
  if (statusOf(file)?.isDirectory()) return because('it is a folder', 'Name a file within it');
  if (/storage version|version number|newer version/i.test(message)) {
    return because('it was written by a newer DuckDB', 'Update bk-build, or build into a new file');
  }
  const kind = otherKind(file);
  if (kind !== undefined) return new UserError(notADatabase(shown, kind), { cause: error });
  if (/permission denied|read-only file system|operation not permitted|EACCES|EROFS|EPERM/i.test(message)) {
    return because(
      'the file or its folder may not be written',
      'Check the permissions, or choose another path',
    );
  }
  if (/EEXIST|ENOTDIR|ENOENT|No such file or directory/.test(message)) {
    return because('its folder is missing and cannot be made', 'Make the folder, or choose another path');
  }
  if (/No space left on device|ENOSPC/.test(message)) {
    return because('the disk is full', 'Make room, or choose another path');
  }
  if (/replaying WAL/i.test(message)) {
    return because(
      `its log ${shown}.wal is damaged, so that what was committed last cannot be read back`,
      'Restore both from a copy, or move the log away to go on with what was there before it; they were left as they are',
    );
  }
  if (
    /Corrupt database file|checksum|Could not read enough bytes|not a valid DuckDB database/i.test(message)
  ) {
    return because(
      'the file is damaged',
      'Restore it from a copy, or move it away and build anew; it was left as it is',
    );
  }
  const [first = message] = message.split('\n');
  return because(first, "Check the profile's path and config_options");
}

/** `process 4711: node bk-build build`, as far as the message and the system tell. */
function describeHolder(message: string): string | undefined {
  const pid = /PID (\d+)/.exec(message)?.[1];
  if (pid === undefined) return undefined;
  const command = commandOf(pid) ?? /held in (.+?) \(PID/.exec(message)?.[1];
  return command === undefined ? `process ${pid}` : `process ${pid}: ${command}`;
}

const shownCommand = 200;

function commandOf(pid: string): string | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return command === '' ? undefined : command.slice(0, shownCommand);
  } catch {
    return undefined;
  }
}

/** What a file is that is no DuckDB database, or undefined for one, and for what cannot be read. */
export function otherKind(file: string): string | undefined {
  const head = headOf(file);
  if (head === undefined || head.toString('latin1', 8, 12) === 'DUCK') return undefined;
  if (head.length === 0) return 'it is empty';
  return head.toString('latin1').startsWith('SQLite format 3')
    ? 'it is an SQLite database'
    : 'it is another kind of file';
}

function headOf(file: string): Buffer | undefined {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const head = Buffer.alloc(16);
    return head.subarray(0, readSync(handle, head, 0, head.length, 0));
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
