import { Relation } from '../../adapter/index.ts';
import type { Json, JsonObject } from '../../config/json.ts';
import type { Invocation } from '../../context/invocation.ts';
import { createParseScope } from '../../context/parse-scope.ts';
import {
  type Dict,
  fromJson,
  parseTemplate,
  type Scope,
  type Template,
  TemplateObject,
  toStr,
  type Value,
} from '../../jinja/index.ts';
import { inline } from '../files/templates.ts';
import type { Target, Workspace } from '../../project/project.ts';

type Component = 'database' | 'schema' | 'alias';

/** What the naming macros see of a node that is not finished. */
export type UnnamedNode = JsonObject & {
  readonly unique_id: string;
  readonly name: string;
  readonly package_name: string;
};

export interface RelationName {
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
}

/**
 * Asks `generate_database_name`, `generate_schema_name` and `generate_alias_name`, which projects may replace, where
 * a node is to stand. An answer for which the macro did not look at the node holds for every node with the same wish.
 */
export class RelationNamer {
  readonly #invocation: Invocation;
  readonly #target: Target;
  readonly #quoting: Workspace['root']['quoting'];
  readonly #noteCode: () => void;
  readonly #known = new Map<string, string | null>();
  /** By package, whether `generate_alias_name` is the built-in one. */
  readonly #hasOwnAlias = new Map<string, boolean>();

  /** @param noteCode Called when a macro looks at a node's code. */
  constructor(invocation: Invocation, { target, root }: Workspace, noteCode: () => void) {
    this.#invocation = invocation;
    this.#noteCode = noteCode;
    this.#target = target;
    this.#quoting = root.quoting;
  }

  /**
   * @param node The node with its complete config.
   * @throws UserError with the mistakes of the macros.
   */
  name(node: UnnamedNode, config: JsonObject): RelationName {
    const database = this.#generate('database', node, config['database']);
    const schema = this.#generate('schema', node, config['schema']);
    const alias = this.#generate('alias', node, config['alias']);
    return { database, schema: schema ?? '', alias: alias ?? '' };
  }

  /** The relation's full name, quoted as the root project and the resource wish. */
  relationName({ database, schema, alias }: RelationName, quoting: JsonObject = {}): string {
    return Relation.create(
      { database, schema, identifier: alias },
      this.#invocation,
      quotePolicy(this.#quoting, quoting),
    ).render();
  }

  #generate(component: Component, node: UnnamedNode, wish: Json | undefined): string | null {
    // It is asked of every node, and there is no other answer for most.
    const isPlain = component === 'alias' && (wish ?? null) === null && (node['version'] ?? null) === null;
    if (isPlain && this.#isOwnAlias(node.package_name)) return node.name.trim();
    const key = `${component}|${node.package_name}|${JSON.stringify(wish ?? null)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const view = new NodeView(node, this.#noteCode);
    const value = this.#call(component, node, view, wish ?? null);
    const name = value === null ? null : toStr(value).trim();
    if (!view.wasRead) this.#known.set(key, name);
    return name;
  }

  #isOwnAlias(packageName: string): boolean {
    let isOwn = this.#hasOwnAlias.get(packageName);
    if (isOwn === undefined) {
      const { adapter, macros } = this.#invocation;
      const name = 'generate_alias_name';
      const { entry } = macros.dispatch(name, 'dbt', adapter.dispatchTypes, packageName);
      isOwn =
        macros.find(name, packageName)?.uniqueId === `macro.dbt.${name}` &&
        entry?.uniqueId === `macro.dbt.default__${name}`;
      this.#hasOwnAlias.set(packageName, isOwn);
    }
    return isOwn;
  }

  #call(component: Component, node: UnnamedNode, view: NodeView, wish: Json): Value {
    const noteCode = this.#noteCode;
    const { scope } = createParseScope(this.#invocation, {
      uniqueId: node.unique_id,
      packageName: node.package_name,
      name: node.name,
      database: this.#target.database,
      schema: this.#target.schema,
      alias: node.name,
      get model() {
        noteCode();
        return node;
      },
    });
    const names: Scope = {
      get: (name) => (name === 'wish' ? fromJson(wish) : name === 'node' ? view : scope.get(name)),
    };
    const parts = calls[component].renderParts(names);
    return parts.length === 1 ? parts[0]! : parts.map(toStr).join('');
  }
}

const callOf = (component: Component): Template =>
  parseTemplate(`{{ generate_${component}_name(wish, node) }}`, { file: inline }).value;

const calls: Readonly<Record<Component, Template>> = {
  database: callOf('database'),
  schema: callOf('schema'),
  alias: callOf('alias'),
};

/** What a node takes of its file beside what the file says. */
const code: ReadonlySet<string> = new Set(['raw_code', 'checksum']);

/** The node as a dict whose values are made when they are asked for; remembers whether any was. */
class NodeView extends TemplateObject {
  override readonly typeName = 'dict';
  readonly #node: JsonObject;
  readonly #noteCode: () => void;
  #dict: Dict | undefined;
  #wasRead = false;

  constructor(node: JsonObject, noteCode: () => void) {
    super();
    this.#node = node;
    this.#noteCode = noteCode;
  }

  get wasRead(): boolean {
    return this.#wasRead;
  }

  override getAttribute(name: string): Value | undefined {
    return this.#own(name);
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.#own(key) : undefined;
  }

  override iterate(): Iterable<Value> | undefined {
    return this.#whole().iterate();
  }

  override length(): number | undefined {
    return this.#whole().length();
  }

  override isTrue(): boolean {
    return true;
  }

  override toRepr(): string {
    return this.#whole().toRepr();
  }

  #own(name: string): Value | undefined {
    this.#wasRead = true;
    if (code.has(name)) this.#noteCode();
    return Object.hasOwn(this.#node, name) ? fromJson(this.#node[name]!) : undefined;
  }

  #whole(): Dict {
    this.#wasRead = true;
    this.#noteCode();
    return (this.#dict ??= fromJson(this.#node) as Dict);
  }
}

/** The project's quoting with the resource's own over it. */
function quotePolicy(
  project: JsonObject | Workspace['root']['quoting'],
  resource: JsonObject,
): Record<string, boolean> {
  const policy: Record<string, boolean> = {};
  for (const part of ['database', 'schema', 'identifier'] as const) {
    const wish = resource[part] ?? (project as JsonObject)[part];
    if (typeof wish === 'boolean') policy[part] = wish;
  }
  return policy;
}
