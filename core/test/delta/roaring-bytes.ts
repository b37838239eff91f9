/** A container of a 32-bit roaring bitmap, by the format's specification. */
interface Container {
  readonly kind: 'plain' | 'run';
  readonly cardinality: number;
  readonly bytes: Buffer;
}

export function valuesContainer(values: readonly number[]): Container {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return { kind: 'plain', cardinality: values.length, bytes };
}

/** @param runs First and last value of each. */
export function runContainer(runs: readonly (readonly [number, number])[]): Container {
  const bytes = Buffer.alloc(2 + runs.length * 4);
  bytes.writeUInt16LE(runs.length);
  runs.forEach(([first, last], index) => {
    bytes.writeUInt16LE(first, 2 + index * 4);
    bytes.writeUInt16LE(last - first, 4 + index * 4);
  });
  return { kind: 'run', cardinality: runs.reduce((sum, [first, last]) => sum + last - first + 1, 0), bytes };
}

export function bitsContainer(values: readonly number[]): Container {
  const bytes = Buffer.alloc(8192);
  for (const value of values) bytes[value >> 3]! |= 1 << (value & 7);
  return { kind: 'plain', cardinality: values.length, bytes };
}

/** A deletion vector's bytes; `key` is the upper half of a container's row numbers. */
export function deletionVectorBytes(
  containers: readonly { readonly key: number; readonly container: Container }[],
): Buffer {
  const hasRuns = containers.some(({ container }) => container.kind === 'run');
  const count = containers.length;
  const parts: Buffer[] = [];
  const number32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  parts.push(number32(1_681_511_377), number32(1), number32(0), number32(0));
  if (hasRuns) {
    const flags = Buffer.alloc(Math.ceil(count / 8));
    containers.forEach(({ container }, index) => {
      if (container.kind === 'run') flags[index >> 3]! |= 1 << (index & 7);
    });
    parts.push(number32(12_347 | ((count - 1) << 16)), flags);
  } else parts.push(number32(12_346), number32(count));
  for (const { key, container } of containers)
    parts.push(number32(key | ((container.cardinality - 1) << 16)));
  if (!hasRuns || count >= 4) for (let i = 0; i < count; i++) parts.push(number32(0));
  parts.push(...containers.map(({ container }) => container.bytes));
  const bytes = Buffer.concat(parts);
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

export function encodeZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 4) {
    let value = view.getUint32(i);
    let part = '';
    for (let j = 0; j < 5; j++, value = Math.floor(value / 85)) part = digits[value % 85]! + part;
    text += part;
  }
  return text;
}
