import type { CallRange } from './call-range.ts';
import type { Expression, Parameter, Range, Statement, Target } from './ast.ts';
import { ExpressionGenerator, Names } from './generate-expression.ts';
import { SyntaxFault } from './lexer.ts';
import type { MacroCode } from './macro-code.ts';
import { assignedNames, targetNames, visitExpression, visitExpressions } from './scope-names.ts';

/** What becomes of the output: one text, a text with a map, or the list of values that native rendering looks at. */
export type OutputMode = 'text' | 'mapped' | 'native';

export interface GeneratedCode {
  /** The body of a function of `R` (runtime), `K` (constants); returns a function of the activation and arguments. */
  readonly code: string;
  readonly constants: readonly unknown[];
  readonly ranges: readonly CallRange[];
}

/** Writes the JavaScript of one template or macro body, whose filters and tests are known to exist. */
export class Generator extends ExpressionGenerator {
  readonly #mode: OutputMode;
  #out = 'o';
  #map = 'm';
  /** Whether a JavaScript `return` ends the macro. */
  #endsMacro = false;

  constructor(isAsync: boolean, mode: OutputMode) {
    super(isAsync);
    this.#mode = mode;
  }

  /** The code of a whole template. */
  template(statements: readonly Statement[]): GeneratedCode {
    this.#declareAssigned(statements);
    this.#statements(statements);
    return this.#finish(
      `${this.#function()}(A) {\n${this.#prologue()}${this.lines.join('\n')}\n${this.#result()}\n}`,
    );
  }

  /** The code of a macro, called with its bound arguments. */
  macro(parameters: readonly Parameter[], body: readonly Statement[]): GeneratedCode {
    return this.#finish(this.#macroFunction(parameters, body, true));
  }

  #finish(main: string): GeneratedCode {
    // In parentheses, V8 compiles the function at once instead of reading it twice.
    return { code: `"use strict";\nreturn (${main});`, constants: this.constants, ranges: this.ranges };
  }

  #function(): string {
    return this.isAsync ? 'async function' : 'function';
  }

  #prologue(): string {
    const start = `let ${this.#out} = ${this.#mode === 'native' ? '[]' : '""'}${this.isAsync ? ', t' : ''};`;
    return `${start}${this.#mode === 'mapped' ? ` const ${this.#map} = R.map(A);` : ''}\n`;
  }

  #result(): string {
    if (this.#mode === 'mapped')
      return `A.state.lastMacro = { text: ${this.#out}, map: ${this.#map}, name: A.name ?? "" }; return ${this.#out};`;
    return `return ${this.#out};`;
  }

  /**
   * A function of the activation and the bound arguments, giving the macro's text.
   *
   * @param endsMacro Whether what `return()` is given may be its result.
   */
  #macroFunction(parameters: readonly Parameter[], body: readonly Statement[], endsMacro: boolean): string {
    const saved = {
      lines: this.lines,
      names: this.names,
      out: this.#out,
      map: this.#map,
      endsMacro: this.#endsMacro,
    };
    this.#endsMacro = endsMacro;
    const head = macroHead(parameters, body);
    this.lines = [];
    this.names = new Names(saved.names);
    this.#out = this.fresh('o');
    this.#map = this.fresh('m');
    parameters.forEach((parameter, index) => {
      const variable = this.fresh('v');
      const fallback = parameter.default
        ? this.expression(parameter.default)
        : `R.u(A, ${JSON.stringify(parameter.name)})`;
      this.lines.push(
        `let ${variable} = B[${index}]; if (${variable} === undefined) ${variable} = ${fallback};`,
      );
      this.names.declare(parameter.name, variable);
    });
    extraArguments(head).forEach((name, index) => {
      const variable = this.fresh('v');
      this.lines.push(`let ${variable} = B[${parameters.length + index}];`);
      this.names.declare(name, variable);
    });
    this.#declareAssigned(body);
    this.#statements(body);
    const result = this.#mode === 'native' ? `return ${this.#out}.map(R.s).join("");` : this.#result();
    const code = `${this.#function()}(A, B) {\n${this.#prologue()}${this.lines.join('\n')}\n${result}\n}`;
    this.lines = saved.lines;
    this.names = saved.names;
    this.#out = saved.out;
    this.#map = saved.map;
    this.#endsMacro = saved.endsMacro;
    return code;
  }

  /** Declares what a scope assigns; until assigned, a name means what it means outside. */
  #declareAssigned(statements: readonly Statement[]): void {
    for (const name of assignedNames(statements)) {
      const variable = this.fresh('v');
      const outer = this.names.find(name);
      this.lines.push(`let ${variable} = ${outer ?? `R.g(A, ${JSON.stringify(name)})`};`);
      this.names.declare(name, variable);
    }
  }

  #inScope(write: () => void): void {
    const saved = this.names;
    this.names = new Names(saved);
    write();
    this.names = saved;
  }

  #statements(statements: readonly Statement[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'text':
        this.#text(statement);
        break;
      case 'output': {
        const value = this.#return(statement.value) ?? this.expression(statement.value);
        const isFolded = this.#mode === 'native' && isConstant(statement.value);
        this.#output(isFolded ? `R.fold(${value})` : value, statement.value);
        break;
      }
      case 'do':
        this.lines.push(`${this.#return(statement.value) ?? this.expression(statement.value)};`);
        break;
      case 'set':
        this.#assign(statement.target, this.expression(statement.value));
        break;
      case 'set-block': {
        const text = this.#captured(statement.body);
        this.#assign(statement.target, statement.filter ? this.expression(statement.filter, text) : text);
        break;
      }
      case 'filter-block':
        this.#output(this.expression(statement.filter, this.#captured(statement.body)), statement.filter);
        break;
      case 'if':
        this.#if(statement);
        break;
      case 'for':
        this.#for(statement);
        break;
      case 'with':
        this.#with(statement);
        break;
      case 'call-block':
        this.#callBlock(statement);
        break;
      case 'break':
      case 'continue':
        this.lines.push(`${statement.kind};`);
        break;
      case 'definition': {
        const code = this.#inlineMacro(statement.name, statement.parameters, statement.body);
        this.lines.push(`${this.names.find(statement.name)!} = ${code};`);
        break;
      }
    }
  }

  /** Ends the macro where the expression is its `return(…)`. @returns the value where it turns out to be another's */
  #return(expression: Expression): string | undefined {
    const isReturn =
      this.#endsMacro &&
      expression.kind === 'call' &&
      expression.callee.kind === 'name' &&
      expression.callee.name === 'return' &&
      this.names.find('return') === undefined;
    if (!isReturn) return undefined;
    const result = this.fresh('q');
    const forget = this.#mode === 'mapped' ? 'A.state.lastMacro = undefined; ' : '';
    this.lines.push(
      `${forget}const ${result} = ${this.callBy('R.r', expression)}; if (${result} instanceof R.Signal) return ${result};`,
    );
    return this.isAsync ? `(${result} instanceof Promise ? await ${result} : ${result})` : result;
  }

  #text(statement: Extract<Statement, { kind: 'text' }>): void {
    const text = this.literal(statement.text);
    const [out, map] = [this.#out, this.#map];
    if (this.#mode === 'native') this.lines.push(`${out}.push(${text});`);
    else if (this.#mode === 'text') this.lines.push(`${out} += ${text};`);
    else this.lines.push(`${out} += ${map}.text(${out}.length, ${this.range(statement)}, ${text});`);
  }

  /** Appends the value that a JavaScript expression gives. */
  #output(value: string, range: Range): void {
    const [out, map] = [this.#out, this.#map];
    if (this.#mode === 'native') this.lines.push(`${out}.push(${value});`);
    else if (this.#mode === 'text') this.lines.push(`${out} += R.s(${value});`);
    else {
      const forget = 'A.state.lastMacro = undefined';
      this.lines.push(`${out} += R.o(A, ${map}, ${out}.length, ${forget}, ${value}, ${this.range(range)});`);
    }
  }

  /** Writes a body into a variable of its own, and gives that variable. */
  #captured(body: readonly Statement[]): string {
    const saved = { out: this.#out, map: this.#map };
    const out = this.fresh('o');
    const map = this.fresh('m');
    this.lines.push(
      `let ${out} = ${this.#mode === 'native' ? '[]' : '""'};${this.#mode === 'mapped' ? ` const ${map} = R.map(A);` : ''} {`,
    );
    this.#out = out;
    this.#map = map;
    this.#inScope(() => {
      this.#declareAssigned(body);
      this.#statements(body);
    });
    this.lines.push('}');
    this.#out = saved.out;
    this.#map = saved.map;
    return this.#mode === 'native' ? `${out}.map(R.s).join("")` : out;
  }

  #assign(target: Target, value: string): void {
    if (target.kind === 'name') {
      this.lines.push(`${this.names.find(target.name)!} = ${value};`);
    } else if (target.kind === 'attribute') {
      const object = this.name(target.object);
      this.lines.push(
        `R.setAttribute(${object}, ${JSON.stringify(target.name)}, ${value}, ${this.at(target)});`,
      );
    } else {
      const parts = this.fresh('u');
      this.lines.push(`const ${parts} = R.unpack(${value}, ${target.items.length}, ${this.at(target)});`);
      target.items.forEach((item, index) => this.#assign(item, `${parts}[${index}]`));
    }
  }

  #if(statement: Extract<Statement, { kind: 'if' }>): void {
    statement.branches.forEach(({ test, body }, index) => {
      if (index > 0) this.lines.push('} else {');
      this.lines.push(`if (${this.condition(test)}) {`);
      this.#statements(body);
    });
    if (statement.otherwise.length > 0) {
      this.lines.push('} else {');
      this.#statements(statement.otherwise);
    }
    this.lines.push('}'.repeat(statement.branches.length));
  }

  #for(statement: Extract<Statement, { kind: 'for' }>): void {
    if (statement.isRecursive) {
      this.#recursiveFor(statement);
      return;
    }
    const items = `R.items(${this.expression(statement.items)}, ${this.at(statement.items)})`;
    this.lines.push('{');
    this.#loop(statement, items, '0', undefined);
    this.lines.push('}');
  }

  #recursiveFor(statement: Extract<Statement, { kind: 'for' }>): void {
    const recurse = this.fresh('r');
    const saved = { lines: this.lines, out: this.#out, map: this.#map, endsMacro: this.#endsMacro };
    this.lines = [];
    this.#out = this.fresh('o');
    this.#map = this.fresh('m');
    this.#endsMacro = false;
    this.#loop(statement, `R.items(I, ${this.at(statement.items)})`, 'D', recurse);
    const body = `${this.#prologue()}${this.lines.join('\n')}`;
    const result = this.#mode === 'native' ? `${this.#out}.map(R.s).join("")` : this.#out;
    this.lines = saved.lines;
    this.#out = saved.out;
    this.#map = saved.map;
    this.#endsMacro = saved.endsMacro;
    this.lines.push(
      `const ${recurse} = ${this.isAsync ? 'async ' : ''}(I, D) => {\n${body}\nreturn ${result};\n};`,
    );
    const call = `${recurse}(${this.expression(statement.items)}, 0)`;
    this.#output(this.isAsync ? `(await ${call})` : call, statement.items);
  }

  /** The loop itself over a JavaScript expression of its items. */
  #loop(
    statement: Extract<Statement, { kind: 'for' }>,
    items: string,
    depth: string,
    recurse: string | undefined,
  ): void {
    const list = this.fresh('l');
    const index = this.fresh('n');
    this.lines.push(`let ${list} = ${items};`);
    const untouched = statement.otherwise.length > 0 && hasJump(statement.body) ? this.fresh('e') : undefined;
    if (untouched) this.lines.push(`let ${untouched} = true;`);
    if (statement.test) this.#filterItems(statement.target, statement.test, list, index);
    this.#inScope(() => {
      if (mentions(statement.body, 'loop')) {
        const loop = this.fresh('v');
        this.lines.push(`const ${loop} = R.loop(${list}, ${depth}${recurse ? `, ${recurse}` : ''});`);
        this.names.declare('loop', loop);
        this.lines.push(
          `for (let ${index} = 0; ${index} < ${list}.length || R.more(${list}); ${index}++) { ${loop}.i = ${index};`,
        );
      } else
        this.lines.push(`for (let ${index} = 0; ${index} < ${list}.length || R.more(${list}); ${index}++) {`);
      const size = this.#mode === 'native' ? '0' : `${this.#out}.length`;
      this.lines.push(`${this.at(statement)}; A.state.step(${size});`);
      this.#inScope(() => {
        this.#bindTarget(statement.target, `${list}[${index}]`);
        this.#declareAssigned(statement.body);
        this.#statements(statement.body);
        if (untouched) this.lines.push(`${untouched} = false;`);
      });
      this.lines.push('}');
    });
    if (statement.otherwise.length === 0) return;
    // As in Jinja, a round that break or continue cuts short does not count as one.
    this.lines.push(`if (${untouched ?? `${list}.length === 0`}) {`);
    this.#inScope(() => {
      this.#declareAssigned(statement.otherwise);
      this.#statements(statement.otherwise);
    });
    this.lines.push('}');
  }

  /** Keeps the items for which the test of `for … if` holds. */
  #filterItems(target: Target, test: Expression, list: string, index: string): void {
    const kept = this.fresh('l');
    this.lines.push(
      `const ${kept} = []; for (let ${index} = 0; ${index} < ${list}.length || R.more(${list}); ${index}++) {`,
    );
    this.#inScope(() => {
      this.#bindTarget(target, `${list}[${index}]`);
      this.lines.push(`if (${this.condition(test)}) ${kept}.push(${list}[${index}]);`);
    });
    this.lines.push(`} ${list} = ${kept};`);
  }

  #bindTarget(target: Target, value: string): void {
    for (const name of targetNames(target)) {
      const variable = this.fresh('v');
      this.lines.push(`let ${variable};`);
      this.names.declare(name, variable);
    }
    this.#assign(target, value);
  }

  #with(statement: Extract<Statement, { kind: 'with' }>): void {
    const values = statement.bindings.map(([target, value]) => {
      const variable = this.fresh('w');
      this.lines.push(`const ${variable} = ${this.expression(value)};`);
      return [target, variable] as const;
    });
    this.lines.push('{');
    this.#inScope(() => {
      for (const [target, variable] of values) this.#bindTarget(target, variable);
      this.#inScope(() => {
        this.#declareAssigned(statement.body);
        this.#statements(statement.body);
      });
    });
    this.lines.push('}');
  }

  #callBlock(statement: Extract<Statement, { kind: 'call-block' }>): void {
    const caller = this.fresh('k');
    this.lines.push(
      `const ${caller} = ${this.#inlineMacro('caller', statement.parameters, statement.body)};`,
    );
    const { call } = statement;
    if (call.kind !== 'call') throw new SyntaxFault('Expected a call', call.start, call.end);
    this.#output(this.call(call, `["caller", ${caller}]`), call);
  }

  #inlineMacro(name: string, parameters: readonly Parameter[], body: readonly Statement[]): string {
    const head = this.constant(macroHead(parameters, body));
    // A call block's `return()` is that of the macro that calls it.
    const run = this.#macroFunction(parameters, body, name !== 'caller');
    return `R.macro(A, ${head}, ${JSON.stringify(name)}, ${run})`;
  }
}

