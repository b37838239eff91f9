import { Activation, type RenderState, Site } from './activation.ts';
import type { Compiled } from './compile-code.ts';
import { Generator } from './generator.ts';
import type { MacroCode } from './macro-code.ts';
import { bindMacro, macroAttribute, type MacroResult, runMacro } from './runtime.ts';
import type { Source } from './source.ts';
import { newState } from './template.ts';
import { type CallSite, type Kwargs, type Scope, TemplateObject, type Value } from './values/index.ts';

/** A macro's code is another where calls are awaited, and where its text is traced back to where it comes from. */
export type Way = 'sync' | 'async' | 'mapped';

export const ways: readonly Way[] = ['sync', 'async', 'mapped'];

const wayOf = ({ isAsync, isMapped }: RenderState): Way => (isMapped ? 'mapped' : isAsync ? 'async' : 'sync');

export const generatorFor = (way: Way): Generator =>
  new Generator(way !== 'sync', way === 'mapped' ? 'mapped' : 'text');

/** What running a macro needs. */
export interface RunnableMacro {
  readonly name: string;
  readonly source: Source;
  readonly head: MacroCode;
  /** @throws UserError for what exhausts the stack */
  codeFor(way: Way): Compiled;
}

/** A macro as a value that templates call. */
export class BoundMacro extends TemplateObject {
  override readonly typeName = 'macro';
  readonly #macro: RunnableMacro;
  readonly #scope: Scope;

  constructor(macro: RunnableMacro, scope: Scope) {
    super();
    this.#macro = macro;
    this.#scope = scope;
  }

  override isTrue(): boolean {
    return true;
  }

  /** Runs the macro. A call from a template shares the limits and the mode of that render. */
  override call(args: readonly Value[], kwargs: Kwargs, site: CallSite): Value | Promise<Value> {
    const { head, name, source } = this.#macro;
    const outer = site instanceof Site ? site.activation : undefined;
    const state = outer?.state ?? newState({}, { isAsync: true, mode: 'text' });
    const code = this.#macro.codeFor(wayOf(state));
    const activation = new Activation({
      state,
      source,
      code,
      scope: this.#scope,
      name,
      caller: site,
      depth: (outer?.depth ?? 0) + 1,
    });
    return runMacro(
      activation,
      () => code.run(activation, bindMacro(name, head, args, kwargs)) as MacroResult,
    );
  }

  override getAttribute(name: string): Value | undefined {
    return macroAttribute(this.#macro.name, name, this.#macro.head);
  }

  override toRepr(): string {
    return `<macro ${this.#macro.name}>`;
  }
}
