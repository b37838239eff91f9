/** Values kept from one invocation to the next, each under a name. */
export interface CacheStore {
  /** @returns undefined when there is nothing, or nothing that can be read. */
  read(name: string): Uint8Array | undefined;
  /**
   * Replaces what stands under a name, whole or not at all, whoever else writes at the same time. A store that cannot
   * write does nothing: a cache is never worth an error.
   *
   * @param parts Written one after the other.
   */
  write(name: string, parts: readonly Uint8Array[]): void;
}

/** Who writes a value, and what it is computed from. */
export interface Sealing {
  readonly version: string;
  readonly key: string;
  readonly checksum: (bytes: Uint8Array) => string;
}

/** A value as bytes that tell whether they are whole: a line that says who wrote it and for what, then JSON. */
export interface Sealed {
  readonly parts: readonly Uint8Array[];
  readonly checksum: string;
}

/** @returns undefined when JSON has no form for the value. */
export function seal(value: unknown, { checksum: checksumOf, key, version }: Sealing): Sealed | undefined {
  const json = jsonOf(value);
  if (json === undefined) return undefined;
  // Encoded once, for the checksum and for the file: a large project's manifest has fifty megabytes.
  const body = new TextEncoder().encode(json);
  const checksum = checksumOf(body);
  return { parts: [new TextEncoder().encode(`${header(version, key)}${checksum}\n`), body], checksum };
}

/** What was sealed, and whether it is whole is seen when its value is asked for. */
export interface Opened {
  /** What the bytes say their checksum is. */
  readonly checksum: string;
  /** @returns undefined when they are not whole. */
  value(): unknown;
}

/** @returns undefined for what another version wrote, or was made of something else. */
export function open(
  bytes: Uint8Array | undefined,
  { checksum: checksumOf, key, version }: Sealing,
): Opened | undefined {
  const end = bytes?.indexOf(lineEnd) ?? -1;
  if (end === -1) return undefined;
  const decoder = new TextDecoder();
  const line = decoder.decode(bytes!.subarray(0, end));
  const expected = header(version, key);
  if (!line.startsWith(expected)) return undefined;
  const checksum = line.slice(expected.length);
  return {
    checksum,
    value() {
      const body = bytes!.subarray(end + 1);
      return checksum === checksumOf(body) ? JSON.parse(decoder.decode(body)) : undefined;
    },
  };
}

const lineEnd = 10;

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // Integers beyond 2^53 have no form in JSON.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const header = (version: string, key: string): string => `bk-build ${version} ${key} `;
