import type { MacroBlock } from '../jinja/index.ts';

/** One macro, test macro or materialization of a project or package. */
export interface MacroEntry {
  /** `macro.dbt_utils.star`. */
  readonly uniqueId: string;
  readonly packageName: string;
  /** `star`, `test_unique`, `materialization_table_default`. */
  readonly name: string;
  readonly block: MacroBlock;
}

export interface MacroRegistryOptions {
  readonly rootPackage: string;
  /** The built-in projects, the most specific first: `dbt_duckdb`, `dbt`. Their macros answer to the namespace `dbt`. */
  readonly internalPackages: readonly string[];
  /** The root project's `dispatch:`; namespace → packages in search order. */
  readonly searchOrders: ReadonlyMap<string, readonly string[]>;
}

/**
 * All macros of an invocation and dbt's rules for finding them: the package of the node first, then the root project,
 * then the built-in ones by bare name; every package by its name as a namespace.
 * @see dbt docs, "adapter.dispatch" and "About project macros"
 */
export class MacroRegistry {
  readonly rootPackage: string;
  readonly #internal: readonly string[];
  readonly #searchOrders: ReadonlyMap<string, readonly string[]>;
  readonly #packages = new Map<string, Map<string, MacroEntry>>();
  /** Macros of the built-in projects by name, nearest project winning. */
  readonly #builtIn = new Map<string, MacroEntry>();

  constructor(options: MacroRegistryOptions) {
    this.rootPackage = options.rootPackage;
    this.#internal = options.internalPackages;
    this.#searchOrders = options.searchOrders;
  }

  /** Later entries of the same package and name replace earlier ones; the manifest reports duplicates. */
  add(entry: MacroEntry): void {
    let macros = this.#packages.get(entry.packageName);
    if (!macros) this.#packages.set(entry.packageName, (macros = new Map()));
    macros.set(entry.name, entry);
    const rank = this.#internal.indexOf(entry.packageName);
    if (rank === -1) return;
    const known = this.#builtIn.get(entry.name);
    if (!known || rank <= this.#internal.indexOf(known.packageName)) this.#builtIn.set(entry.name, entry);
  }

  /** The macro that a bare name means in a template of `fromPackage`. */
  find(name: string, fromPackage: string): MacroEntry | undefined {
    return (
      this.#packages.get(fromPackage)?.get(name) ??
      this.#packages.get(this.rootPackage)?.get(name) ??
      this.#builtIn.get(name)
    );
  }

  /** The macro `packageName.name`; `dbt` means all built-in projects. */
  findIn(packageName: string, name: string): MacroEntry | undefined {
    if (packageName === 'dbt') return this.#builtIn.get(name);
    return this.#packages.get(packageName)?.get(name);
  }

  /** Whether templates may write `name.macro()`. */
  hasPackage(name: string): boolean {
    return name === 'dbt' || this.#packages.has(name);
  }

  /** All names that `find` answers to for a package, for suggestions. */
  *namesFor(fromPackage: string): Iterable<string> {
    for (const name of new Set([fromPackage, this.rootPackage]))
      yield* this.#packages.get(name)?.keys() ?? [];
    yield* this.#builtIn.keys();
  }

  /**
   * What `adapter.dispatch(name, namespace)` finds: the first of `<type>__name` over the packages to search, each
   * package with all types before the next. `tried` lists what was looked for.
   */
  dispatch(
    name: string,
    namespace: string | undefined,
    types: readonly string[],
    fromPackage: string,
  ): { readonly entry: MacroEntry | undefined; readonly tried: readonly string[] } {
    const tried: string[] = [];
    const prefixes = [...types, 'default'];
    for (const packageName of this.#packagesToSearch(namespace)) {
      for (const prefix of prefixes) {
        const wanted = `${prefix}__${name}`;
        const entry =
          packageName === undefined ? this.find(wanted, fromPackage) : this.findIn(packageName, wanted);
        if (entry) return { entry, tried };
        tried.push(packageName === undefined ? wanted : `${packageName}.${wanted}`);
      }
    }
    return { entry: undefined, tried };
  }

  /** The macro of a materialization: one for the adapter before a default one, a user's before a built-in one. */
  findMaterialization(name: string, types: readonly string[]): MacroEntry | undefined {
    const packages = [this.rootPackage, ...this.#packages.keys()].filter(
      (packageName) => !this.#internal.includes(packageName),
    );
    for (const type of [...types, 'default']) {
      const wanted = `materialization_${name}_${type}`;
      for (const packageName of packages) {
        const entry = this.#packages.get(packageName)?.get(wanted);
        if (entry) return entry;
      }
      const builtIn = this.#builtIn.get(wanted);
      if (builtIn) return builtIn;
    }
    return undefined;
  }

  /** The names of all materializations. */
  *materializations(): Iterable<string> {
    for (const { name } of this.entries()) {
      const found = /^materialization_(.+)_[^_]+$/.exec(name);
      if (found) yield found[1]!;
    }
  }

  /** The macro of a generic test: `unique`, or `dbt_utils.at_least_one` with its package. */
  findTest(name: string, namespace: string | undefined, fromPackage: string): MacroEntry | undefined {
    const wanted = `test_${name}`;
    return namespace === undefined ? this.find(wanted, fromPackage) : this.findIn(namespace, wanted);
  }

  *entries(): Iterable<MacroEntry> {
    for (const macros of this.#packages.values()) yield* macros.values();
  }

  /** Undefined in the result stands for a search by bare name. */
  #packagesToSearch(namespace: string | undefined): readonly (string | undefined)[] {
    if (namespace === undefined) return [undefined];
    const order = this.#searchOrders.get(namespace);
    if (order) return order;
    return this.#packages.has(namespace) ? [this.rootPackage, namespace] : [undefined];
  }
}
