import { deltaVectorCorrupt, UserError } from '../diagnostics/index.ts';
import type { DeletionVector } from './actions.ts';
import type { DeltaStorage } from './storage.ts';

/** The row numbers, from 0, that a deletion vector takes out of its file. @see Delta protocol, "Deletion Vectors" */
export async function deletedRows(
  vector: DeletionVector,
  storage: DeltaStorage,
  resolve: (path: string) => string,
): Promise<bigint[]> {
  const corrupt = (problem: string): UserError => new UserError(deltaVectorCorrupt(storage.root, problem));
  const bytes =
    vector.storageType === 'i'
      ? decodeZ85(vector.pathOrInlineDv)
      : await readStored(vector, storage, resolve, corrupt);
  const rows = readBitmapArray(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), corrupt);
  if (rows.length !== vector.cardinality)
    throw corrupt(`it names ${rows.length} rows instead of ${vector.cardinality}`);
  return rows;
}

async function readStored(
  { storageType, pathOrInlineDv, offset, sizeInBytes }: DeletionVector,
  storage: DeltaStorage,
  resolve: (path: string) => string,
  corrupt: (problem: string) => UserError,
): Promise<Uint8Array> {
  const path = storageType === 'u' ? relativePath(pathOrInlineDv) : resolve(pathOrInlineDv);
  const file = await storage.read(path);
  if (!file) throw corrupt(`its file ${path} is missing`);
  const start = offset ?? 1;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // Before the data stands its size, behind it a checksum.
  if (view.byteLength < start + 4 + sizeInBytes || view.getUint32(start) !== sizeInBytes)
    throw corrupt(`${path} is too short`);
  return file.subarray(start + 4, start + 4 + sizeInBytes);
}

/** A random prefix, then a UUID in 20 characters of base 85. */
function relativePath(text: string): string {
  const prefix = text.slice(0, -20);
  const hex = [...decodeZ85(text.slice(-20))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  return `${prefix === '' ? '' : `${prefix}/`}deletion_vector_${uuid}.bin`;
}

const z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

export function decodeZ85(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor(text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i + 5 <= text.length; i += 5) {
    let value = 0;
    for (let j = 0; j < 5; j++) value = value * 85 + z85.indexOf(text[i + j]!);
    view.setUint32((i / 5) * 4, value);
  }
  return bytes;
}

const magicNumber = 1_681_511_377;

/** A 64-bit roaring bitmap: 32-bit ones by the upper half of the number. */
function readBitmapArray(view: DataView, corrupt: (problem: string) => UserError): bigint[] {
  if (view.byteLength < 12 || view.getUint32(0, true) !== magicNumber)
    throw corrupt('it does not start as one');
  const count = Number(view.getBigUint64(4, true));
  const rows: bigint[] = [];
  let position = 12;
  try {
    for (let i = 0; i < count; i++) {
      const high = BigInt(view.getUint32(position, true)) << 32n;
      position = readBitmap(view, position + 4, (low) => rows.push(high | BigInt(low)));
    }
  } catch (error) {
    if (error instanceof RangeError) throw corrupt('it ends too early');
    throw error;
  }
  return rows;
}

const cookieNoRuns = 12_346;
const cookieRuns = 12_347;
const noOffsetThreshold = 4;

/** One 32-bit roaring bitmap. @returns where it ends @see RoaringFormatSpec */
function readBitmap(view: DataView, start: number, add: (value: number) => void): number {
  let position = start;
  const cookie = view.getUint32(position, true);
  position += 4;
  const hasRuns = (cookie & 0xffff) === cookieRuns;
  let size: number;
  let isRun: (index: number) => boolean = () => false;
  if (hasRuns) {
    size = (cookie >>> 16) + 1;
    const flags = position;
    isRun = (index) => (view.getUint8(flags + (index >> 3)) & (1 << (index & 7))) !== 0;
    position += Math.ceil(size / 8);
  } else {
    if (cookie !== cookieNoRuns) throw new RangeError('unknown cookie');
    size = view.getUint32(position, true);
    position += 4;
  }
  const keys = Array.from({ length: size }, (_, index) => ({
    key: view.getUint16(position + index * 4, true),
    cardinality: view.getUint16(position + index * 4 + 2, true) + 1,
  }));
  position += size * 4;
  if (!hasRuns || size >= noOffsetThreshold) position += size * 4;
  keys.forEach(({ key, cardinality }, index) => {
    const high = key * 65_536;
    if (isRun(index)) {
      const runs = view.getUint16(position, true);
      position += 2;
      for (let run = 0; run < runs; run++, position += 4) {
        const first = view.getUint16(position, true);
        const length = view.getUint16(position + 2, true);
        for (let value = first; value <= first + length; value++) add(high + value);
      }
    } else if (cardinality <= 4096) {
      for (let item = 0; item < cardinality; item++, position += 2)
        add(high + view.getUint16(position, true));
    } else {
      for (let word = 0; word < 1024; word++, position += 8) {
        const bits = view.getBigUint64(position, true);
        for (let bit = 0n; bit < 64n; bit++) if (bits & (1n << bit)) add(high + word * 64 + Number(bit));
      }
    }
  });
  return position;
}
