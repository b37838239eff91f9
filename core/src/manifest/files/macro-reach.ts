import type { Invocation } from '../../context/invocation.ts';
import type { MacroEntry } from '../../context/macro-registry.ts';
import type { StaticCall, Template } from '../../jinja/index.ts';

/** Names by which a template could tell something to the parser, or get at any other name; attributes are none. */
const telling = [
  'ref',
  'source',
  // To be asked for a config tells nothing.
  'config(?!\\s*\\.\\s*(?:meta_)?(?:get|require)\\b)',
  'metric',
  'function',
  'context',
  'builtins',
];
/** Names by which it could also tell its author something. */
const speaking = ['exceptions', 'log', 'print', 'env_var'];

const anyOf = (names: readonly string[]): RegExp => new RegExp(`(?<![.\\w])(?:${names.join('|')})\\b`);

/** What macros lead to, by their text alone. */
export class MacroReach {
  readonly #invocation: Invocation;
  readonly #names: RegExp;
  readonly #silent = new Map<string, boolean>();

  /** @param hearsAuthors Whether what is told to an author counts too. */
  constructor(invocation: Invocation, { hearsAuthors = false } = {}) {
    this.#invocation = invocation;
    this.#names = anyOf(hearsAuthors ? [...telling, ...speaking] : telling);
  }

  /** The same of a template that stands in no macro. */
  isSilentTemplate({ calls, source }: Template, fromPackage: string): boolean {
    const key = `${fromPackage}| ${source.text}`;
    let isSilent = this.#silent.get(key);
    if (isSilent === undefined)
      this.#silent.set(key, (isSilent = this.#isSilent(source.text, calls, fromPackage)));
    return isSilent;
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
    const isSilent = this.#isSilent(macro.block.text, macro.block.calls, fromPackage);
    this.#silent.set(key, isSilent);
    return isSilent;
  }

  #isSilent(text: string, calls: readonly StaticCall[], fromPackage: string): boolean {
    if (this.#names.test(text)) return false;
    return calls.every((call) => {
      const called = this.called(call, fromPackage);
      return called === 'unknown' ? false : called === undefined || this.isSilent(called, fromPackage);
    });
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
