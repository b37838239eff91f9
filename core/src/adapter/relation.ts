import { Dict, isTrue, type Kwargs, NativeFunction, TemplateObject, toStr, type Value } from '../jinja/index.ts';

/** How names are written; an invocation satisfies it. */
export interface NamingRules {
  readonly adapter: { quote(identifier: string): string };
  /** Which parts are quoted; what it does not say is. */
  readonly quoting: Policy;
}

export type Part = 'database' | 'schema' | 'identifier';
export type Policy = Partial<Readonly<Record<Part, boolean>>>;

export interface RelationPath {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
}

export type RelationType = 'table' | 'view' | 'cte' | 'external' | 'materialized_view' | 'ephemeral' | 'function';

/** Rows of a time window only, as microbatch and `--sample` read them. */
export interface EventTimeFilter {
  readonly field: string;
  readonly start: string | null;
  readonly end: string | null;
}

interface Details {
  readonly type: string | null;
  readonly quote: Policy;
  readonly include: Policy;
  /** Text that stands for the relation in SQL: a function call or a file's name in quotes. */
  readonly external: string | undefined;
  /** At most so many rows; 0 under `--empty`. */
  readonly limit: number | undefined;
  readonly eventTime: EventTimeFilter | undefined;
}

const parts = ['database', 'schema', 'identifier'] as const;
const plain: Details = { type: null, quote: {}, include: {}, external: undefined, limit: undefined, eventTime: undefined };

/** A table, view or common table expression, as templates name and print it. Immutable. */
export class Relation extends TemplateObject {
  override readonly typeName = 'Relation';
  readonly #rules: NamingRules;
  readonly #path: RelationPath;
  readonly #details: Details;
  #rendered: string | undefined;

  private constructor(rules: NamingRules, path: RelationPath, details: Details) {
    super();
    this.#rules = rules;
    this.#path = path;
    this.#details = details;
  }

  /**
   * @param quote Wins over the rules' quoting, part by part.
   */
  static create(path: RelationPath, rules: NamingRules, quote: Policy = {}, type: string | null = null): Relation {
    return new Relation(rules, path, { ...plain, quote, type });
  }

  /** The CTE that an ephemeral model becomes inside of another statement. */
  static cte(identifier: string, rules: NamingRules): Relation {
    const path = { database: null, schema: null, identifier: cteName(identifier) };
    return new Relation(rules, path, { ...plain, quote: { identifier: false }, type: 'cte' });
  }

  /** `database.information_schema`, for macros that look into the catalog. */
  static informationSchema(database: string | null, rules: NamingRules): Relation {
    const path = { database, schema: 'information_schema', identifier: null };
    return new Relation(rules, path, { ...plain, quote: { schema: false } });
  }

  get database(): string | null {
    return this.#path.database;
  }

  get schema(): string | null {
    return this.#path.schema;
  }

  get identifier(): string | null {
    return this.#path.identifier;
  }

  get type(): string | null {
    return this.#details.type;
  }

  withType(type: string | null): Relation {
    return this.#with({ type });
  }

  /** The same relation, standing for text of the author's such as `read_parquet('…')`. */
  withExternal(external: string): Relation {
    return this.#with({ external });
  }

  withLimit(limit: number | undefined): Relation {
    return this.#with({ limit });
  }

  withEventTime(eventTime: EventTimeFilter | undefined): Relation {
    return this.#with({ eventTime });
  }

