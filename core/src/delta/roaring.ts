/** Bytes that are no bitmap. */
export class CorruptBitmap extends Error {
  override name = 'CorruptBitmap';
}

/**
 * The numbers of a 64-bit roaring bitmap, ascending: 32-bit bitmaps, each under the upper half of its numbers.
 * @throws CorruptBitmap or RangeError
 * @see RoaringFormatSpec, "Extension for 64-bit implementations"
 */
export function readRoaring64(view: DataView, start: number): number[] {
  const count = view.getBigUint64(start, true);
  const values: number[] = [];
  let position = start + 8;
  for (let bitmap = 0n; bitmap < count; bitmap++) {
    const high = view.getUint32(position, true) * 2 ** 32;
    if (high > Number.MAX_SAFE_INTEGER) throw new CorruptBitmap('it has a number beyond 2^53');
    position = readRoaring32(view, position + 4, high, values);
  }
  return values;
}

const cookieWithoutRuns = 12_346;
const cookieWithRuns = 12_347;
/** Bitmaps with runs and fewer containers than this have no table of offsets. */
const offsetThreshold = 4;
/** A container with more values than this is a set of bits. */
const maxArraySize = 4096;

interface Container {
  readonly key: number;
  readonly cardinality: number;
  readonly isRun: boolean;
}

/** One 32-bit bitmap. @returns where it ends */
function readRoaring32(view: DataView, start: number, high: number, into: number[]): number {
  const { containers, end } = readHeader(view, start);
  let position = end;
  for (const { key, cardinality, isRun } of containers) {
    const base = high + key * 65_536;
    if (isRun) position = readRuns(view, position, base, into);
    else if (cardinality <= maxArraySize) position = readArray(view, position, cardinality, base, into);
    else position = readBits(view, position, base, into);
  }
  return position;
}

function readHeader(view: DataView, start: number): { containers: readonly Container[]; end: number } {
  const cookie = view.getUint32(start, true);
  const hasRuns = (cookie & 0xffff) === cookieWithRuns;
  if (!hasRuns && cookie !== cookieWithoutRuns) throw new CorruptBitmap('it holds a bitmap of unknown kind');
  const size = hasRuns ? (cookie >>> 16) + 1 : view.getUint32(start + 4, true);
  const flags = start + 4;
  const keys = hasRuns ? flags + Math.ceil(size / 8) : start + 8;
  if (keys + size * 4 > view.byteLength) throw new CorruptBitmap('it ends too early');
  const containers = Array.from({ length: size }, (_, index) => ({
    key: view.getUint16(keys + index * 4, true),
    cardinality: view.getUint16(keys + index * 4 + 2, true) + 1,
    isRun: hasRuns && (view.getUint8(flags + (index >> 3)) & (1 << (index & 7))) !== 0,
  }));
  const hasOffsets = !hasRuns || size >= offsetThreshold;
  return { containers, end: keys + size * (hasOffsets ? 8 : 4) };
}

function readRuns(view: DataView, start: number, base: number, into: number[]): number {
  const runs = view.getUint16(start, true);
  let position = start + 2;
  for (let run = 0; run < runs; run++, position += 4) {
    const first = base + view.getUint16(position, true);
    const last = first + view.getUint16(position + 2, true);
    for (let value = first; value <= last; value++) into.push(value);
  }
  return position;
}

function readArray(view: DataView, start: number, count: number, base: number, into: number[]): number {
  const end = start + count * 2;
  for (let position = start; position < end; position += 2) into.push(base + view.getUint16(position, true));
  return end;
}

function readBits(view: DataView, start: number, base: number, into: number[]): number {
  for (let word = 0; word < 2048; word++) {
    let bits = view.getUint32(start + word * 4, true);
    while (bits !== 0) {
      into.push(base + word * 32 + 31 - Math.clz32(bits & -bits));
      bits &= bits - 1;
    }
  }
  return start + 8192;
}
