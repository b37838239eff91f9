import { Activation, defaultLimits, type RenderLimits, RenderState } from './activation.ts';
import type { Definition, Range, Statement } from './ast.ts';
import { callsIn, type StaticCall } from './calls.ts';
import { unknownFiltersAndTests } from './check-names.ts';
import { compile, type Compiled } from './compile-code.ts';
import { returnOutsideMacro, templateSyntax } from '../diagnostics/catalogue/jinja.ts';
import { type Checked, type Diagnostic, InternalError, UserError } from '../diagnostics/index.ts';
import { Generator, type OutputMode } from './generator.ts';
import { SyntaxFault, tokenizeUpToFault } from './lexer.ts';
import type { Origin, OutputMap } from './output-map.ts';
import { StatementParser } from './parse-statements.ts';
import { visitExpressions } from './scope-names.ts';
import { Source, type SourceOptions } from './source.ts';
import { tooComplex } from './too-complex.ts';
import { ReturnSignal, type Scope, type Value } from './values/index.ts';

export interface RenderOptions {
  readonly limits?: Partial<RenderLimits>;
  /** Names that do not exist may be called and looked into, and give nothing: as dbt parses models. */
  readonly isLenient?: boolean;
}

/** Text and the way back from it to the templates that wrote it. */
export interface Rendered {
  readonly text: string;
  /** Where the character at a UTF-16 offset comes from; undefined when no template wrote it. */
  locate(offset: number): Origin | undefined;
}

/** A parsed template. Code is generated when it is first rendered, once for each way of rendering. */
export class Template {
  readonly source: Source;
  readonly statements: readonly Statement[];
  readonly #variants: Map<string, Compiled>;
  #calls: readonly StaticCall[] | undefined;

  /** @param variants Code that templates of the same text have made; it is added to. */
  constructor(source: Source, statements: readonly Statement[], variants = new Map<string, Compiled>()) {
    this.source = source;
    this.statements = statements;
    this.#variants = variants;
  }

  /** The names that the template calls, as far as its text alone tells. */
  get calls(): readonly StaticCall[] {
    return (this.#calls ??= callsIn(this.statements));
  }

  /** Whether a name stands anywhere in its code. */
  mentions(name: string): boolean {
    let isThere = false;
    visitExpressions(this.statements, (expression) => {
      isThere ||= expression.kind === 'name' && expression.name === name;
    });
    return isThere;
  }

  /** Renders where nothing has to be awaited. @throws UserError with the place */
  renderSync(scope: Scope, options: RenderOptions = {}): string {
    return this.#runSync(scope, 'text', options) as string;
  }

  /** Renders, waiting for calls that give promises. @throws UserError with the place */
  async render(scope: Scope, options: RenderOptions = {}): Promise<string> {
    return (await this.#run(scope, 'text', options, true)) as string;
  }

  /** Renders and keeps where each part of the text comes from. */
  async renderMapped(scope: Scope, options: RenderOptions = {}): Promise<Rendered> {
    const state = newState(options, { isAsync: true, mode: 'mapped' });
    const text = (await this.#call(scope, 'mapped', state, options)) as string;
    const map: OutputMap = state.lastMacro!.map;
    return { text, locate: (offset) => map.locate(offset) };
  }

  /** The values that native rendering makes one value of. */
  renderParts(scope: Scope, options: RenderOptions = {}): readonly Value[] {
    return this.#runSync(scope, 'native', options) as readonly Value[];
  }

  async renderPartsAsync(scope: Scope, options: RenderOptions = {}): Promise<readonly Value[]> {
    return (await this.#run(scope, 'native', options, true)) as readonly Value[];
  }

  #runSync(scope: Scope, mode: OutputMode, options: RenderOptions): unknown {
    const result = this.#run(scope, mode, options, false);
    if (result instanceof Promise) throw new InternalError('a synchronous render met a promise');
    return result;
  }

  #run(scope: Scope, mode: OutputMode, options: RenderOptions, isAsync: boolean): unknown {
    return this.#call(scope, mode, newState(options, { isAsync, mode }), options);
  }

  #call(scope: Scope, mode: OutputMode, state: RenderState, { isLenient = false }: RenderOptions): unknown {
    const code = this.#variant(mode, state.isAsync);
    const activation = new Activation({ state, source: this.source, code, scope, depth: 0, isLenient });
    const fail = (error: unknown): never => {
      if (error instanceof ReturnSignal) throw new UserError(returnOutsideMacro(this.source.span(0, 1)));
      throw activation.locate(error);
    };
    try {
      const result = code.run(activation, []);
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (error) {
      return fail(error);
    }
  }

  #variant(mode: OutputMode, isAsync: boolean): Compiled {
    const key = isAsync ? `${mode}-async` : mode;
    let variant = this.#variants.get(key);
    if (!variant) {
      variant = compile(this.source, () => new Generator(isAsync, mode).template(this.statements));
      this.#variants.set(key, variant);
    }
    return variant;
  }
}

export function newState(
  options: RenderOptions,
  { isAsync, mode }: { readonly isAsync: boolean; readonly mode: OutputMode },
): RenderState {
  const limits = options.limits ? { ...defaultLimits, ...options.limits } : defaultLimits;
  return new RenderState({
    limits,
    isAsync,
    isMapped: mode === 'mapped',
    isNative: mode === 'native',
  });
}

/**
 * Reads a template. With a syntax error the value is an empty template and the diagnostics say what is wrong; names of
 * filters and tests that do not exist count as syntax errors.
 */
export function parseTemplate(
  text: string,
  options: SourceOptions,
  cache?: TemplateCache,
): Checked<Template> {
  const source = new Source(text, options);
  if (cache) return cache.parse(source);
  const { value, diagnostics } = parseStatements(source);
  return { value: new Template(source, diagnostics.length > 0 ? [] : value), diagnostics };
}

/**
 * Templates whose text comes again and again, as the calls of generic tests do: each text is parsed and compiled once,
 * wherever it stands.
 */
export class TemplateCache {
  readonly #known = new Map<
    string,
    { readonly statements: readonly Statement[]; readonly variants: Map<string, Compiled> }
  >();

