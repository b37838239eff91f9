/** Values kept from one invocation to the next, each under a name. */
export interface CacheStore {
  /** @returns undefined when there is nothing, or nothing that can be read. */
  read(name: string): Uint8Array | undefined;
  /**
   * Replaces what stands under a name, whole or not at all, whoever else writes at the same time. A store that cannot
   * write, or whose parts cannot be made, does nothing: a cache is never worth an error.
   *
   * @param parts Written one after the other; each is what it is until the next is asked for.
   */
  write(name: string, parts: Iterable<Uint8Array>): void;
}

/** Tells damaged bytes from whole ones. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Of all bytes until now, in one word. */
  digest(): string;
}

/** Who writes, and what it is computed from. */
export interface Sealing {
  readonly version: string;
  readonly key: string;
  readonly createChecksum: () => Checksum;
}

/**
 * Writes lines between one that says who wrote them and for what, and one that tells whether they are whole.
 *
 * @param lines Of text without line ends; they may throw a TypeError for a value that has no form.
 * @returns the checksum of the lines; undefined where they were not all written.
 */
export function writeSealed(
  store: CacheStore,
  name: string,
  lines: Iterable<string>,
  { createChecksum, key, version }: Sealing,
): string | undefined {
  const encoder = new TextEncoder();
  const checksum = createChecksum();
  let digest: string | undefined;
  function* parts(): Iterable<Uint8Array> {
    yield encoder.encode(header(version, key));
    for (const bytes of encoded(lines)) {
      checksum.update(bytes);
      yield bytes;
    }
    digest = checksum.digest();
    yield encoder.encode(digest);
  }
  store.write(name, parts());
  return digest;
}

/** Lines that were sealed, and whether they are whole is seen when they are asked for. */
export interface Opened {
  /** What the bytes say their checksum is. */
  readonly checksum: string;
  /** @returns undefined when they are not whole. */
  lines(): readonly string[] | undefined;
}

/** @returns undefined for what another version wrote, or was made of something else. */
export function open(
  bytes: Uint8Array | undefined,
  { createChecksum, key, version }: Sealing,
): Opened | undefined {
  const start = (bytes?.indexOf(lineEnd) ?? -1) + 1;
  if (!bytes || start === 0) return undefined;
  const decoder = new TextDecoder();
  if (decoder.decode(bytes.subarray(0, start)) !== header(version, key)) return undefined;
  const end = bytes.lastIndexOf(lineEnd) + 1;
  const checksum = decoder.decode(bytes.subarray(end));
  return {
    checksum,
    lines() {
      const now = createChecksum();
      now.update(bytes.subarray(start, end));
      return now.digest() === checksum ? [...linesOf(bytes, start, end)] : undefined;
    },
  };
}

const lineEnd = 10;
const bufferBytes = 1 << 18;
/** UTF-8 of one UTF-16 unit. */
const mostBytes = 3;

const header = (version: string, key: string): string => `bk-build ${version} ${key}\n`;

/** The lines as bytes, as many together as the one buffer holds that they all are written into. */
function* encoded(lines: Iterable<string>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(bufferBytes);
  let used = 0;
  for (const line of lines) {
    const most = mostBytes * line.length + 1;
    if (used + most > bufferBytes) {
      yield buffer.subarray(0, used);
      used = 0;
    }
    if (most > bufferBytes) yield encoder.encode(`${line}\n`);
    else {
      used += encoder.encodeInto(line, buffer.subarray(used)).written;
      buffer[used++] = lineEnd;
    }
  }
  yield buffer.subarray(0, used);
}

/** Each line is decoded by itself: one that is not ASCII does not make all others twice as large. */
function* linesOf(bytes: Uint8Array, start: number, end: number): Iterable<string> {
  const decoder = new TextDecoder();
  for (let from = start; from < end;) {
    const to = bytes.indexOf(lineEnd, from);
    yield decoder.decode(bytes.subarray(from, to));
    from = to + 1;
  }
}
