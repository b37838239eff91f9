import type { Invocation } from '../../context/invocation.ts';
import type { MacroEntry } from '../../context/macro-registry.ts';
import type { StaticCall } from '../../jinja/index.ts';

/** Names by which a template could tell something to the parser, or get at any other name. */
const telling = /\b(ref|source|config|metric|context|builtins)\b/;

/** What macros lead to, by their text alone. */
export class MacroReach {
  readonly #invocation: Invocation;
  readonly #silent = new Map<string, boolean>();

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  /**
   * Whether a macro, and all that it calls, cannot tell anything while a project is parsed: no reference, no config.
   * There is no need to render such a one.
   */
  isSilent(macro: MacroEntry, fromPackage: string): boolean {
    const key = `${fromPackage}|${macro.uniqueId}`;
    const known = this.#silent.get(key);
    if (known !== undefined) return known;
    // A macro that calls itself adds nothing to what is asked.
    this.#silent.set(key, true);
    const isSilent =
      !telling.test(macro.block.text) &&
      macro.block.calls.every((call) => {
        const called = this.called(call, fromPackage);
        return called === 'unknown' ? false : called === undefined || this.isSilent(called, fromPackage);
      });
    this.#silent.set(key, isSilent);
    return isSilent;
  }

  /** The macro that a call means; undefined where it means no macro, `unknown` where only running would tell. */
  called(call: StaticCall, fromPackage: string): MacroEntry | 'unknown' | undefined {
    const { macros, adapter } = this.#invocation;
    if (call.name === 'adapter.dispatch') {
      const { args, named } = call;
      const name = args[0] ?? named['macro_name'];
      const isSpread = args.length > 1 || 'macro_namespace' in named;
      const namespace = args[1] ?? named['macro_namespace'] ?? undefined;
      if (typeof name !== 'string' || (isSpread && namespace === undefined)) return 'unknown';
      return macros.dispatch(name, namespace, adapter.dispatchTypes, fromPackage).entry;
    }
    const dot = call.name.indexOf('.');
    if (dot === -1) return macros.find(call.name, fromPackage);
    return macros.findIn(call.name.slice(0, dot), call.name.slice(dot + 1));
  }
}
