import { dictFrom } from './methods/dict.ts';
import { sliceBounds } from './slicing.ts';
import { toRepr } from './text.ts';
import {
  Dict,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  type Value,
} from './values/index.ts';

/** The longest range a template may make, as in Jinja's sandbox. */
const maxRange = 100_000;

/** Names that every template has, unless its scope says otherwise. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', new NativeFunction('range', (args) => range(args.map(whole)))],
  ['dict', new NativeFunction('dict', (args, kwargs) => dictFrom(args, kwargs))],
  ['namespace', new NativeFunction('namespace', (args, kwargs) => new Namespace(args, kwargs))],
  ['cycler', new NativeFunction('cycler', (args) => new Cycler(args))],
  ['joiner', new NativeFunction('joiner', (args) => new Joiner(args[0] ?? ', '))],
]);

function whole(value: Value): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw new TemplateFault('range() takes whole numbers');
}

function range(args: readonly number[]): Value {
  if (args.length === 0 || args.length > 3) throw new TemplateFault('range() takes one to three numbers');
  const [start, stop, step] = args.length === 1 ? [0, args[0]!, 1] : [args[0]!, args[1]!, args[2] ?? 1];
  if (step === 0) throw new TemplateFault('range() arg 3 must not be zero');
  return new Range(start, stop, step);
}

/** Python's range: the numbers are made when iterated. */
class Range extends TemplateObject {
  override readonly typeName = 'range';
  readonly #start: number;
  readonly #stop: number;
  readonly #step: number;
  readonly #size: number;

  constructor(start: number, stop: number, step: number) {
    super();
    this.#start = start;
    this.#stop = stop;
    this.#step = step;
    this.#size = Math.max(0, Math.ceil((stop - start) / step));
    if (this.#size > maxRange)
      throw new TemplateFault(
        `range() is too long: ${this.#size} numbers, at most ${maxRange}`,
        'STEP_LIMIT',
      );
  }

  override *iterate(): Iterable<Value> {
    for (let i = 0; i < this.#size; i++) yield this.#start + i * this.#step;
  }

  override length(): number {
    return this.#size;
  }

  override getItem(key: Value): Value | undefined {
    if (typeof key !== 'number') return undefined;
    const index = key < 0 ? key + this.#size : key;
    return index >= 0 && index < this.#size ? this.#start + index * this.#step : undefined;
  }

  override getSlice(start?: number, stop?: number, step?: number): Value {
    const bounds = sliceBounds(this.#size, start, stop, step);
    const at = (index: number): number => this.#start + index * this.#step;
    return new Range(at(bounds.from), at(bounds.to), bounds.step * this.#step);
  }

  override equals(other: Value): boolean {
    if (!(other instanceof Range) || other.#size !== this.#size) return false;
    if (this.#size === 0) return true;
    return other.#start === this.#start && (this.#size === 1 || other.#step === this.#step);
  }

  override toRepr(): string {
    return `range(${this.#start}, ${this.#stop}${this.#step === 1 ? '' : `, ${this.#step}`})`;
  }
}

/** `namespace(x=1)`: attributes that inner blocks may set. */
export class Namespace extends TemplateObject {
  override readonly typeName = 'Namespace';
  readonly #values = new Map<string, Value>();

  constructor(args: readonly Value[], kwargs: Kwargs) {
    super();
    for (const [key, value] of dictFrom(args, kwargs).entries()) this.#values.set(String(key), value);
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    return this.#values.get(name);
  }

  override getItem(key: Value): Value | undefined {
    return this.#values.get(String(key));
  }

  override toRepr(): string {
    return `<Namespace ${toRepr(new Dict(this.#values))}>`;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}

class Cycler extends TemplateObject {
  override readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #position = 0;

  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw new TemplateFault('at least one item has to be provided');
    this.#items = items;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'current') return this.#items[this.#position]!;
    if (name === 'next') {
      return new NativeFunction('next', () => {
        const item = this.#items[this.#position]!;
        this.#position = (this.#position + 1) % this.#items.length;
        return item;
      });
    }
    if (name !== 'reset') return undefined;
    return new NativeFunction('reset', () => {
      this.#position = 0;
      return null;
    });
  }
}

/** Empty at the first call, the separator afterwards. */
class Joiner extends TemplateObject {
  override readonly typeName = 'Joiner';
  readonly #separator: Value;
  #isUsed = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(): Value {
    const text = this.#isUsed ? this.#separator : '';
    this.#isUsed = true;
    return text;
  }
}
