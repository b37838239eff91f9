import type { Arguments, Expression } from './ast.ts';
import { SyntaxFault } from './lexer.ts';
import type { BinaryOperator } from './arithmetic.ts';
import type { Comparison } from './operators.ts';
import type { TokenStream } from './token-stream.ts';
import { Float, type Value } from './values/index.ts';

const maxDepth = 250;
const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);
const noArguments: Arguments = { positional: [], named: [], spread: undefined, spreadNamed: undefined };

/** Behind an operand these end the expression, whatever it is part of. */
const closing: ReadonlySet<string> = new Set([')', ',', ']', '}', '=', ':']);

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<=', '>=', '<', '>']);
const additive: readonly BinaryOperator[] = ['+', '-'];
const multiplicative: readonly BinaryOperator[] = ['*', '/', '//', '%'];
const exponential: readonly BinaryOperator[] = ['**'];

/**
 * Reads expressions by recursive descent; one method a level of precedence, loosest first. A level may be given its first
 * operand, which is read already.
 */
export class ExpressionParser {
  readonly #tokens: TokenStream;
  #depth = 0;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  /** Forgets how deep a fault left the expression. */
  reset(): void {
    this.#depth = 0;
  }

  /** @param hasConditional Whether `a if b else c` may stand here; not in `for … in a if b`. */
  expression(hasConditional = true): Expression {
    if (++this.#depth > maxDepth) {
      const { start, end } = this.#tokens.current;
      throw new SyntaxFault(`The expression is nested more than ${maxDepth} deep`, start, end);
    }
    const parsed = hasConditional ? this.#conditional() : this.#or();
    this.#depth--;
    return parsed;
  }

