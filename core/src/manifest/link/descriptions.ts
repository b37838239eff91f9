import { type Diagnostic, docNotFound, type Span, UserError } from '../../diagnostics/index.ts';
import type { DocNode } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { Description } from '../properties/entry.ts';
import type { TemplateReader } from '../files/templates.ts';
import { NameLookup, packagesToSearch, type SearchOrder } from './lookup.ts';

/** Renders descriptions, in which `doc()` stands for a docs block. */
export class Descriptions {
  readonly #templates: TemplateReader;
  readonly #order: SearchOrder;
  readonly #docs = new NameLookup<DocNode>();
  readonly #report: (diagnostic: Diagnostic) => void;

  constructor(
    templates: TemplateReader,
    order: SearchOrder,
    docs: Iterable<DocNode>,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#templates = templates;
    this.#order = order;
    this.#report = report;
    for (const doc of docs) this.#docs.add(doc.name, doc);
  }

  /** The text, and the ids of the docs blocks that it calls. */
  render(text: string, packageName: string, place: Place): Description {
    const blocks: string[] = [];
    const doc = (args: readonly string[], at: Span): string => {
      const name = args.at(-1) ?? '';
      const found = this.#find(name, args.length > 1 ? args[0]! : null, packageName);
      if (!found) throw new UserError(docNotFound(name, this.#docs.keys(), at));
      blocks.push(found.unique_id);
      return found.block_contents;
    };
    try {
      return { text: this.#templates.description(text, this.#order.rootPackage, doc, place), blocks };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const diagnostic of error.diagnostics) this.#report(diagnostic);
      return { text, blocks };
    }
  }

  #find(name: string, wanted: string | null, packageName: string): DocNode | undefined {
    for (const candidate of packagesToSearch(this.#order, packageName, wanted)) {
      const [found] = this.#docs.find(name, candidate);
      if (found) return found;
    }
    return undefined;
  }
}
