import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Span } from '../diagnostics/index.ts';

/** Keys and indexes from the document's top down to a value. */
export type KeyPath = readonly (string | number)[];

/** A key that a mapping has already. */
export interface DuplicateKey {
  readonly key: string;
  readonly at: Span;
  readonly firstLine: number;
}

/** Where the values of a text stand, by a parser that keeps track; the text is parsed at the first question. */
export class YamlPlaces {
  readonly text: string;
  readonly #file: string;
  #lines = new LineCounter();
  #documents: readonly Document[] | undefined;

  constructor(text: string, file: string) {
    this.text = text;
    this.#file = file;
  }

  /** The very beginning of the file. */
  get start(): Span {
    return { file: this.#file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  }

  span(path: KeyPath): Span | undefined {
    return this.#spanOf(this.#find(path));
  }

  keySpan(path: KeyPath): Span | undefined {
    const key = path.at(-1);
    const parent = this.#resolve(this.#find(path.slice(0, -1)));
    if (key === undefined || !isMap(parent)) return this.span(path);
    return this.#spanOf(pairOf(parent, key)?.key as Node | undefined);
  }

  /** How a scalar is written, without quotes; undefined for what is quoted or no scalar. */
  plainText(path: KeyPath): string | undefined {
    const node = this.#resolve(this.#find(path));
    return isScalar(node) && node.type === 'PLAIN' ? node.source : undefined;
  }

  /** All keys that stand twice in one mapping, in the order of the text. */
  duplicates(): readonly DuplicateKey[] {
    const found: DuplicateKey[] = [];
    visit(this.#document!, {
      Map: (_, map) => {
        const firstLines = new Map<string, number>();
        for (const { key } of map.items as readonly Pair<Node>[]) {
          const at = isScalar(key) && this.#spanOf(key);
          if (!at) continue;
          const name = String(key.value);
          const firstLine = firstLines.get(name);
          if (firstLine === undefined) firstLines.set(name, at.line);
          else found.push({ key: name, at, firstLine });
        }
      },
    });
    return found;
  }

  /** The first mapping or list that stands as a key, as `{{ x }}` does without quotes. */
  complexKey(): Span | undefined {
    let found: Span | undefined;
    visit(this.#document!, {
      Pair: (_, { key }) => {
        if (!isCollection(key)) return undefined;
        found = this.#spanOf(key);
        return visit.BREAK;
      },
    });
    return found;
  }

  /** Where the second of several documents begins. */
  get secondDocument(): Span {
    const offset = this.#parse()[1]?.range[0] ?? 0;
    const { line } = this.#lines.linePos(offset);
    // A document's range begins behind the line that separates it from the former.
    const at = this.text.split('\n', line)[line - 1]?.startsWith('---') ? line : line - 1;
    return { file: this.#file, line: at, column: 1, endLine: at, endColumn: 4 };
  }

  get #document(): Document | undefined {
    return this.#parse()[0];
  }

  #find(path: KeyPath): Node | null | undefined {
    let node = this.#document?.contents as Node | null | undefined;
    for (const key of path) {
      const parent = this.#resolve(node);
      if (isSeq(parent)) node = parent.items[Number(key)] as Node | undefined;
      else if (isMap(parent)) node = this.#valueOf(parent, key, 0);
      else return undefined;
    }
    return node;
  }

  /** The value of a key of a mapping, or of those that it merges. */
  #valueOf(map: YAMLMap, key: string | number, depth: number): Node | undefined {
    const own = pairOf(map, key);
    if (own) return (own.value ?? own.key) as Node;
    const merged = this.#resolve(pairOf(map, '<<')?.value as Node | undefined);
    if (!isCollection(merged) || depth > 100) return undefined;
    const sources = isMap(merged) ? [merged] : (merged.items as Node[]).map((item) => this.#resolve(item));
    for (const source of sources) {
      const value = isMap(source) ? this.#valueOf(source, key, depth + 1) : undefined;
      if (value) return value;
    }
    return undefined;
  }

  #resolve(node: Node | null | undefined): Node | null | undefined {
    return isAlias(node) ? (node as Alias).resolve(this.#document!) : node;
  }

  #spanOf(node: Node | null | undefined): Span | undefined {
    if (!node?.range) return undefined;
    const [start, end] = node.range;
    const from = this.#lines.linePos(start);
    const to = this.#lines.linePos(end);
    return { file: this.#file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  }

  #parse(): readonly Document.Parsed[] {
    const options = { version: '1.1', merge: true, uniqueKeys: false, lineCounter: this.#lines } as const;
    return (this.#documents ??= [...parseAllDocuments(this.text, options)]) as Document.Parsed[];
  }
}

/** The last pair with a key: that one counts. */
function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return (map.items as readonly Pair[]).findLast(
    (pair) => isScalar(pair.key) && String(pair.key.value) === String(key),
  );
}
