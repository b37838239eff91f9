import { fault, native, text, variadic } from '../../context/call.ts';
import { wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { UserError } from '../../diagnostics/index.ts';
import { parseTemplate, type Scope, TemplateObject, type Value } from '../../jinja/index.ts';
import { isGranularity } from './words.ts';

/** A part of a query that a filter, a group_by or an order_by names: `TimeDimension('order__ordered_on', 'month')`. */
export interface QueryItem {
  readonly kind: 'Dimension' | 'TimeDimension' | 'Entity' | 'Metric';
  /** Without the entities that lead to it. */
  readonly name: string;
  readonly entities: readonly string[];
  readonly granularity: string | null;
}

/** What the templates of a query name; a text where they cannot be read. */
export type ReadItems = { readonly items: readonly QueryItem[] } | { readonly problem: string };

/** Reads a filter's template: SQL with `{{ Dimension('order__currency') }}` and the like in it. */
export function readFilter(template: string, granularities: ReadonlySet<string>): ReadItems {
  const items: QueryItem[] = [];
  const scope: Scope = { get: (name) => itemFunction(name, items, granularities) };
  try {
    const { diagnostics, value } = parseTemplate(template, { file: '<filter>' });
    if (diagnostics[0]) return { problem: diagnostics[0].message };
    value.renderSync(scope);
    return { items };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

/** Reads one item of group_by or order_by, which is written without braces. */
export const readItem = (item: string, granularities: ReadonlySet<string>): ReadItems =>
  readFilter(`{{ ${item} }}`, granularities);

const kinds = ['Dimension', 'TimeDimension', 'Entity', 'Metric'] as const;

function itemFunction(
  name: string,
  items: QueryItem[],
  granularities: ReadonlySet<string>,
): Value | undefined {
  const kind = kinds.find((known) => known === name);
  if (!kind) return undefined;
  return variadic(kind, (args, kwargs, site) => {
    const first = args[0] ?? kwargs.values().next().value;
    if (first === undefined) throw fault(site, wrongArguments(kind, 'it takes a name'));
    const written = text(kind, first, site);
    const parts = written.toLowerCase().split('__');
    const last = parts.at(-1)!;
    const hasGranularity = parts.length > 1 && (isGranularity(last) || granularities.has(last));
    const path = hasGranularity ? parts.slice(0, -1) : parts;
    const isBare = kind === 'Dimension' || kind === 'TimeDimension' ? path.length < 2 : false;
    if (isBare && path[0] !== 'metric_time' && !kwargs.has('entity_path')) {
      const problem = `"${written}" needs the entity that it belongs to, such as order__${written}`;
      throw fault(site, wrongArguments(kind, problem));
    }
    const grain = kind === 'TimeDimension' ? (args[1] ?? kwargs.get('time_granularity_name') ?? null) : null;
    const item = {
      kind,
      name: path.at(-1)!,
      entities: path.slice(0, -1),
      granularity: grain === null ? (hasGranularity ? last : null) : text(kind, grain, site).toLowerCase(),
    };
    items.push(item);
    return new ItemObject(
      item,
      (granularity) => void items.splice(items.indexOf(item), 1, { ...item, granularity }),
    );
  });
}

/** What a call gives, so that `.grain('month')`, `.date_part('day')` and `.descending(true)` may follow. */
class ItemObject extends TemplateObject {
  override readonly typeName = 'query item';
  readonly #item: QueryItem;
  readonly #setGranularity: (granularity: string) => void;

  constructor(item: QueryItem, setGranularity: (granularity: string) => void) {
    super();
    this.#item = item;
    this.#setGranularity = setGranularity;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'grain') {
      return native('grain', ['granularity'], ([granularity], site) => {
        this.#setGranularity(text('grain', granularity!, site).toLowerCase());
        return this;
      });
    }
    return name === 'date_part' || name === 'descending' ? native(name, ['value'], () => this) : undefined;
  }

  override isTrue(): boolean {
    return true;
  }

  override toStr(): string {
    return this.#item.name;
  }

  override toRepr(): string {
    return `${this.#item.kind}('${this.#item.name}')`;
  }
}
