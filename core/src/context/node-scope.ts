import { Dict, type Scope, TemplateObject, toStr, type Value } from '../jinja/index.ts';
import type { Invocation } from './invocation.ts';
import type { MacroEntry } from './macro-registry.ts';
import { native, variadic } from './call.ts';

export interface NodeScopeOptions {
  readonly invocation: Invocation;
  /** Whose macros bare names mean first. */
  readonly packageName: string;
  /** Makes the value of a name that is no macro, once; undefined when it means nothing. */
  readonly resolve: (name: string, scope: NodeScope) => Value | undefined;
  /** Values that replace macros of that name (`name`, or `package.name`). */
  readonly macroOverrides?: ReadonlyMap<string, Value>;
}

/**
 * The names of one node's templates: macros first, so that a project can replace `ref` or `is_incremental`; packages as
 * namespaces; then everything else, made when first asked for. Macros that it hands out are bound to it.
 */
export class NodeScope implements Scope {
  readonly packageName: string;
  readonly #options: NodeScopeOptions;
  readonly #known = new Map<string, Value | undefined>();
  readonly #bound = new Map<string, TemplateObject>();

  constructor(options: NodeScopeOptions) {
    this.packageName = options.packageName;
    this.#options = options;
  }

  get(name: string): Value | undefined {
    let value = this.#known.get(name);
    if (value === undefined && !this.#known.has(name)) {
      value = this.#find(name);
      this.#known.set(name, value);
    }
    return value;
  }

  /** Names that `get` may answer to, for suggestions; not all of them. */
  names(): Iterable<string> {
    return this.#options.invocation.macros.namesFor(this.packageName);
  }

  /** A macro by bare name or `package.name`. */
  macro(name: string): TemplateObject | undefined {
    const dot = name.indexOf('.');
    const { macros } = this.#options.invocation;
    const entry =
      dot === -1
        ? macros.find(name, this.packageName)
        : macros.findIn(name.slice(0, dot), name.slice(dot + 1));
    return entry && this.bind(entry);
  }

  bind(entry: MacroEntry): TemplateObject {
    const override = this.#override(entry);
    if (override) return override;
    let macro = this.#bound.get(entry.uniqueId);
    if (!macro) {
      macro = entry.block.bind(this);
      this.#bound.set(entry.uniqueId, macro);
    }
    return macro;
  }

  #find(name: string): Value | undefined {
    const { macros } = this.#options.invocation;
    const entry = macros.find(name, this.packageName);
    if (entry) return this.bind(entry);
    if (macros.hasPackage(name)) return new PackageNamespace(name, this, this.#options.invocation);
    return this.#options.resolve(name, this);
  }

  #override({ name, packageName }: MacroEntry): TemplateObject | undefined {
    const overrides = this.#options.macroOverrides;
    if (!overrides || overrides.size === 0) return undefined;
    const { macros } = this.#options.invocation;
    const isGlobal = macros.find(name, this.packageName)?.packageName === packageName;
    const value =
      (isGlobal ? overrides.get(name) : undefined) ??
      overrides.get(`${packageName}.${name}`) ??
      (macros.findIn('dbt', name)?.packageName === packageName ? overrides.get(`dbt.${name}`) : undefined);
    return value === undefined ? undefined : variadic(name, () => value);
  }
}

/** `dbt_utils`, as in `dbt_utils.star(…)`. */
class PackageNamespace extends TemplateObject {
  override readonly typeName = 'package';
  readonly #name: string;
  readonly #scope: NodeScope;
  readonly #invocation: Invocation;

  constructor(name: string, scope: NodeScope, invocation: Invocation) {
    super();
    this.#name = name;
    this.#scope = scope;
    this.#invocation = invocation;
  }

  override isTrue(): boolean {
    return true;
  }

  override *attributeNames(): Iterable<string> {
    for (const { name, packageName } of this.#invocation.macros.entries())
      if (packageName === this.#name || this.#name === 'dbt') yield name;
  }

  override getAttribute(name: string): Value | undefined {
    const entry = this.#invocation.macros.findIn(this.#name, name);
    return entry && this.#scope.bind(entry);
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override toRepr(): string {
    return `<package ${this.#name}>`;
  }
}

/** Names as a dict, for macros that look them up by text: `context`, and `builtins`. */
export class NamesObject extends TemplateObject {
  override readonly typeName = 'dict';
  readonly #find: (name: string) => Value | undefined;
  readonly #names: () => Iterable<string>;
  /** What templates put in by `update`, for themselves to find again. */
  readonly #added = new Map<string, Value>();

  /** @param names What iteration gives; `find` may answer to more. */
  constructor(find: (name: string) => Value | undefined, names: () => Iterable<string>) {
    super();
    this.#find = find;
    this.#names = names;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'get') {
      return native('get', ['key', 'default?'], ([key, fallback]) => {
        const value = this.getItem(key!);
        return value === undefined ? (fallback ?? null) : value;
      });
    }
    if (name === 'keys') return native('keys', [], () => [...this.#names()]);
    if (name === 'update') {
      return native('update', ['names'], ([names]) => {
        if (names instanceof Dict)
          for (const key of names.iterate()) this.#added.set(toStr(key), names.get(key) ?? null);
        return null;
      });
    }
    return this.#added.get(name) ?? this.#find(name);
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? (this.#added.get(key) ?? this.#find(key)) : undefined;
  }

  override contains(key: Value): boolean {
    return this.getItem(key) !== undefined;
  }

  override iterate(): Iterable<Value> {
    return this.#names();
  }
}

/** `context`: the scope itself as a value. */
export function scopeObject(scope: NodeScope): NamesObject {
  return new NamesObject(
    (name) => scope.get(name),
    () => scope.names(),
  );
}
