import { countAll, hasMore } from './growing-list.ts';
import { equals } from './operators.ts';
import {
  type CallSite,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  Tuple,
  Undefined,
  type Value,
} from './values/index.ts';

/** How often a recursive loop may go into itself. */
const maxLoopDepth = 300;

/** `loop` inside of a `for`. */
export class Loop extends TemplateObject {
  override readonly typeName = 'LoopContext';
  readonly #items: readonly Value[];
  readonly #depth: number;
  readonly #recurse: ((items: Value, depth: number) => Value | Promise<Value>) | undefined;
  /** From 0; the generated loop counts it up. */
  i = 0;
  #lastChanged: readonly Value[] | undefined;

  constructor(
    items: readonly Value[],
    depth: number,
    recurse?: (items: Value, depth: number) => Value | Promise<Value>,
  ) {
    super();
    this.#items = items;
    this.#depth = depth;
    this.#recurse = recurse;
  }

  override isTrue(): boolean {
    return true;
  }

  override length(): number {
    return countAll(this.#items);
  }

  override call(args: readonly Value[], _kwargs: Kwargs, _site: CallSite): Value | Promise<Value> {
    if (!this.#recurse) throw new TemplateFault("The loop must have the 'recursive' marker to be called");
    if (this.#depth >= maxLoopDepth)
      throw new TemplateFault(`the loop calls itself more than ${maxLoopDepth} deep`, 'RECURSION_LIMIT');
    return this.#recurse(args[0] ?? [], this.#depth + 1);
  }

  #hasNext(): boolean {
    return this.i < this.#items.length - 1 || hasMore(this.#items);
  }

  override getAttribute(name: string): Value | undefined {
    const items = this.#items;
    switch (name) {
      case 'index':
        return this.i + 1;
      case 'index0':
        return this.i;
      case 'revindex':
        return countAll(items) - this.i;
      case 'revindex0':
        return countAll(items) - this.i - 1;
      case 'first':
        return this.i === 0;
      case 'last':
        return !this.#hasNext();
      case 'length':
        return countAll(items);
      case 'depth':
        return this.#depth + 1;
      case 'depth0':
        return this.#depth;
      case 'previtem':
        return this.i > 0
          ? items[this.i - 1]!
          : new Undefined('previtem', { reason: 'there is no previous item' });
      case 'nextitem':
        return this.#hasNext()
          ? items[this.i + 1]!
          : new Undefined('nextitem', { reason: 'there is no next item' });
      case 'cycle':
        return new NativeFunction('cycle', (args) => {
          if (args.length === 0) throw new TemplateFault('no items for cycling given');
          return args[this.i % args.length]!;
        });
      case 'changed':
        return new NativeFunction('changed', (args) => {
          const isSame =
            this.#lastChanged !== undefined && equals(new Tuple(args), new Tuple(this.#lastChanged));
          this.#lastChanged = args;
          return !isSame;
        });
      default:
        return undefined;
    }
  }
}