  /** One expression, or several with commas between them as a tuple. */
  tuple(
    options: { readonly hasConditional?: boolean; readonly stopNames?: readonly string[] } = {},
  ): Expression {
    const { hasConditional = true, stopNames = [] } = options;
    const { start } = this.#tokens.current;
    const items: Expression[] = [];
    let isTuple = false;
    while (!this.#endsTuple(stopNames)) {
      items.push(this.expression(hasConditional));
      if (!this.#tokens.skipOperator(',')) break;
      isTuple = true;
    }
    if (items.length === 1 && !isTuple) return items[0]!;
    if (items.length === 0) throw this.#tokens.unexpected('an expression');
    return { kind: 'tuple', items, start, end: this.#tokens.last.end };
  }

  /** A filter chain without input, as `{% filter upper | trim %}` and `{% set x | trim %}` have it. */
  filterChain(): Expression {
    const first = this.#filter(undefined, this.#tokens.current.start);
    return this.#pipes(first);
  }

  #endsTuple(stopNames: readonly string[]): boolean {
    const { current } = this.#tokens;
    if (current.kind === 'variable-end' || current.kind === 'block-end' || current.kind === 'end')
      return true;
    return this.#tokens.isOperator(')') || this.#tokens.isName(...stopNames);
  }

  #conditional(): Expression {
    let yes = this.#or();
    while (this.#tokens.skipName('if')) {
      const test = this.#or();
      const no = this.#tokens.skipName('else') ? this.#conditional() : undefined;
      yes = { kind: 'conditional', test, yes, no, start: yes.start, end: this.#tokens.last.end };
    }
    return yes;
  }

  #or(): Expression {
    let first: Expression | undefined;
    if (!this.#tokens.isName('not')) {
      // Most expressions are one operand: to look for operators of all levels takes longer than to read it.
      first = this.#unary(true);
      if (this.#isClosed()) return first;
    }
    let left = this.#and(first);
    while (this.#tokens.skipName('or')) {
      const right = this.#and();
      left = { kind: 'or', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #isClosed(): boolean {
    const { current } = this.#tokens;
    return current.kind === 'operator'
      ? closing.has(current.text)
      : current.kind === 'variable-end' || current.kind === 'block-end';
  }

  #and(first?: Expression): Expression {
    let left = this.#not(first);
    while (this.#tokens.skipName('and')) {
      const right = this.#not();
      left = { kind: 'and', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  #not(first?: Expression): Expression {
    if (first) return this.#compare(first);
    const { start } = this.#tokens.current;
    let count = 0;
    while (this.#tokens.skipName('not')) count++;
    let operand = this.#compare();
    for (; count > 0; count--) operand = { kind: 'not', operand, start, end: operand.end };
    return operand;
  }

  #compare(given?: Expression): Expression {
    const first = this.#sum(given);
    const rest: (readonly [Comparison, Expression])[] = [];
    for (let operator = this.#comparison(); operator; operator = this.#comparison())
      rest.push([operator, this.#sum()]);
    return rest.length === 0
      ? first
      : { kind: 'compare', first, rest, start: first.start, end: this.#tokens.last.end };
  }

  #comparison(): Comparison | undefined {
    const { current, next } = this.#tokens;
    if (current.kind === 'operator' && comparisons.has(current.text)) {
      this.#tokens.advance();
      return current.text as Comparison;
    }
    if (this.#tokens.skipName('in')) return 'in';
    if (this.#tokens.isName('not') && next.kind === 'name' && next.text === 'in') {
      this.#tokens.advance();
      this.#tokens.advance();
      return 'not in';
    }
    return undefined;
  }

  #sum(first?: Expression): Expression {
    return this.#binary(additive, this.#concat(first), () => this.#concat());
  }

  #concat(given?: Expression): Expression {
    const first = this.#product(given);
    if (!this.#tokens.isOperator('~')) return first;
    const parts = [first];
    while (this.#tokens.skipOperator('~')) parts.push(this.#product());
    return { kind: 'concat', parts, start: first.start, end: this.#tokens.last.end };
  }

  #product(first?: Expression): Expression {
    return this.#binary(multiplicative, this.#power(first), () => this.#power());
  }

  #power(first = this.#unary(true)): Expression {
    return this.#binary(exponential, first, () => this.#unary(true));
  }

  #binary(operators: readonly BinaryOperator[], first: Expression, operand: () => Expression): Expression {
    let left = first;
    for (;;) {
      const operator = operators.find((candidate) => this.#tokens.isOperator(candidate));
      if (!operator) return left;
      this.#tokens.advance();
      const right = operand();
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  #unary(hasFilters: boolean): Expression {
    const { start } = this.#tokens.current;
    let parsed: Expression;
    if (this.#tokens.skipOperator('-')) {
      const operand = this.#unary(false);
      parsed = { kind: 'negative', operand, start, end: operand.end };
    } else if (this.#tokens.skipOperator('+')) {
      const operand = this.#unary(false);
      parsed = { kind: 'positive', operand, start, end: operand.end };
    } else parsed = this.#primary();
    parsed = this.#postfix(parsed);
    return hasFilters ? this.#pipes(parsed) : parsed;
  }

  #primary(): Expression {
    const token = this.#tokens.current;
    const { start, end } = token;
    switch (token.kind) {
      case 'name': {
        this.#tokens.advance();
        const constant = constants.get(token.text);
        if (constant !== undefined) return { kind: 'constant', value: constant, start, end };
        return { kind: 'name', name: token.text, start, end };
      }
      case 'string':
        return this.#strings();
      case 'integer':
        this.#tokens.advance();
        return { kind: 'constant', value: token.value, start, end };
      case 'float':
        this.#tokens.advance();
        return { kind: 'constant', value: new Float(token.value), start, end };
      case 'operator':
        if (token.text === '(') return this.#parenthesized();
        if (token.text === '[') return this.#list();
        if (token.text === '{') return this.#dict();
        throw this.#tokens.unexpected('an expression');
      default:
        throw this.#tokens.unexpected('an expression');
    }
  }

  /** Strings that stand side by side are one. */
  #strings(): Expression {
    const { start } = this.#tokens.current;
    let text = '';
    for (let token = this.#tokens.current; token.kind === 'string'; token = this.#tokens.current) {
      text += token.text;
      this.#tokens.advance();
    }
    return { kind: 'constant', value: text, start, end: this.#tokens.last.end };
  }

  #parenthesized(): Expression {
    const { start } = this.#tokens.advance();
    if (this.#tokens.skipOperator(')'))
      return { kind: 'tuple', items: [], start, end: this.#tokens.last.end };
    const inner = this.tuple();
    this.#tokens.expectOperator(')');
    return { ...inner, start, end: this.#tokens.last.end };
  }

  #list(): Expression {
    const { start } = this.#tokens.advance();
    const items: Expression[] = [];
    while (!this.#tokens.isOperator(']')) {
      if (items.length > 0) this.#tokens.expectOperator(',');
      if (this.#tokens.isOperator(']')) break;
      items.push(this.expression());
    }
    this.#tokens.expectOperator(']');
    return { kind: 'list', items, start, end: this.#tokens.last.end };
  }

  #dict(): Expression {
    const { start } = this.#tokens.advance();
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#tokens.isOperator('}')) {
      if (entries.length > 0) this.#tokens.expectOperator(',');
      if (this.#tokens.isOperator('}')) break;
      const key = this.expression();
      this.#tokens.expectOperator(':');
      entries.push([key, this.expression()]);
    }
    this.#tokens.expectOperator('}');
    return { kind: 'dict', entries, start, end: this.#tokens.last.end };
  }

  #postfix(parsed: Expression): Expression {
    let object = parsed;
    for (;;) {
      if (this.#tokens.isOperator('.')) object = this.#attribute(object);
      else if (this.#tokens.isOperator('[')) object = this.#subscript(object);
      else if (this.#tokens.isOperator('(')) object = this.#call(object);
      else return object;
    }
  }

  #attribute(object: Expression): Expression {
    this.#tokens.advance();
    const token = this.#tokens.current;
    if (token.kind === 'integer') {
      this.#tokens.advance();
      const key: Expression = { kind: 'constant', value: token.value, start: token.start, end: token.end };
      return { kind: 'item', object, key, start: object.start, end: token.end };
    }
    const { text, end } = this.#tokens.expectName();
    return { kind: 'attribute', object, name: text, start: object.start, end };
  }

  #subscript(object: Expression): Expression {
    const { start } = this.#tokens.advance();
    const keys: Expression[] = [];
    let slice: { from?: Expression; to?: Expression; step?: Expression } | undefined;
    while (!this.#tokens.isOperator(']')) {
      if (keys.length > 0 || slice) this.#tokens.expectOperator(',');
      if (this.#tokens.isOperator(']')) break;
      const from = this.#tokens.isOperator(':') ? undefined : this.expression();
      if (this.#tokens.isOperator(':')) slice = { ...(from && { from }), ...this.#sliceEnd() };
      else keys.push(from!);
    }
    this.#tokens.expectOperator(']');
    const range = { start: object.start, end: this.#tokens.last.end };
    if (slice) return { kind: 'slice', object, from: slice.from, to: slice.to, step: slice.step, ...range };
    if (keys.length === 0) throw new SyntaxFault('Expected a key between "[" and "]"', start, range.end);
    const [only] = keys;
    const key: Expression =
      keys.length === 1 ? only! : { kind: 'tuple', items: keys, start: only!.start, end: range.end - 1 };
    return { kind: 'item', object, key, ...range };
  }

  #sliceEnd(): { to?: Expression; step?: Expression } {
    this.#tokens.expectOperator(':');
    const ends = (): boolean =>
      this.#tokens.isOperator(':') || this.#tokens.isOperator(']') || this.#tokens.isOperator(',');
    const to = ends() ? undefined : this.expression();
    const step = this.#tokens.skipOperator(':') && !ends() ? this.expression() : undefined;
    return { ...(to && { to }), ...(step && { step }) };
  }

  #call(callee: Expression): Expression {
    const args = this.arguments();
    return { kind: 'call', callee, args, start: callee.start, end: this.#tokens.last.end };
  }

  /** `(a, b=c, *d, **e)`. */
  arguments(): Arguments {
    const opened = this.#tokens.expectOperator('(');
    const positional: Expression[] = [];
    const named: { name: string; value: Expression }[] = [];
    let spread: Expression | undefined;
    let spreadNamed: Expression | undefined;
    let isFirst = true;
    while (!this.#tokens.isOperator(')')) {
      if (!isFirst) this.#tokens.expectOperator(',');
      if (this.#tokens.isOperator(')')) break;
      isFirst = false;
      const { current, next } = this.#tokens;
      if (this.#tokens.skipOperator('**')) spreadNamed = this.expression();
      else if (this.#tokens.skipOperator('*')) spread = this.expression();
      else if (current.kind === 'name' && next.kind === 'operator' && next.text === '=') {
        this.#tokens.advance();
        this.#tokens.advance();
        named.push({ name: current.text, value: this.expression() });
      } else {
        if (named.length > 0 || spreadNamed) {
          throw new SyntaxFault(
            'An argument without a name stands behind one with a name',
            current.start,
            current.end,
          );
        }
        positional.push(this.expression());
      }
    }
    if (this.#tokens.current.kind === 'end') throw new SyntaxFault('Missing ")"', opened.start, opened.end);
    this.#tokens.expectOperator(')');
    return { positional, named, spread, spreadNamed };
  }

  #pipes(parsed: Expression): Expression {
    let input = parsed;
    for (;;) {
      if (this.#tokens.isOperator('|')) {
        this.#tokens.advance();
        input = this.#filter(input, input.start);
      } else if (this.#tokens.isName('is')) input = this.#test(input);
      else if (this.#tokens.isOperator('(')) input = this.#call(input);
      else return input;
    }
  }

  #filter(input: Expression | undefined, start: number): Expression {
    const name = this.#dottedName();
    const args = this.#tokens.isOperator('(') ? this.arguments() : noArguments;
    return { kind: 'filter', input, name, args, start, end: this.#tokens.last.end };
  }

  #test(input: Expression): Expression {
    this.#tokens.advance();
    const isNegated = this.#tokens.skipName('not');
    const name = this.#dottedName();
    let args = noArguments;
    if (this.#tokens.isOperator('(')) args = this.arguments();
    else if (this.#startsTestArgument()) {
      if (this.#tokens.isName('is')) throw this.#tokens.unexpected('one test only: use "and" between two');
      args = { ...noArguments, positional: [this.#postfix(this.#primary())] };
    }
    const range = { start: input.start, end: this.#tokens.last.end };
    const test: Expression = { kind: 'test', input, name, args, ...range };
    return isNegated ? { kind: 'not', operand: test, ...range } : test;
  }

  #startsTestArgument(): boolean {
    const { current } = this.#tokens;
    if (current.kind === 'name') return !['else', 'or', 'and', 'if', 'in', 'not'].includes(current.text);
    if (current.kind === 'string' || current.kind === 'integer' || current.kind === 'float') return true;
    return current.kind === 'operator' && ['[', '{'].includes(current.text);
  }

  #dottedName(): string {
    let name = this.#tokens.expectName().text;
    while (this.#tokens.skipOperator('.')) name += `.${this.#tokens.expectName().text}`;
    return name;
  }
}
