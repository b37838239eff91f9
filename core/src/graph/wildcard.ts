/** Whether a text has characters that `wildcard` does not take as they are. */
export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

/**
 * A shell pattern over whole texts, as Python's `fnmatch` has it: `*` any text, `?` one character, `[ab]` and `[!ab]`
 * one of or none of these. A bracket that is not closed stands for itself.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const tokens = tokenize(pattern);
  return (text) => matchesSequence(tokens, Array.from(text));
}

/** One step of a pattern over a sequence: what a single item must be, or any number of items. */
export type Step<Item> = 'any' | ((item: Item) => boolean);

/** Whether a pattern fits a whole sequence, in time of at most the product of their lengths. */
export function matchesSequence<Item>(steps: readonly Step<Item>[], items: readonly Item[]): boolean {
  let step = 0;
  let item = 0;
  /** Where to go on when what follows the last `any` does not fit: it then takes one item more. */
  let retry: { readonly step: number; item: number } | undefined;
  while (item < items.length) {
    const current = steps[step];
    if (current === 'any') {
      step++;
      retry = { step, item };
    } else if (current?.(items[item]!)) {
      step++;
      item++;
    } else if (retry) {
      retry.item++;
      ({ step, item } = retry);
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === 'any');
}

function tokenize(pattern: string): Step<string>[] {
  const steps: Step<string>[] = [];
  for (const [text, negation, members] of pattern.matchAll(/\[(!?)(\]?[^\]]*)\]|[^]/gu)) {
    if (text === '*') steps.push('any');
    else if (text === '?') steps.push(() => true);
    else if (members === undefined) steps.push((character) => character === text);
    else steps.push(oneOf(members, negation === '!'));
  }
  return steps;
}

function oneOf(members: string, isNegated: boolean): (character: string) => boolean {
  const ranges = toRanges(Array.from(members));
  return (character) => ranges.some(([first, last]) => first <= character && character <= last) !== isNegated;
}

/** `a-c` is a range, a dash at either end itself. */
function toRanges(members: readonly string[]): (readonly [first: string, last: string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < members.length; i++) {
    const [first, dash, last] = members.slice(i, i + 3);
    const isRange = dash === '-' && last !== undefined;
    ranges.push([first!, isRange ? last : first!]);
    if (isRange) i += 2;
  }
  return ranges;
}
