import { parseCriterion } from './criterion.ts';
import type { IndirectSelection, Selection, SelectionGroup } from './selection.ts';

/** What is selected when nothing is said: everything that is enabled. */
const everything = ['fqn:*', 'source:*', 'exposure:*', 'metric:*', 'semantic_model:*'];

/**
 * `--select` and `--exclude`: values and spaces within them unite, commas intersect. Spaces and commas between quotes
 * belong to the value: `path:"my models"`.
 *
 * @param select Undefined or empty selects everything.
 * @throws UserError when a criterion cannot be read
 */
export function parseSelection(
  select: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
  indirect: IndirectSelection,
): Selection {
  const isSelected = select !== undefined && select.length > 0;
  return {
    kind: 'difference',
    parts: [
      isSelected ? parseUnion(select, indirect, true) : parseUnion(everything, indirect, false),
      parseUnion(exclude ?? [], indirect, true),
    ],
    indirect: 'eager',
  };
}

function parseUnion(
  values: readonly string[],
  indirect: IndirectSelection,
  isExpected: boolean,
): SelectionGroup {
  const parts = values.flatMap(words).map((word): SelectionGroup => {
    const criteria = splitOutsideQuotes(word, ',').map((raw) => parseCriterion(unquote(raw), indirect));
    return { kind: 'intersection', parts: criteria, indirect, ...(isExpected && { expected: word }) };
  });
  return { kind: 'union', parts, indirect };
}

/** A value that is blank altogether stays one word that matches nothing: it must not come to mean everything. */
function words(value: string): string[] {
  const found = splitOutsideQuotes(value, ' ').filter((word) => word.trim() !== '');
  return found.length > 0 ? found : [''];
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if ((character === '"' || character === "'") && text.includes(character, i + 1)) {
      quote = character;
    } else if (character === separator) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unquote(raw: string): string {
  return raw.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? '');
}
