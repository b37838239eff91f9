import { wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import {
  type CallSite,
  iterate,
  type Kwargs,
  operate,
  TemplateObject,
  Tuple,
  typeName,
  type Value,
} from '../../../jinja/index.ts';
import { refuseEndless } from '../../../jinja/limits.ts';
import { fault, native, variadic } from '../../call.ts';

/** A Python iterator over values made on demand, so that `count()` and `cycle()` may have no end. */
export class LazyIterator extends TemplateObject {
  override readonly typeName = 'iterator';
  readonly #items: Iterator<Value>;
  #given = 0;

  constructor(items: Iterable<Value>) {
    super();
    this.#items = items[Symbol.iterator]();
  }

  override isTrue(): boolean {
    return true;
  }

  /** @throws TemplateFault once it gave more items than any sane template takes */
  #next(): IteratorResult<Value> {
    refuseEndless(++this.#given);
    return this.#items.next();
  }

  override iterate(): Iterable<Value> {
    return { [Symbol.iterator]: () => ({ next: () => this.#next() }) };
  }
}

/** The functions of Python's `itertools` that dbt offers, by name. */
export const itertools: ReadonlyMap<string, Value> = new Map(
  Object.entries({
    product: variadic('product', (args, kwargs, site) => {
      const pools = args.map((arg) => items('product', arg, site));
      const repeat = Number(kwargs.get('repeat') ?? 1);
      return tuples(product(Array.from({ length: repeat }, () => pools).flat()));
    }),
    chain: chain(),
    accumulate: native(
      'accumulate',
      ['iterable', 'func?', 'initial?'],
      ([iterable, func, initial], site) =>
        new LazyIterator(accumulate(items('accumulate', iterable!, site), func, initial, site)),
    ),
    combinations: native('combinations', ['iterable', 'r'], ([iterable, r], site) =>
      tuples(combinations(items('combinations', iterable!, site), Number(r), 1)),
    ),
    combinations_with_replacement: native(
      'combinations_with_replacement',
      ['iterable', 'r'],
      ([iterable, r], site) =>
        tuples(combinations(items('combinations_with_replacement', iterable!, site), Number(r), 0)),
    ),
    permutations: native('permutations', ['iterable', 'r?'], ([iterable, r], site) => {
      const pool = items('permutations', iterable!, site);
      return tuples(permutations(pool, r === undefined || r === null ? pool.length : Number(r)));
    }),
    zip_longest: variadic('zip_longest', (args, kwargs, site) =>
      tuples(
        zipLongest(
          args.map((arg) => items('zip_longest', arg, site)),
          kwargs.get('fillvalue') ?? null,
        ),
      ),
    ),
    islice: variadic('islice', (args, kwargs, site) => islice(args, kwargs, site)),
    count: native(
      'count',
      ['start?', 'step?'],
      ([start, step]) => new LazyIterator(count(start ?? 0, step ?? 1)),
    ),
    cycle: native(
      'cycle',
      ['iterable'],
      ([iterable], site) => new LazyIterator(cycle(items('cycle', iterable!, site))),
    ),
    repeat: native(
      'repeat',
      ['object', 'times?'],
      ([object, times]) => new LazyIterator(repeat(object!, times === undefined ? Infinity : Number(times))),
    ),
    starmap: native('starmap', ['function', 'iterable'], ([func, iterable], site) =>
      callEach(
        func!,
        items('starmap', iterable!, site).map((args) => items('starmap', args, site)),
        site,
      ),
    ),
    compress: native('compress', ['data', 'selectors'], ([data, selectors], site) => {
      const keep = items('compress', selectors!, site);
      return items('compress', data!, site).filter(
        (_, i) => i < keep.length && keep[i] !== false && keep[i] !== 0,
      );
    }),
    tee: native('tee', ['iterable', 'n?'], ([iterable, n], site) => {
      const shared = items('tee', iterable!, site);
      return new Tuple(Array.from({ length: Number(n ?? 2) }, () => new LazyIterator(shared)));
    }),
  }),
);

function items(name: string, value: Value, site: CallSite): Value[] {
  const found = iterate(value);
  if (!found)
    throw fault(site, wrongArguments(name, `a value of type ${typeName(value)} cannot be iterated`));
  return Array.isArray(found) ? (found as Value[]) : [...found];
}

function tuples(rows: Iterable<readonly Value[]>): Value {
  return new LazyIterator(
    (function* () {
      for (const row of rows) yield new Tuple([...row]);
    })(),
  );
}

function chain(): Value {
  const all = (name: string, parts: readonly Value[], site: CallSite): Value =>
    new LazyIterator(parts.flatMap((part) => items(name, part, site)));
  const fromIterable = native('from_iterable', ['iterable'], ([parts], site) =>
    all('from_iterable', items('from_iterable', parts!, site), site),
  );
  return new (class Chain extends TemplateObject {
    override readonly typeName = 'type';
    override call(args: readonly Value[], _kwargs: Kwargs, site: CallSite): Value {
      return all('chain', args, site);
    }
    override getAttribute(name: string): Value | undefined {
      return name === 'from_iterable' ? fromIterable : undefined;
    }
  })();
}

/** Calls a function with each list of arguments; a macro that queries the database is waited for. */
function callEach(
  callee: Value,
  calls: readonly (readonly Value[])[],
  site: CallSite,
): Value | Promise<Value> {
  if (!(callee instanceof TemplateObject) || !callee.call) {
    throw fault(site, wrongArguments('itertools', `a value of type ${typeName(callee)} cannot be called`));
  }
  const results = calls.map((args) => callee.call!(args, new Map(), site));
  return results.some((result) => result instanceof Promise)
    ? Promise.all(results.map((result) => Promise.resolve(result)))
    : (results as Value[]);
}

function callSync(callee: Value, args: readonly Value[], site: CallSite): Value {
  if (!(callee instanceof TemplateObject) || !callee.call) {
    throw fault(site, wrongArguments('itertools', `a value of type ${typeName(callee)} cannot be called`));
  }
  const result = callee.call(args, new Map(), site);
  if (result instanceof Promise)
    throw fault(site, wrongArguments('itertools', 'the function must not query the database'));
  return result;
}

function* product(
  pools: readonly (readonly Value[])[],
  index = 0,
  row: Value[] = [],
): Iterable<readonly Value[]> {
  if (index === pools.length) {
    yield row;
    return;
  }
  for (const item of pools[index]!) yield* product(pools, index + 1, [...row, item]);
}

/** `step` 1 takes each item at most once, 0 allows repeats. */
function* combinations(
  pool: readonly Value[],
  size: number,
  step: 0 | 1,
  from = 0,
  row: Value[] = [],
): Iterable<readonly Value[]> {
  if (row.length === size) {
    yield row;
    return;
  }
  for (let i = from; i < pool.length; i++)
    yield* combinations(pool, size, step, i + step, [...row, pool[i]!]);
}

function* permutations(
  pool: readonly Value[],
  size: number,
  used: readonly number[] = [],
): Iterable<readonly Value[]> {
  if (used.length === size) {
    yield used.map((i) => pool[i]!);
    return;
  }
  for (let i = 0; i < pool.length; i++) if (!used.includes(i)) yield* permutations(pool, size, [...used, i]);
}

function zipLongest(pools: readonly (readonly Value[])[], fill: Value): Value[][] {
  const length = Math.max(0, ...pools.map((pool) => pool.length));
  return Array.from({ length }, (_, i) => pools.map((pool) => (i < pool.length ? pool[i]! : fill)));
}

function* accumulate(
  pool: readonly Value[],
  func: Value | undefined,
  initial: Value | undefined,
  site: CallSite,
): Iterable<Value> {
  let total: Value | undefined = initial ?? undefined;
  if (total !== undefined) yield total;
  for (const item of pool) {
    if (total === undefined) total = item;
    else
      total =
        func === undefined || func === null ? operate('+', total, item) : callSync(func, [total, item], site);
    yield total;
  }
}

function islice(args: readonly Value[], _kwargs: Kwargs, site: CallSite): Value {
  const source = args[0] === undefined ? undefined : iterate(args[0]);
  if (!source) throw fault(site, wrongArguments('islice', 'it takes an iterable and where to stop'));
  const [start, stop] = args.length > 2 ? [Number(args[1] ?? 0), args[2]] : [0, args[1]];
  const step = Number(args[3] ?? 1);
  const end = stop === null || stop === undefined ? Infinity : Number(stop);
  return new LazyIterator(
    (function* () {
      let index = 0;
      if (end <= 0) return;
      for (const item of source) {
        if (index >= start && (index - start) % step === 0) yield item;
        if (++index >= end) return;
      }
    })(),
  );
}

function* count(start: Value, step: Value): Iterable<Value> {
  for (let value = start; ; value = operate('+', value, step)) yield value;
}

function* cycle(pool: readonly Value[]): Iterable<Value> {
  while (pool.length > 0) yield* pool;
}

function* repeat(value: Value, times: number): Iterable<Value> {
  for (let i = 0; i < times; i++) yield value;
}
