import { deltaVectorCorrupt, UserError } from '../diagnostics/index.ts';
import { type DeletionVector, resolvePath } from './actions.ts';
import { CorruptBitmap, readRoaring64 } from './roaring.ts';
import type { DeltaStorage } from './storage.ts';

const magicNumber = 1_681_511_377;

/**
 * The row numbers, from 0, that a deletion vector takes out of its file, ascending.
 * @see Delta protocol, "Deletion Vectors"
 */
export async function deletedRows(vector: DeletionVector, storage: DeltaStorage): Promise<number[]> {
  const corrupt = (problem: string, cause?: unknown): UserError =>
    new UserError(deltaVectorCorrupt(storage.root, problem), { cause });
  const bytes =
    vector.storageType === 'i'
      ? decodeZ85(vector.pathOrInlineDv)
      : await readStored(vector, storage, corrupt);
  if (!bytes) throw corrupt(`"${vector.pathOrInlineDv}" is not base 85`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 4 || view.getUint32(0, true) !== magicNumber)
    throw corrupt('it does not start as one');
  let rows: number[];
  try {
    rows = readRoaring64(view, 4);
  } catch (error) {
    if (error instanceof CorruptBitmap || error instanceof RangeError) throw corrupt(error.message, error);
    throw error;
  }
  if (rows.length !== vector.cardinality)
    throw corrupt(`it names ${rows.length} rows instead of ${vector.cardinality}`);
  return rows;
}

async function readStored(
  { storageType, pathOrInlineDv, offset, sizeInBytes }: DeletionVector,
  storage: DeltaStorage,
  corrupt: (problem: string) => UserError,
): Promise<Uint8Array> {
  const path = storageType === 'u' ? relativePath(pathOrInlineDv) : resolvePath(pathOrInlineDv, storage.root);
  if (path === undefined) throw corrupt(`"${pathOrInlineDv}" names no file`);
  const file = await storage.read(path);
  if (!file) throw corrupt(`its file ${path} is missing`);
  const start = offset ?? 0;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // Before the data stands its size, behind it a checksum.
  if (view.byteLength < start + 4 + sizeInBytes || view.getUint32(start) !== sizeInBytes)
    throw corrupt(`${path} has no vector of ${sizeInBytes} bytes at ${start}`);
  return file.subarray(start + 4, start + 4 + sizeInBytes);
}

const uuidLength = 20;

/** A random prefix, then a UUID in base 85. */
function relativePath(text: string): string | undefined {
  const prefix = text.slice(0, -uuidLength);
  const bytes = decodeZ85(text.slice(-uuidLength));
  if (bytes?.length !== 16) return undefined;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return `${prefix === '' ? '' : `${prefix}/`}deletion_vector_${uuid}.bin`;
}

const z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** @returns undefined for what is not base 85 @see ZeroMQ RFC 32 */
export function decodeZ85(text: string): Uint8Array | undefined {
  if (text.length % 5 !== 0) return undefined;
  const view = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let i = 0; i < text.length; i += 5) {
    let value = 0;
    for (let j = i; j < i + 5; j++) {
      const digit = z85.indexOf(text[j]!);
      if (digit === -1) return undefined;
      value = value * 85 + digit;
    }
    view.setUint32((i / 5) * 4, value);
  }
  return new Uint8Array(view.buffer);
}
