import type { Activation } from './activation.ts';
import type { GeneratedCode } from './generator.ts';
import { type BoundArguments, runtime } from './runtime.ts';
import type { Value } from './values/index.ts';

export type TemplateFunction = (A: Activation, bound: BoundArguments) => Value | Promise<Value> | Value[];

/** Turns generated code into a function. The code holds no text of an author's but as string literals. */
export function compileCode({ code, constants }: GeneratedCode): TemplateFunction {
  // oxlint-disable-next-line no-implied-eval, no-new-func -- compiling templates to functions is what the engine is for
  const factory = new Function('R', 'K', code) as (
    R: typeof runtime,
    K: readonly unknown[],
  ) => TemplateFunction;
  return factory(runtime, constants);
}
