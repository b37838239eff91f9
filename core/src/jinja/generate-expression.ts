import type { CallRange } from './call-range.ts';
import type { Arguments, Expression, Range } from './ast.ts';
import { filters } from './filters/index.ts';
import { tests } from './tests/index.ts';
import { Float, type Value } from './values/index.ts';

/** Names in scope and the JavaScript variables that hold them. */
export class Names {
  readonly #own = new Map<string, string>();
  readonly #outer: Names | undefined;

  constructor(outer?: Names) {
    this.#outer = outer;
  }

  find(name: string): string | undefined {
    return this.#own.get(name) ?? this.#outer?.find(name);
  }

  declare(name: string, variable: string): void {
    this.#own.set(name, variable);
  }
}

/** Writes the JavaScript of expressions, whose filters and tests are known to exist. */
export class ExpressionGenerator {
  protected readonly isAsync: boolean;
  protected readonly constants: unknown[] = [];
  protected readonly ranges: CallRange[] = [{ start: 0, end: 0 }];
  protected lines: string[] = [];
  protected names = new Names();
  #counter = 0;

  constructor(isAsync: boolean) {
    this.isAsync = isAsync;
  }

  protected fresh(prefix: string): string {
    return `${prefix}${++this.#counter}`;
  }

  protected condition(test: Expression): string {
    switch (test.kind) {
      case 'not':
        return `!(${this.condition(test.operand)})`;
      case 'and':
        return `(${this.condition(test.left)} && ${this.condition(test.right)})`;
      case 'or':
        return `(${this.condition(test.left)} || ${this.condition(test.right)})`;
      case 'test':
      case 'compare':
        return this.expression(test);
      default:
        return `R.t(${this.expression(test)})`;
    }
  }

  /** @param input What a filter chain without input is applied to. */
  protected expression(expression: Expression, input?: string): string {
    switch (expression.kind) {
      case 'constant':
        return this.literal(expression.value);
      case 'name':
        return this.name(expression.name);
      case 'list':
        return `[${this.list(expression.items)}]`;
      case 'tuple':
        return `R.tuple([${this.list(expression.items)}])`;
      case 'dict': {
        const entries = expression.entries.map(
          ([key, value]) => `[${this.expression(key)}, ${this.expression(value)}]`,
        );
        return `R.dict([${entries.join(', ')}], ${this.at(expression)})`;
      }
      case 'attribute':
        return `R.a(A, ${this.expression(expression.object)}, ${JSON.stringify(expression.name)}, ${this.at(expression)})`;
      case 'item':
        return `R.i(A, ${this.expression(expression.object)}, ${this.expression(expression.key)}, ${this.at(expression)})`;
      case 'slice': {
        const bounds = [expression.from, expression.to, expression.step].map((part) =>
          part ? this.expression(part) : 'null',
        );
        return `R.slice(${this.expression(expression.object)}, ${bounds.join(', ')}, ${this.at(expression)})`;
      }
      case 'call':
        return this.call(expression);
      case 'filter':
        return this.#filter(expression, input);
      case 'test':
        return this.#test(expression);
      case 'not':
        return `!(${this.condition(expression.operand)})`;
      case 'negative':
        return `R.neg(${this.expression(expression.operand)}, ${this.at(expression)})`;
      case 'positive':
        return `R.pos(${this.expression(expression.operand)}, ${this.at(expression)})`;
      case 'binary':
        return `R.op("${expression.operator}", ${this.expression(expression.left)}, ${this.expression(expression.right)}, ${this.at(expression)})`;
      case 'compare':
        return this.#compare(expression);
      case 'and':
      case 'or':
        return this.#shortCircuit(expression);
      case 'concat':
        return `R.cat([${this.list(expression.parts)}])`;
      case 'conditional': {
        const no = expression.no ? this.expression(expression.no) : 'R.none()';
        return `(${this.condition(expression.test)} ? ${this.expression(expression.yes)} : ${no})`;
      }
    }
  }

  protected list(items: readonly Expression[]): string {
    return items.map((item) => this.expression(item)).join(', ');
  }

  protected name(name: string): string {
    return this.names.find(name) ?? `R.g(A, ${JSON.stringify(name)})`;
  }