  parse(source: Source): Checked<Template> {
    let known = this.#known.get(source.text);
    if (!known) {
      const { value: statements, diagnostics } = parseStatements(source);
      if (diagnostics.length > 0) return { value: new Template(source, []), diagnostics };
      known = { statements, variants: new Map() };
      this.#known.set(source.text, known);
    }
    return { value: new Template(source, known.statements, known.variants), diagnostics: [] };
  }
}

/** Reads statements; after an error it goes on with the next macro or other block that stands at the top of a file. */
export function parseStatements(source: Source): Checked<readonly Statement[]> {
  const statements: Statement[] = [];
  const faults: unknown[] = [];
  for (let from: number | undefined = 0; from !== undefined && faults.length < maxFaults;) {
    const part = parseFrom(source.text, from);
    for (const statement of part.statements) statements.push(statement);
    faults.push(...part.faults);
    from = part.next;
  }
  try {
    faults.push(...unknownFiltersAndTests(statements));
  } catch (error) {
    faults.push(error);
  }
  const diagnostics = faults.map((fault) => syntaxDiagnostic(fault, source));
  return { value: statements, diagnostics: diagnostics.sort(byPlace) };
}

/** The definition that stands in a stretch of a text without mistakes. */
export function parseDefinition({ text }: Source, { start, end }: Range): Definition {
  const { tokens } = tokenizeUpToFault(text.slice(0, end), start);
  return new StatementParser(tokens).template()[0] as Definition;
}

/** Errors of one file beyond which reading stops. */
const maxFaults = 20;

interface ParsedPart {
  readonly statements: readonly Statement[];
  readonly faults: readonly unknown[];
  /** Where to go on after a fault that could not be passed over. */
  readonly next: number | undefined;
}

function parseFrom(text: string, from: number): ParsedPart {
  const { tokens, fault } = tokenizeUpToFault(text, from);
  const parser = new StatementParser(tokens);
  try {
    const statements = parser.template();
    if (!fault) return { statements, faults: parser.faults, next: undefined };
    throw fault;
  } catch (caught) {
    // Where the text could not be cut into tokens, that a block is not closed says nothing.
    const error = fault ?? caught;
    const reached = error instanceof SyntaxFault ? error.start + 1 : text.length;
    const blockOpening = /\{%[-+]?\s*(?:macro|test|data_test|materialization|snapshot|docs)\s/g;
    blockOpening.lastIndex = reached;
    const next = blockOpening.exec(text)?.index;
    return { statements: parser.read, faults: [...parser.faults, error], next };
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}

function syntaxDiagnostic(error: unknown, source: Source): Diagnostic {
  if (error instanceof SyntaxFault) {
    return templateSyntax(
      error.message,
      source.span(error.start, Math.min(error.end, source.text.length)),
      error.hint,
    );
  }
  if (error instanceof RangeError) {
    return tooComplex(source);
  }
  throw error;
}
