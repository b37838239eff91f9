/** A version as dbt reads them: three numbers, perhaps a prerelease. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string | undefined;
}

/** One end of a range, or one version. */
export interface Bound {
  readonly operator: '>' | '>=' | '<' | '<=' | '=';
  readonly version: Version;
}

const number = '0|[1-9]\\d*';
const prerelease = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][\\dA-Za-z-]*)';
/** The dash before the prerelease may be missing, and what stands behind `+` counts for nothing. */
const versionSource = `(${number})\\.(${number})\\.(${number})(?:-?(${prerelease}(?:\\.${prerelease})*))?(?:\\+[\\dA-Za-z-]*(?:\\.[\\dA-Za-z-]*)*)?`;
const versionPattern = new RegExp(`^${versionSource}$`);
const boundPattern = new RegExp(`^(>=|<=|>|<|=)?${versionSource}$`);

/** @returns undefined for what is no version of three numbers */
export function parseVersion(text: string): Version | undefined {
  const match = versionPattern.exec(text);
  return match ? versionOf(match.slice(1)) : undefined;
}

/** `>=1.0.0`; a bare version is that one alone. */
export function parseBound(text: string): Bound | undefined {
  const match = boundPattern.exec(text);
  return match
    ? { operator: (match[1] as Bound['operator'] | undefined) ?? '=', version: versionOf(match.slice(2)) }
    : undefined;
}

function versionOf([major, minor, patch, rest]: readonly (string | undefined)[]): Version {
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: rest };
}

/** Below, above or equal to zero, as for sorting; a prerelease comes before its version. */
export function compareVersions(a: Version, b: Version): number {
  const order = compareNumbers(a, b);
  if (order !== 0 || a.prerelease === b.prerelease) return order;
  if (a.prerelease === undefined) return 1;
  if (b.prerelease === undefined) return -1;
  return comparePrereleases(a.prerelease, b.prerelease);
}

function compareNumbers(a: Version, b: Version): number {
  return a.numbers[0] - b.numbers[0] || a.numbers[1] - b.numbers[1] || a.numbers[2] - b.numbers[2];
}

/** Part by part: numbers as numbers, and before words; of two that begin alike, the longer text is later. */
function comparePrereleases(a: string, b: string): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareParts(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: string, b: string): number {
  const areNumbers = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (areNumbers[0] && areNumbers[1]) return Number(a) - Number(b);
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Whether a version is within a bound. `<2.0.0` shuts out the prereleases of 2.0.0 too. */
export function lies(version: Version, { operator, version: limit }: Bound): boolean {
  const order = compareVersions(version, limit);
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '=') return order === 0;
  return order < 0 && (limit.prerelease !== undefined || compareNumbers(version, limit) < 0);
}

/**
 * Whether a version lies in all of the bounds, each of which may hold several with commas between. Unlike dbt it takes
 * `>=1.6` for `>=1.6.0`.
 *
 * @returns the text of the first bound that cannot be read as `unreadable`.
 */
export function satisfies(
  version: string,
  bounds: readonly string[],
): { readonly holds: boolean; readonly unreadable?: string } {
  const actual = parseVersion(version)!;
  const parts = bounds.flatMap((item) => item.split(',')).map((text) => text.trim());
  let holds = true;
  for (const text of parts) {
    const found = parseBound(padded(text));
    if (!found) return { holds: false, unreadable: text };
    holds &&= lies(actual, found);
  }
  return { holds };
}

/** `>= v1.6` → `>=1.6.0`. */
function padded(text: string): string {
  const match = /^(>=|<=|>|<|==?)?\s*v?(\d+)(?:\.(\d+|x|\*))?(?:\.(x|\*|\d+.*))?$/.exec(text);
  if (!match) return text;
  const part = (word: string | undefined): string => (word === undefined || /^[x*]$/.test(word) ? '0' : word);
  return `${(match[1] ?? '').replace('==', '=')}${match[2]}.${part(match[3])}.${part(match[4])}`;
}
