import { templateFailed } from '../diagnostics/catalogue/jinja.ts';
import { type Frame, type Span, UserError } from '../diagnostics/index.ts';
import type { CallRange, HasRanges } from './call-range.ts';
import type { OutputMap } from './output-map.ts';
import type { Source } from './source.ts';
import { type CallSite, type Scope, TemplateFault } from './values/index.ts';

/** Bounds on what a template may do, so that one that never ends is stopped and named. */
export interface RenderLimits {
  /** Loop rounds and macro calls together. */
  readonly maxSteps: number;
  /** Characters of output, of any one template or macro. */
  readonly maxOutputChars: number;
  /** Macros within macros. */
  readonly maxDepth: number;
  readonly signal?: AbortSignal;
}

export const defaultLimits: RenderLimits = {
  maxSteps: 20_000_000,
  maxOutputChars: 200_000_000,
  maxDepth: 300,
};

/** What all templates and macros of one render share. */
export class RenderState {
  readonly limits: RenderLimits;
  readonly isAsync: boolean;
  /** Whether output is traced back to templates. */
  readonly isMapped: boolean;
  /** Whether a value is rendered, not text: only then do the marks of `as_bool` and its like mean anything. */
  readonly isNative: boolean;
  #steps = 0;
  /** The last text that a macro wrote, with its map, so that whoever prints it can refer to it. */
  lastMacro: { readonly text: string; readonly map: OutputMap; readonly name: string } | undefined;

  constructor(options: { limits: RenderLimits; isAsync: boolean; isMapped: boolean; isNative: boolean }) {
    this.limits = options.limits;
    this.isAsync = options.isAsync;
    this.isMapped = options.isMapped;
    this.isNative = options.isNative;
  }

  /** Counts one loop round or macro call. @throws TemplateFault at a limit */
  step(outputLength: number): void {
    const { limits } = this;
    if (++this.#steps > limits.maxSteps) {
      throw new TemplateFault(
        `the template ran more than ${limits.maxSteps} loop rounds and calls`,
        'STEP_LIMIT',
      );
    }
    if (outputLength > limits.maxOutputChars) {
      throw new TemplateFault(
        `the template wrote more than ${limits.maxOutputChars} characters`,
        'OUTPUT_LIMIT',
      );
    }
    if ((this.#steps & 1023) === 0 && limits.signal?.aborted) {
      throw new TemplateFault('the render was cancelled', 'CANCELLED');
    }
  }
}

/** One run of one template or macro. */
export class Activation {
  readonly state: RenderState;
  readonly source: Source;
  readonly code: HasRanges;
  readonly scope: Scope;
  /** The macro that runs; undefined for a template. */
  readonly name: string | undefined;
  /** Where that macro was called. */
  readonly caller: CallSite | undefined;
  readonly depth: number;
  /** Whether what does not exist may be called and looked into. Macros are strict even where their caller is not. */
  readonly isLenient: boolean;
  /** Index into the code's ranges of what is done now; generated code sets it before each step that may fail. */
  p = 0;

  constructor(options: {
    state: RenderState;
    source: Source;
    code: HasRanges;
    scope: Scope;
    name?: string | undefined;
    caller?: CallSite | undefined;
    depth: number;
    isLenient?: boolean;
  }) {
    this.state = options.state;
    this.source = options.source;
    this.code = options.code;
    this.scope = options.scope;
    this.name = options.name;
    this.caller = options.caller;
    this.depth = options.depth;
    this.isLenient = options.isLenient ?? false;
  }

  trace(): readonly Frame[] {
    if (this.name === undefined || !this.caller) return [];
    return [{ name: this.name, at: this.caller.span() }, ...this.caller.trace()];
  }

  /** What to throw where macros call one another without end: the fault is the last call's. */
  tooDeep(maxDepth: number): Error {
    const fault = new TemplateFault(`macros are nested more than ${maxDepth} deep`, 'RECURSION_LIMIT');
    const site = this.caller;
    return site ? new UserError(templateFailed(fault, site.span(), site.trace()), { cause: fault }) : fault;
  }

  /** What to throw for what went wrong here: a fault gets its place, anything else stays as it is. */
  locate(error: unknown): unknown {
    const fault = asFault(error);
    if (!fault) return error;
    const { start, end } = this.code.ranges[this.p] ?? { start: 0, end: 0 };
    const diagnostic = templateFailed(fault, this.source.span(start, end), this.trace());
    return new UserError(diagnostic, { cause: error });
  }
}

function asFault(error: unknown): TemplateFault | undefined {
  if (error instanceof TemplateFault) return error;
  if (error instanceof RangeError) {
    return error.message.startsWith('Maximum call stack')
      ? new TemplateFault(
          'macros call one another without end, or a value is nested too deep',
          'RECURSION_LIMIT',
        )
      : new TemplateFault('a value is too large', 'OUTPUT_LIMIT');
  }
  if (error instanceof TypeError && error.message.startsWith('unhashable'))
    return new TemplateFault(error.message);
  return undefined;
}

/** A call while it runs. */
export class Site implements CallSite {
  readonly activation: Activation;
  readonly #index: number;

  constructor(activation: Activation, index: number) {
    this.activation = activation;
    this.#index = index;
  }

  get #range(): CallRange {
    return this.activation.code.ranges[this.#index]!;
  }

  span(): Span {
    const { start, end } = this.#range;
    return this.activation.source.span(start, end);
  }

  argument(which: number | string): Span {
    const { args } = this.#range;
    const found =
      typeof which === 'number'
        ? args?.positional[which]
        : args?.named.find((argument) => argument.name === which)?.value;
    return found ? this.activation.source.span(found.start, found.end) : this.span();
  }

  trace(): readonly Frame[] {
    return this.activation.trace();
  }
}
