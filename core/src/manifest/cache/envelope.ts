/** Texts kept from one invocation to the next, each under a name. */
export interface CacheStore {
  /** @returns undefined when there is nothing, or nothing that can be read. */
  read(name: string): string | undefined;
  /**
   * Replaces what stands under a name, whole or not at all, whoever else writes at the same time. A store that cannot
   * write does nothing: a cache is never worth an error.
   */
  write(name: string, text: string): void;
}

/** Who writes a text, and what it is computed from. */
export interface Sealing {
  readonly version: string;
  readonly key: string;
  readonly sha256: (text: string) => string;
}

/**
 * A value in a text that tells whether it is whole: the first line says who wrote it and for what, the rest is JSON.
 * @param key What the value was computed from.
 * @returns undefined when JSON has no form for the value.
 */
export function seal(
  value: unknown,
  version: string,
  key: string,
  sha256: (text: string) => string,
): string | undefined {
  const body = jsonOf(value);
  return body === undefined ? undefined : `${header(version, key, sha256(body))}\n${body}`;
}

/** The value of a sealed text; undefined when it is another version's, made of something else, or not whole. */
export function unseal(
  text: string | undefined,
  version: string,
  key: string,
  sha256: (text: string) => string,
): unknown {
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const expected = header(version, key, '');
  if (end === -1 || !text.startsWith(expected)) return undefined;
  const body = text.slice(end + 1);
  return text.slice(expected.length, end) === sha256(body) ? JSON.parse(body) : undefined;
}

/** What a sealed text says its body's checksum is. */
export function checksumOf(text: string | undefined): string | undefined {
  const end = text?.indexOf('\n') ?? -1;
  return end === -1 ? undefined : text!.slice(text!.lastIndexOf(' ', end) + 1, end);
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // Integers beyond 2^53 have no form in JSON.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const header = (version: string, key: string, checksum: string): string =>
  `bk-build ${version} ${key} ${checksum}`;
