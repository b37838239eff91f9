/** A version as numbers; what follows a dash or letter is left out. */
function numbers(version: string): readonly [number, number, number] | undefined {
  const match = /^v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(version.trim());
  if (!match) return undefined;
  const part = (text: string | undefined): number =>
    text === undefined || text === 'x' || text === '*' ? 0 : Number(text);
  return [Number(match[1]), part(match[2]), part(match[3])];
}

/** One bound of a range: `>=1.6.0`. */
const bound = /^\s*(>=|<=|>|<|=|==)?\s*(v?\d[\w.*+-]*)\s*$/;

/**
 * Whether a version lies in all of the bounds, each of which may hold several with commas between.
 * @returns the text of the first bound that cannot be read as `unreadable`.
 */
export function satisfies(
  version: string,
  bounds: readonly string[],
): { readonly holds: boolean; readonly unreadable?: string } {
  const actual = numbers(version)!;
  let holds = true;
  for (const text of bounds.flatMap((item) => item.split(','))) {
    const match = bound.exec(text);
    const wanted = match && numbers(match[2]!);
    if (!match || !wanted) return { holds: false, unreadable: text.trim() };
    const order = actual[0] - wanted[0] || actual[1] - wanted[1] || actual[2] - wanted[2];
    const operator = match[1] ?? '=';
    if (operator === '>=') holds &&= order >= 0;
    else if (operator === '<=') holds &&= order <= 0;
    else if (operator === '>') holds &&= order > 0;
    else if (operator === '<') holds &&= order < 0;
    else holds &&= order === 0;
  }
  return { holds };
}