/** Whether a body names something, in any block of it. */
function mentions(statements: readonly Statement[], name: string): boolean {
  let isFound = false;
  visitExpressions(statements, (expression) => {
    if (expression.kind === 'name' && expression.name === name) isFound = true;
  });
  return isFound;
}

/** Whether a body may leave a round of its loop early. */
function hasJump(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'break':
      case 'continue':
        return true;
      case 'if':
        return statement.branches.some(({ body }) => hasJump(body)) || hasJump(statement.otherwise);
      case 'with':
      case 'set-block':
      case 'filter-block':
        return hasJump(statement.body);
      default:
        return false;
    }
  });
}

/** Whether an expression names nothing, so that Jinja computes it while compiling. */
function isConstant(expression: Expression): boolean {
  let isFound = false;
  visitExpression(expression, ({ kind }) => {
    if (kind === 'name' || kind === 'call') isFound = true;
  });
  return !isFound;
}

/** How a macro's arguments are bound; a parameter of such a name is an ordinary one. */
export function macroHead(parameters: readonly Parameter[], body: readonly Statement[]): MacroCode {
  const names = parameters.map(({ name }) => name);
  const mentioned = new Set<string>();
  visitExpressions(body, (expression) => {
    if (expression.kind === 'name') mentioned.add(expression.name);
  });
  const takes = (name: string): boolean => !names.includes(name) && mentioned.has(name);
  return {
    parameters: names,
    takesVarargs: takes('varargs'),
    takesKwargs: takes('kwargs'),
    takesCaller: takes('caller'),
  };
}

function extraArguments(head: MacroCode): readonly string[] {
  const { takesVarargs, takesKwargs, takesCaller } = head;
  return [
    ...(takesVarargs ? ['varargs'] : []),
    ...(takesKwargs ? ['kwargs'] : []),
    ...(takesCaller ? ['caller'] : []),
  ];
}
