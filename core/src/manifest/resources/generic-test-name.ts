/** Names of 64 characters and more are cut: databases refuse longer identifiers. */
const longestName = 63;
const keptOfLongName = 30;

export interface GenericTestName {
  /** At most 63 characters: the file's name and, unless configured, the alias. */
  readonly short: string;
  /** All of it: the node's name, and the last part of its fqn. */
  readonly full: string;
}

/**
 * The name that dbt gives to a generic test without one: what is tested and every argument, in the order of their names.
 *
 * @param test `unique`, `source_not_null`, `dbt_utils_equality`.
 * @param args Arguments by name, as lists of what Python's `str()` makes of each value; without `model`.
 */
export function genericTestName(
  test: string,
  target: string,
  args: ReadonlyMap<string, readonly string[]>,
  md5: (text: string) => string,
): GenericTestName {
  const parts = [...args.keys()].toSorted(byCodePoint).flatMap((name) => args.get(name)!);
  const identifier = `${test}_${target}`;
  const full = `${identifier}_${parts.map((part) => part.replace(/[^0-9a-zA-Z_]+/g, '_')).join('__')}`;
  if (lengthOf(full) <= longestName) return { short: full, full };
  return { short: `${Array.from(identifier).slice(0, keptOfLongName).join('')}_${md5(full)}`, full };
}

/** Ten hex digits that tell apart tests of one name: of the name and all that the test was called with. */
export function genericTestHash(name: string, metadataRepr: string, md5: (text: string) => string): string {
  return md5(name + metadataRepr).slice(-10);
}

/** Python's length: code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