  /** A variable that outlives no statement; declared where it is first needed. */
  protected temporary(): string {
    const variable = this.fresh('t');
    this.lines.push(`let ${variable};`);
    return variable;
  }

  #shortCircuit(expression: Extract<Expression, { kind: 'and' | 'or' }>): string {
    const left = this.temporary();
    const [yes, no] =
      expression.kind === 'and'
        ? [this.expression(expression.right), left]
        : [left, this.expression(expression.right)];
    return `(R.t(${left} = ${this.expression(expression.left)}) ? ${yes} : ${no})`;
  }

  #compare({ first, rest }: Extract<Expression, { kind: 'compare' }>): string {
    let left = this.expression(first);
    const parts = rest.map(([operator, operand], index) => {
      const isLast = index === rest.length - 1;
      const kept = isLast ? '' : this.temporary();
      const right = this.expression(operand);
      const part = `R.cmp("${operator}", ${left}, ${isLast ? right : `(${kept} = ${right})`}, ${this.at({ start: first.start, end: operand.end })})`;
      left = kept;
      return part;
    });
    return parts.length === 1 ? parts[0]! : `(${parts.join(' && ')})`;
  }

  protected call(expression: Extract<Expression, { kind: 'call' }>, extra?: string): string {
    const call = this.callBy('R.c', expression, extra);
    return this.isAsync ? `((t = ${call}) instanceof Promise ? await t : t)` : call;
  }

  /** @param by The runtime's function for what is no method. */
  protected callBy(
    by: string,
    { args, callee, end, start }: Extract<Expression, { kind: 'call' }>,
    extra?: string,
  ): string {
    const at = this.at({ start, end }, args);
    const passed = `[${this.#positional(args)}], ${this.#named(args, extra)}`;
    return callee.kind === 'attribute'
      ? `R.m(A, ${this.expression(callee.object)}, ${JSON.stringify(callee.name)}, ${passed}, ${at})`
      : `${by}(A, ${this.expression(callee)}, ${passed}, ${at})`;
  }

  #positional({ positional, spread }: Arguments): string {
    const items = this.list(positional);
    if (!spread) return items;
    return `${items}${items ? ', ' : ''}...R.spread(${this.expression(spread)}, ${this.at(spread)})`;
  }

  #named({ named, spreadNamed }: Arguments, extra?: string): string {
    const entries = named.map(({ name, value }) => `[${JSON.stringify(name)}, ${this.expression(value)}]`);
    if (extra) entries.push(extra);
    if (spreadNamed)
      return `R.kwm([${entries.join(', ')}], ${this.expression(spreadNamed)}, ${this.at(spreadNamed)})`;
    return entries.length === 0 ? 'R.noKwargs' : `R.kw([${entries.join(', ')}])`;
  }

  #filter(expression: Extract<Expression, { kind: 'filter' }>, input: string | undefined): string {
    const filter = filters.get(expression.name)!;
    const value = expression.input ? this.expression(expression.input, input) : input!;
    const { args } = expression;
    return `R.f(A, ${this.constant(filter)}, ${value}, [${this.#positional(args)}], ${this.#named(args)}, ${this.at(expression)})`;
  }

  #test(expression: Extract<Expression, { kind: 'test' }>): string {
    const test = tests.get(expression.name)!;
    return `R.is(${this.constant(test)}, ${this.expression(expression.input)}, [${this.#positional(expression.args)}], ${this.at(expression)})`;
  }

  /** Texts are kept out of the code, so that templates that differ in nothing else share it. */
  protected literal(value: Value): string {
    if (typeof value === 'bigint') return `${value}n`;
    return typeof value === 'string' || value instanceof Float ? this.constant(value) : String(value);
  }

  protected constant(value: unknown): string {
    return `K[${this.constants.push(value) - 1}]`;
  }

  /** Code that notes a range as the one that is worked on, and gives its index. */
  protected at(range: Range, args?: Arguments): string {
    return `A.p = ${this.range(range, args)}`;
  }

  /** The index of a range. */
  protected range({ start, end }: Range, args?: Arguments): number {
    return this.ranges.push(args ? { start, end, args } : { start, end }) - 1;
  }
}