  withPath(path: Partial<RelationPath>): Relation {
    return new Relation(this.#rules, { ...this.#path, ...path }, this.#details);
  }

  /** The name as SQL, quoted. */
  render(): string {
    return (this.#rendered ??= this.#details.external ?? this.#names().join('.'));
  }

  override toStr(): string {
    const { limit, eventTime } = this.#details;
    const name = this.render();
    if (limit === undefined && eventTime === undefined) return name;
    if (eventTime) {
      const conditions = [
        eventTime.start === null ? undefined : `${eventTime.field} >= '${eventTime.start}'`,
        eventTime.end === null ? undefined : `${eventTime.field} < '${eventTime.end}'`,
      ].filter((condition) => condition !== undefined);
      if (limit === undefined) return conditions.length > 0 ? `(select * from ${name} where ${conditions.join(' and ')})` : name;
    }
    return limit === 0 ? `(select * from ${name} where false limit 0)` : `(select * from ${name} limit ${limit})`;
  }

  override toRepr(): string {
    return `<Relation ${this.render()}>`;
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof Relation && other.render() === this.render() && other.type === this.type;
  }

  override hashKey(): unknown {
    return `relation:${this.render()}`;
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    const { type } = this.#details;
    switch (name) {
      case 'database':
      case 'schema':
      case 'identifier':
        return this.#path[name];
      case 'name':
      case 'table':
        return this.#path.identifier;
      case 'type':
        return type;
      case 'is_table':
      case 'is_view':
      case 'is_cte':
      case 'is_external':
      case 'is_materialized_view':
      case 'is_function':
        return type === name.slice('is_'.length);
      case 'is_pointer':
      case 'is_dynamic_table':
        return false;
      case 'is_ephemeral':
        return type === 'cte';
      case 'can_be_renamed':
        return type === 'table' || type === 'view';
      case 'can_be_replaced':
        return type === 'table' || type === 'view';
      case 'external':
        return this.#details.external ?? null;
      case 'limit':
        return this.#details.limit ?? null;
      case 'quote_policy':
        return policyDict({ ...this.#rules.quoting, ...this.#details.quote });
      case 'include_policy':
        return policyDict(this.#details.include);
      case 'path':
        return new Dict(parts.map((part): [Value, Value] => [part, this.#path[part]]));
      default:
        return this.#method(name);
    }
  }

  #method(name: string): Value | undefined {
    switch (name) {
      case 'render':
        return new NativeFunction('render', () => this.render());
      case 'quoted':
        return new NativeFunction('quoted', ([identifier]) => this.#rules.adapter.quote(toStr(identifier ?? '')));
      case 'include':
        return new NativeFunction('include', (_args, kwargs) => this.#with({ include: { ...this.#details.include, ...readPolicy(kwargs) } }));
      case 'quote':
        return new NativeFunction('quote', (_args, kwargs) => this.#with({ quote: { ...this.#details.quote, ...readPolicy(kwargs) } }));
      case 'incorporate':
        return new NativeFunction('incorporate', (_args, kwargs) => this.#incorporate(kwargs));
      case 'replace_path':
        return new NativeFunction('replace_path', (_args, kwargs) => this.withPath(readPath(kwargs)));
      case 'replace':
        return new NativeFunction('replace', (_args, kwargs) => this.#incorporate(kwargs));
      case 'without_identifier':
        return new NativeFunction('without_identifier', () => this.withPath({ identifier: null }));
      case 'information_schema':
        return new NativeFunction('information_schema', ([view]) => {
          const schema = Relation.informationSchema(this.database, this.#rules);
          return view === undefined || view === null ? schema : schema.withPath({ identifier: toStr(view) }).#with({ quote: { schema: false, identifier: false } });
        });
      case 'information_schema_only':
        return new NativeFunction('information_schema_only', () => Relation.informationSchema(this.database, this.#rules));
      case 'matches':
        return new NativeFunction('matches', (args, kwargs) => {
          const wanted = { ...readPath(kwargs), ...positionalPath(args) };
          return parts.every((part) => wanted[part] === undefined || same(wanted[part], this.#path[part]));
        });
      case 'get':
        return new NativeFunction('get', ([key, fallback]) => {
          if (key === 'metadata') return new Dict([['type', 'Relation']]);
          const value = this.getAttribute(toStr(key ?? ''));
          return value === undefined ? (fallback ?? null) : value;
        });
      default:
        return undefined;
    }
  }

  #names(): string[] {
    const { quote, include } = this.#details;
    return parts.flatMap((part) => {
      const name = this.#path[part];
      if (name === null || include[part] === false) return [];
      const isQuoted = quote[part] ?? this.#rules.quoting[part] ?? true;
      return [isQuoted ? this.#rules.adapter.quote(name) : name];
    });
  }

  #incorporate(kwargs: Kwargs): Relation {
    const path = kwargs.get('path');
    const type = kwargs.get('type');
    const moved = path instanceof Dict ? this.withPath(readPath(new Map([...path.entries()].map(([key, value]) => [toStr(key), value])))) : this;
    return type === undefined ? moved : moved.withType(type === null ? null : toStr(type));
  }

  #with(details: Partial<Details>): Relation {
    return new Relation(this.#rules, this.#path, { ...this.#details, ...details });
  }
}

/** The name of the CTE for an ephemeral model. */
export function cteName(identifier: string): string {
  return `__dbt__cte__${identifier}`;
}

/** Whether two names are one object where the database does not tell case apart. */
function same(a: string | null, b: string | null): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function readPolicy(kwargs: Kwargs): Policy {
  return Object.fromEntries(parts.flatMap((part) => (kwargs.has(part) ? [[part, isTrue(kwargs.get(part)!)]] : [])));
}

function readPath(kwargs: Kwargs): Partial<RelationPath> {
  return Object.fromEntries(parts.flatMap((part) => (kwargs.has(part) ? [[part, textOrNull(kwargs.get(part)!)]] : [])));
}

function positionalPath(args: readonly Value[]): Partial<RelationPath> {
  return Object.fromEntries(parts.flatMap((part, index) => (args[index] !== undefined && args[index] !== null ? [[part, toStr(args[index])]] : [])));
}

function textOrNull(value: Value): string | null {
  return value === null ? null : toStr(value);
}

function policyDict(policy: Policy): Dict {
  return new Dict(parts.map((part): [Value, Value] => [part, policy[part] ?? true]));
}

/** `api.Relation`: makes relations, and knows the names of their types. */
export function relationClass(rules: NamingRules): TemplateObject {
  return new RelationClass(rules);
}

class RelationClass extends TemplateObject {
  override readonly typeName = 'type';
  readonly #rules: NamingRules;

  constructor(rules: NamingRules) {
    super();
    this.#rules = rules;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    return this.#create(args, kwargs);
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'create':
        return new NativeFunction('create', (args, kwargs) => this.#create(args, kwargs));
      case 'scd_args':
        return new NativeFunction('scd_args', ([key, updatedAt]) => [...(Array.isArray(key) ? key : [key ?? null]), updatedAt ?? null]);
      case 'add_ephemeral_prefix':
        return new NativeFunction('add_ephemeral_prefix', ([identifier]) => cteName(toStr(identifier ?? '')));
      case 'Table':
      case 'View':
      case 'CTE':
      case 'External':
        return name.toLowerCase();
      case 'MaterializedView':
        return 'materialized_view';
      default:
        return undefined;
    }
  }

  #create(args: readonly Value[], kwargs: Kwargs): Relation {
    const path = { database: null, schema: null, identifier: null, ...positionalPath(args), ...readPath(kwargs) };
    const quote = kwargs.get('quote_policy');
    const policy = quote instanceof Dict ? readPolicy(new Map([...quote.entries()].map(([key, value]) => [toStr(key), value]))) : {};
    const type = kwargs.get('type');
    const relation = Relation.create(path, this.#rules, policy, type === undefined || type === null ? null : toStr(type));
    const external = kwargs.get('external');
    return external === undefined || external === null ? relation : relation.withExternal(toStr(external));
  }
}

