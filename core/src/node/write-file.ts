import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface WriteOptions {
  /** A power cut may leave a part of it: whoever reads it can tell, and do without. The disk is then not waited for. */
  readonly isCache?: boolean;
}

/**
 * Writes a file so that at any moment either the former or the new contents are there: into a file beside it, which
 * then takes its place. Folders are made as needed.
 *
 * @throws the system's error, such as ENOSPC; the former contents are then still there.
 */
export function writeFileAtomically(
  path: string,
  parts: Iterable<string | Uint8Array>,
  { isCache = false }: WriteOptions = {},
): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const handle = openSync(beside, 'w');
    try {
      for (const bytes of encoded(parts))
        for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
      if (!isCache) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renamePatiently(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Texts as bytes, in one buffer: a new one for each costs more than the encoding. */
function* encoded(parts: Iterable<string | Uint8Array>): Iterable<Uint8Array> {
  let buffer: Buffer | undefined;
  for (const part of parts) {
    if (typeof part !== 'string') yield part;
    else if (mostBytes * part.length > bufferBytes) yield Buffer.from(part);
    else {
      buffer ??= Buffer.allocUnsafeSlow(bufferBytes);
      yield buffer.subarray(0, buffer.write(part));
    }
  }
}

const bufferBytes = 1 << 18;
/** UTF-8 of one UTF-16 unit. */
const mostBytes = 3;

/** Renames, though Windows refuses that for what somebody reads right now: a little later it may not. */
export function renamePatiently(from: string, to: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (attempt >= 10 || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 * (attempt + 1));
    }
  }
}
