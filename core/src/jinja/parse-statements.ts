import type { Definition, Expression, Parameter, Range, Statement, Target } from './ast.ts';
import { SyntaxFault, type Token } from './lexer.ts';
import { nearest } from '../diagnostics/index.ts';
import { ExpressionParser } from './parse-expression.ts';
import { TokenStream } from './token-stream.ts';

/** Blocks within blocks; deeper ones are a mistake, and would exhaust the stack. */
const maxNesting = 200;

interface OpenTag {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Reads a tag after its name, with everything up to its end tag. */
type TagReader = (parser: StatementParser, tag: OpenTag) => Statement;

const tags: ReadonlyMap<string, TagReader> = new Map(
  Object.entries<TagReader>({
    for: (parser, tag) => parser.readFor(tag),
    if: (parser, tag) => parser.readIf(tag),
    set: (parser, tag) => parser.readSet(tag),
    do: (parser, tag) => parser.readDo(tag),
    with: (parser, tag) => parser.readWith(tag),
    autoescape: (parser, tag) => parser.readAutoescape(tag),
    call: (parser, tag) => parser.readCall(tag),
    filter: (parser, tag) => parser.readFilter(tag),
    macro: (parser, tag) => parser.readMacro(tag, 'macro'),
    test: (parser, tag) => parser.readMacro(tag, 'test'),
    data_test: (parser, tag) => parser.readMacro(tag, 'test'),
    materialization: (parser, tag) => parser.readMaterialization(tag),
    snapshot: (parser, tag) => parser.readNamedBlock(tag, 'snapshot'),
    docs: (parser, tag) => parser.readNamedBlock(tag, 'docs'),
    break: (parser, tag) => parser.readJump(tag, 'break'),
    continue: (parser, tag) => parser.readJump(tag, 'continue'),
  }),
);

/** Names of tags that only end or divide a block. */
const innerTags = new Set(['else', 'elif', ...[...tags.keys()].map((name) => `end${name}`)]);

/** Reads the statements of a template. @throws SyntaxFault */
export class StatementParser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #open: OpenTag[] = [];
  /** Faults after which reading went on. */
  readonly faults: SyntaxFault[] = [];
  /** The outermost statements so far; whole ones, even after a fault. */
  readonly read: Statement[] = [];
  #loops = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = new TokenStream(tokens);
    this.#expressions = new ExpressionParser(this.#tokens);
  }

  /** The whole template. */
  template(): Statement[] {
    this.#body([], this.read);
    if (this.#tokens.current.kind !== 'end') throw this.#strayTag();
    return this.read;
  }

  readFor(tag: OpenTag): Statement {
    const target = this.#target();
    if (!this.#tokens.skipName('in')) throw this.#tokens.unexpected('"in"');
    const items = this.#expressions.tuple({ hasConditional: false, stopNames: ['recursive'] });
    const test = this.#tokens.skipName('if') ? this.#expressions.expression() : undefined;
    const isRecursive = this.#tokens.skipName('recursive');
    this.#endTag();
    this.#loops++;
    const body = this.#body(['else', 'endfor']);
    this.#loops--;
    const otherwise = this.#skipInner('else') ? this.#body(['endfor']) : [];
    return { kind: 'for', target, items, test, isRecursive, body, otherwise, ...this.#close(tag, 'endfor') };
  }

  readIf(tag: OpenTag): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    do {
      const test = this.#header(() => {
        const condition = this.#expressions.tuple();
        this.#endTag();
        return condition;
      });
      branches.push({ test, body: this.#body(['elif', 'else', 'endif']) });
    } while (this.#startsInner('elif'));
    const otherwise = this.#skipInner('else') ? this.#body(['endif']) : [];
    return { kind: 'if', branches, otherwise, ...this.#close(tag, 'endif') };
  }

  readSet(tag: OpenTag): Statement {
    const target = this.#target(true);
    if (this.#tokens.skipOperator('=')) {
      const value = this.#header(() => {
        const assigned = this.#expressions.tuple();
        this.#endTag();
        return assigned;
      });
      return { kind: 'set', target, value, start: tag.start, end: this.#tokens.last.end };
    }
    const filter = this.#tokens.skipOperator('|') ? this.#expressions.filterChain() : undefined;
    this.#endTag();
    const body = this.#body(['endset']);
    return { kind: 'set-block', target, filter, body, ...this.#close(tag, 'endset') };
  }

  readDo(tag: OpenTag): Statement {
    const value = this.#header(() => {
      const called = this.#expressions.tuple();
      this.#endTag();
      return called;
    });
    return { kind: 'do', value, start: tag.start, end: this.#tokens.last.end };
  }

  readWith(tag: OpenTag): Statement {
    const bindings: (readonly [Target, Expression])[] = [];
    while (this.#tokens.current.kind !== 'block-end') {
      if (bindings.length > 0) this.#tokens.expectOperator(',');
      const target = this.#target();
      this.#tokens.expectOperator('=');
      bindings.push([target, this.#expressions.expression()]);
    }
    this.#endTag();
    const body = this.#body(['endwith']);
    return { kind: 'with', bindings, body, ...this.#close(tag, 'endwith') };
  }

  /** Nothing is escaped in SQL, so the block is its body in a scope of its own. */
  readAutoescape(tag: OpenTag): Statement {
    this.#expressions.expression();
    this.#endTag();
    const body = this.#body(['endautoescape']);
    return { kind: 'with', bindings: [], body, ...this.#close(tag, 'endautoescape') };
  }

  readCall(tag: OpenTag): Statement {
    const parameters = this.#tokens.isOperator('(') ? this.#parameters() : [];
    const call = this.#expressions.expression();
    if (call.kind !== 'call')
      throw new SyntaxFault(
        'Expected a call after "call", such as {% call statement() %}',
        call.start,
        call.end,
      );
    this.#endTag();
    const body = this.#outsideLoops(() => this.#body(['endcall']));
    return { kind: 'call-block', call, parameters, body, ...this.#close(tag, 'endcall') };
  }

  readFilter(tag: OpenTag): Statement {
    const filter = this.#expressions.filterChain();
    this.#endTag();
    const body = this.#body(['endfilter']);
    return { kind: 'filter-block', filter, body, ...this.#close(tag, 'endfilter') };
  }

  readMacro(tag: OpenTag, block: 'macro' | 'test'): Definition {
    const named = this.#tokens.expectName();
    const parameters = this.#parameters();
    const name = block === 'test' ? `test_${named.text}` : named.text;
    return this.#definition(tag, { block, name, nameRange: named, parameters, adapter: undefined });
  }

  readMaterialization(tag: OpenTag): Definition {
    const named = this.#tokens.expectName();
    let adapter = 'default';
    let languages: Expression = {
      kind: 'list',
      items: [{ kind: 'constant', value: 'sql', start: named.end, end: named.end }],
      start: named.end,
      end: named.end,
    };
    while (this.#tokens.skipOperator(',')) {
      const key = this.#tokens.expectName();
      if (key.text === 'default') continue;
      if (key.text !== 'adapter' && key.text !== 'supported_languages') {
        throw new SyntaxFault(
          `A materialization has no argument "${key.text}"`,
          key.start,
          key.end,
          'Use default, adapter=… or supported_languages=…',
        );
      }
      this.#tokens.expectOperator('=');
      const value = this.#expressions.expression();
      if (key.text === 'supported_languages') languages = value;
      else if (value.kind === 'constant' && typeof value.value === 'string') adapter = value.value;
      else throw new SyntaxFault('The adapter of a materialization is a string', value.start, value.end);
    }
    const name = `materialization_${named.text}_${adapter}`;
    const parameters: Parameter[] = [{ name: 'supported_languages', default: languages }];
    return this.#definition(tag, { block: 'materialization', name, nameRange: named, parameters, adapter });
  }

  readNamedBlock(tag: OpenTag, block: 'snapshot' | 'docs'): Definition {
    const named = this.#tokens.expectName();
    this.#skipEmptyParentheses();
    return this.#definition(tag, {
      block,
      name: named.text,
      nameRange: named,
      parameters: [],
      adapter: undefined,
    });
  }

  /** Snapshots are written like macros at times: `{% snapshot orders() %}`. dbt takes no notice of it. */
  #skipEmptyParentheses(): void {
    if (this.#tokens.skipOperator('(')) this.#tokens.expectOperator(')');
  }

  readJump(tag: OpenTag, kind: 'break' | 'continue'): Statement {
    if (this.#loops === 0)
      throw new SyntaxFault(`"${kind}" stands outside of a for loop`, tag.start, tag.end);
    return { kind, start: tag.start, end: this.#endTag() };
  }

  /** An expression with the end of its tag; None where it cannot be read, so that the block's body still is. */
  #header(read: () => Expression): Expression {
    const { start } = this.#tokens.current;
    return this.#recovering('block-end', read) ?? { kind: 'constant', value: null, start, end: start };
  }

  #definition(
    tag: OpenTag,
    head: Pick<Definition, 'block' | 'name' | 'nameRange' | 'parameters' | 'adapter'>,
  ): Definition {
    const bodyStart = this.#endTag();
    const end = `end${tag.name}`;
    const body = this.#outsideLoops(() => this.#body([end]));
    const bodyRange = { start: bodyStart, end: this.#tokens.current.start };
    const { start, end: nameEnd } = head.nameRange;
    return {
      kind: 'definition',
      ...head,
      nameRange: { start, end: nameEnd },
      body,
      bodyRange,
      ...this.#close(tag, end),
    };
  }

  #outsideLoops<T>(read: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const value = read();
    this.#loops = loops;
    return value;
  }

  /** Statements up to one of the tags, which is left to be read. */
  #body(endings: readonly string[], statements: Statement[] = []): Statement[] {
    for (;;) {
      const token = this.#tokens.current;
      if (token.kind === 'text') {
        this.#tokens.advance();
        statements.push({ kind: 'text', text: token.text, start: token.start, end: token.end });
      } else if (token.kind === 'variable-begin') {
        this.#tokens.advance();
        const read = this.#recovering('variable-end', () => {
          const value = this.#expressions.tuple();
          return { value, end: this.#tokens.expect('variable-end').end };
        });
        if (read) statements.push({ kind: 'output', start: token.start, ...read });
      } else if (token.kind === 'block-begin') {
        const { next } = this.#tokens;
        if (next.kind === 'name' && (endings.includes(next.text) || !tags.has(next.text)))
          return this.#ending(statements, endings);
        statements.push(this.#statement());
      } else return this.#ending(statements, endings);
    }
  }

  #ending(statements: Statement[], endings: readonly string[]): Statement[] {
    if (endings.length === 0) return statements;
    const { current, next } = this.#tokens;
    if (current.kind === 'block-begin' && next.kind === 'name' && endings.includes(next.text))
      return statements;
    throw this.#strayTag();
  }

  /** The fault of a tag that cannot stand where it does, or of a block that is never closed. */
  #strayTag(): SyntaxFault {
    const { current, next } = this.#tokens;
    const open = this.#open.at(-1);
    if (current.kind !== 'block-begin' || next.kind !== 'name') {
      if (!open) return this.#tokens.unexpected('the end of the template');
      return new SyntaxFault(
        `Expected {% end${open.name} %}, found end of file`,
        open.start,
        open.end,
        `Close the block that {% ${open.name} %} opens here`,
      );
    }
    const name = next.text;
    if (innerTags.has(name)) {
      const reason = open
        ? `the innermost open block is "${open.name}", which ends with {% end${open.name} %}`
        : 'no block is open';
      return new SyntaxFault(`Unexpected tag "${name}": ${reason}`, current.start, next.end);
    }
    const suggestion = nearest(name, [...tags.keys(), ...innerTags]);
    return new SyntaxFault(
      `Unknown tag "${name}"`,
      current.start,
      next.end,
      suggestion && `Did you mean "${suggestion}"?`,
    );
  }

  /** Reads what is inside of a tag; after a fault there, goes on behind the tag's end. */
  #recovering<T>(closing: 'variable-end' | 'block-end', read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      this.faults.push(error);
      this.#expressions.reset();
      while (this.#tokens.current.kind !== closing && this.#tokens.current.kind !== 'end')
        this.#tokens.advance();
      if (this.#tokens.current.kind === closing) this.#tokens.advance();
      return undefined;
    }
  }

  #statement(): Statement {
    const begin = this.#tokens.advance();
    const token = this.#tokens.current;
    if (token.kind !== 'name') throw this.#tokens.unexpected('the name of a tag');
    this.#tokens.advance();
    const tag = { name: token.text, start: begin.start, end: token.end };
    if (this.#open.length >= maxNesting)
      throw new SyntaxFault(`Blocks are nested more than ${maxNesting} deep`, tag.start, tag.end);
    this.#open.push(tag);
    const statement = tags.get(token.text)!(this, tag);
    this.#open.pop();
    return statement;
  }

  #startsInner(name: string): boolean {
    const { current, next } = this.#tokens;
    if (current.kind !== 'block-begin' || next.kind !== 'name' || next.text !== name) return false;
    this.#tokens.advance();
    this.#tokens.advance();
    return true;
  }

  #skipInner(name: string): boolean {
    if (!this.#startsInner(name)) return false;
    this.#tokens.skipOperator(':');
    this.#endTag();
    return true;
  }

  /** Reads the end tag that `#body` stopped at. */
  #close(tag: OpenTag, name: string): Range {
    if (!this.#startsInner(name)) throw this.#strayTag();
    return { start: tag.start, end: this.#endTag() };
  }

  #endTag(): number {
    this.#tokens.skipOperator(':');
    return this.#tokens.expect('block-end').end;
  }

  #parameters(): Parameter[] {
    const parameters: Parameter[] = [];
    this.#tokens.expectOperator('(');
    while (!this.#tokens.isOperator(')')) {
      if (parameters.length > 0) this.#tokens.expectOperator(',');
      if (this.#tokens.isOperator(')')) break;
      const name = this.#tokens.expectName();
      if (parameters.some((parameter) => parameter.name === name.text)) {
        throw new SyntaxFault(`The parameter "${name.text}" is named twice`, name.start, name.end);
      }
      if (this.#tokens.skipOperator(':')) this.#skipType();
      const hasDefault = this.#tokens.skipOperator('=');
      if (!hasDefault && parameters.at(-1)?.default) {
        throw new SyntaxFault(
          `The parameter "${name.text}" needs a default: the one before it has one`,
          name.start,
          name.end,
        );
      }
      if (name.text === 'caller' && !hasDefault) {
        throw new SyntaxFault(
          'The parameter "caller" needs a default',
          name.start,
          name.end,
          'Leave it out: a macro always has a caller',
        );
      }
      parameters.push({ name: name.text, default: hasDefault ? this.#expressions.expression() : undefined });
    }
    this.#tokens.expectOperator(')');
    return parameters;
  }

  /** A type annotation, `list[str]`: allowed and without effect. */
  #skipType(): void {
    this.#tokens.expectName();
    if (!this.#tokens.skipOperator('[')) return;
    do this.#skipType();
    while (this.#tokens.skipOperator(','));
    this.#tokens.expectOperator(']');
  }

  #target(hasAttributes = false): Target {
    const first = this.#targetItem(hasAttributes);
    if (!this.#tokens.isOperator(',')) return first;
    const items = [first];
    while (this.#tokens.skipOperator(',')) {
      if (this.#tokens.current.kind !== 'name' && !this.#tokens.isOperator('(')) break;
      if (this.#tokens.isName('in')) break;
      items.push(this.#targetItem(hasAttributes));
    }
    return { kind: 'tuple', items, start: first.start, end: this.#tokens.last.end };
  }

  #targetItem(hasAttributes: boolean): Target {
    const { start } = this.#tokens.current;
    if (this.#tokens.skipOperator('(')) {
      const inner = this.#target(hasAttributes);
      this.#tokens.expectOperator(')');
      return inner.kind === 'tuple' ? { ...inner, start, end: this.#tokens.last.end } : inner;
    }
    const { text, end } = this.#tokens.expectName();
    if (['true', 'false', 'none', 'True', 'False', 'None'].includes(text)) {
      throw new SyntaxFault(`Cannot assign to "${text}"`, start, end);
    }
    if (!hasAttributes || !this.#tokens.skipOperator('.')) return { kind: 'name', name: text, start, end };
    const attribute = this.#tokens.expectName();
    return { kind: 'attribute', object: text, name: attribute.text, start, end: attribute.end };
  }
}
