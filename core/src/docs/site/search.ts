import type { SiteData } from '../contents/site-data.ts';
import { addressOf, titleOf } from './titles.ts';
import { kindRank } from './wording.ts';

/** Something that a search finds. */
export interface SearchEntry {
  /** A resource type, or `column`. */
  readonly kind: string;
  readonly title: string;
  /** What tells it from others of its name: its path, or the node that a column belongs to. */
  readonly place: string;
  readonly description: string;
  readonly address: string;
}

interface IndexedEntry extends SearchEntry {
  readonly lowerTitle: string;
  readonly lowerPlace: string;
  /** Everything else that words may be found in. */
  readonly lowerRest: string;
}

/** A node whose name has the word within comes before a column that begins with it: `fct_orders` before `order_id`. */
const nodeBonus = 20;
const lesserKinds: ReadonlySet<string> = new Set(['column', 'test', 'unit_test', 'macro']);

/** Search over everything by name, place and description, as one types. */
export class Search {
  readonly #entries: readonly IndexedEntry[];

  constructor(data: SiteData) {
    this.#entries = [...entriesOf(data)];
  }

  /**
   * @param text Words; each has to be found somewhere in an entry.
   * @returns the best first; at most `limit`
   */
  find(text: string, limit = 40): readonly SearchEntry[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found: { readonly entry: IndexedEntry; readonly score: number }[] = [];
    for (const entry of this.#entries) {
      const score = scoreOf(entry, words);
      if (score > 0) found.push({ entry, score });
    }
    found.sort(
      (a, b) =>
        b.score - a.score ||
        kindRank(a.entry.kind) - kindRank(b.entry.kind) ||
        a.entry.title.length - b.entry.title.length ||
        (a.entry.title < b.entry.title ? -1 : 1),
    );
    return found.slice(0, limit).map(({ entry }) => entry);
  }
}

/** 0 where a word is found nowhere; otherwise the words' places, the best counting most. */
function scoreOf(entry: IndexedEntry, words: readonly string[]): number {
  let score = lesserKinds.has(entry.kind) ? 0 : nodeBonus;
  for (const word of words) {
    const found = wordScore(entry, word);
    if (found === 0) return 0;
    score += found;
  }
  return score;
}

function wordScore({ lowerPlace, lowerRest, lowerTitle }: IndexedEntry, word: string): number {
  if (lowerTitle === word) return 100;
  const at = lowerTitle.indexOf(word);
  if (at === 0) return 60;
  if (at > 0) return isWordStart(lowerTitle, at) ? 45 : 30;
  if (lowerPlace.includes(word)) return 12;
  if (lowerRest.includes(word)) return 6;
  return isSubsequence(word, lowerTitle) ? 3 : 0;
}

function isWordStart(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text[at - 1]!);
}

/** Whether a text has a word's letters in their order: `fctord` finds `fct_orders`. */
function isSubsequence(word: string, text: string): boolean {
  if (word.length < 3) return false;
  let from = 0;
  for (const character of word) {
    from = text.indexOf(character, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

function* entriesOf({ macros, nodes, tests }: SiteData): Generator<IndexedEntry> {
  for (const node of Object.values(nodes)) {
    const address = addressOf(node);
    const owner = titleOf(node);
    yield indexed(
      {
        kind: node.resource_type,
        title: owner,
        place: node.original_file_path,
        description: node.description ?? '',
        address,
      },
      [...node.tags, node.name, node.owner?.name ?? '', node.group ?? ''].join(' '),
    );
    for (const { description = '', name } of node.columns) {
      yield indexed({
        kind: 'column',
        title: name,
        place: owner,
        description,
        address: `${address}?column=${encodeURIComponent(name)}`,
      });
    }
  }
  for (const resource of [...Object.values(macros), ...Object.values(tests)]) {
    yield indexed({
      kind: resource.resource_type,
      title: resource.name,
      place: resource.original_file_path,
      description: resource.description ?? '',
      address: addressOf(resource),
    });
  }
}

function indexed(entry: SearchEntry, rest = ''): IndexedEntry {
  return {
    ...entry,
    lowerTitle: entry.title.toLowerCase(),
    lowerPlace: entry.place.toLowerCase(),
    lowerRest: `${entry.description} ${rest}`.toLowerCase(),
  };
}
