import { UserError } from '../diagnostics/index.ts';
import type { Activation } from './activation.ts';
import type { HasRanges } from './call-range.ts';
import type { Source } from './source.ts';
import type { GeneratedCode } from './generator.ts';
import { tooComplex } from './too-complex.ts';
import { type BoundArguments, type MacroResult, runtime } from './runtime.ts';
import type { Value } from './values/index.ts';

export type TemplateFunction = (A: Activation, bound: BoundArguments) => MacroResult | Value[];

/** A function with the ranges that its places refer to. */
export interface Compiled extends HasRanges {
  readonly run: TemplateFunction;
}

/** Generates code and compiles it. @throws UserError for what exhausts the stack */
export function compile(source: Source, generate: () => GeneratedCode): Compiled {
  try {
    const generated = generate();
    return { run: compileCode(generated), ranges: generated.ranges };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(tooComplex(source), { cause: error });
  }
}

/** Generated code as a function of the runtime and its constants. */
export type Factory = (R: typeof runtime, K: readonly unknown[]) => TemplateFunction;

/** Compiling costs ten times what generating the code does, and many templates differ only in their texts. */
const factories = new Map<string, Factory>();
const mostFactories = 2000;

/** Turns generated code into a function. The code holds no text of an author's but as string literals. */
export function compileCode({ code, constants }: GeneratedCode): TemplateFunction {
  let factory = factories.get(code);
  if (!factory) {
    // oxlint-disable-next-line no-implied-eval, no-new-func -- compiling templates to functions is what the engine is for
    factory = new Function('R', 'K', code) as Factory;
    if (factories.size >= mostFactories) factories.clear();
    factories.set(code, factory);
  }
  return factory(runtime, constants);
}
