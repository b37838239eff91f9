import { bindArguments } from '../jinja/signature.ts';
import {
  Dict,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  toStr,
  type Value,
} from '../jinja/index.ts';
import { relationMethods } from './relation-methods.ts';
import {
  namedParts,
  parts,
  PartsObject,
  pathOf,
  type Policy,
  policyOf,
  type RelationPath,
} from './relation-parts.ts';
import { cteName, typeConstants, typeOf } from './relation-types.ts';

/** What a database takes of relations; an adapter satisfies it. */
export interface RelationDialect {
  /** `"name"`, with the database's rules for quotes inside. */
  quote(identifier: string): string;
  /** The types of relations of which macros may rename one, or replace one by a statement that creates; none unless said. */
  readonly renameable?: readonly string[];
  readonly replaceable?: readonly string[];
  /** A time such as `2024-01-01 00:00:00` as SQL to compare a column with; a text unless said. */
  timeLiteral?(time: string): string;
}

/** How names are written; an invocation satisfies it. */
export interface NamingRules {
  readonly adapter: RelationDialect;
  /** Which parts are quoted. */
  readonly quoting: Policy;
}

/** Rows of a time window only, as microbatch and `--sample` read them: from `start`, to before `end`. */
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
  /** The view of an information schema, written after its name without quotes. */
  readonly informationView: string | undefined;
}

const plain: Details = {
  type: null,
  quote: {},
  include: {},
  external: undefined,
  limit: undefined,
  eventTime: undefined,
  informationView: undefined,
};

/** A table, view or common table expression, as templates name and print it. Immutable, and cheap to make. */
export class Relation extends TemplateObject {
  override readonly typeName = 'Relation';
  readonly rules: NamingRules;
  readonly #path: RelationPath;
  readonly #details: Details;
  #rendered: string | undefined;

  private constructor(rules: NamingRules, path: RelationPath, details: Details) {
    super();
    this.rules = rules;
    this.#path = path;
    this.#details = details;
  }

  /** @param quote Wins over the rules' quoting, part by part. */
  static create(
    path: RelationPath,
    rules: NamingRules,
    quote: Policy = {},
    type: string | null = null,
  ): Relation {
    return new Relation(rules, path, { ...plain, quote, type });
  }

  /** The CTE that an ephemeral model becomes inside of another statement. */
  static cte(identifier: string, rules: NamingRules): Relation {
    const path = { database: null, schema: null, identifier: cteName(identifier) };
    return new Relation(rules, path, { ...plain, quote: { identifier: false }, type: 'cte' });
  }

  /** `database.INFORMATION_SCHEMA`, or one of its views, for macros that look into the catalog. */
  static informationSchema(database: string | null, rules: NamingRules): Relation {
    return Relation.create({ database, schema: null, identifier: null }, rules).informationSchema();
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

  get limit(): number | undefined {
    return this.#details.limit;
  }

  get external(): string | undefined {
    return this.#details.external;
  }

  withType(type: string | null): Relation {
    return this.#with({ type });
  }

  /** The same relation, standing for text of the author's such as `read_parquet('…')`. */
  withExternal(external: string | undefined): Relation {
    return this.#with({ external });
  }

  withLimit(limit: number | undefined): Relation {
    return this.#with({ limit });
  }

  withEventTime(eventTime: EventTimeFilter | undefined): Relation {
    return this.#with({ eventTime });
  }

  withPath(path: Partial<RelationPath>): Relation {
    return new Relation(this.rules, { ...this.#path, ...path }, this.#details);
  }

  withQuoting(quote: Policy): Relation {
    return this.#with({ quote: { ...this.#details.quote, ...quote } });
  }

  withInclusion(include: Policy): Relation {
    return this.#with({ include: { ...this.#details.include, ...include } });
  }

  /** The information schema of the relation's database, or a view of it, quoted as the relation is. */
  informationSchema(view?: string): Relation {
    const path = { database: this.database, schema: null, identifier: 'INFORMATION_SCHEMA' };
    const quote = { ...this.#details.quote, identifier: false };
    return new Relation(this.rules, path, { ...plain, quote, type: 'view', informationView: view });
  }

  /** The name as SQL, without limit and window. */
  render(): string {
    return (this.#rendered ??= this.#details.external ?? this.#names().join('.'));
  }

  /** The name, or a subquery of at most so many rows of it. */
  renderLimited(): string {
    const { limit } = this.#details;
    if (limit === undefined) return this.render();
    return `(select * from ${this.render()} ${limit === 0 ? 'where false limit 0' : `limit ${limit}`})`;
  }

  /** The name, or a subquery of the rows of its window. */
  renderWindowed(): string {
    return this.#windowed(this.render());
  }

  /** What stands in a `from`: the window is taken from the limited rows, not the other way round. */
  override toStr(): string {
    return this.type === 'function' ? this.render() : this.#windowed(this.renderLimited());
  }

  override toRepr(): string {
    return `<Relation ${this.render()}>`;
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof Relation && (other === this || other.#identity() === this.#identity());
  }

  override hashKey(): unknown {
    return `relation:${this.render()}`;
  }

  override attributeNames(): Iterable<string> {
    return ['database', 'schema', 'identifier', 'name', 'table', 'type', ...relationMethods.keys()];
  }

  override getAttribute(name: string): Value | undefined {
    const method = relationMethods.get(name);
    if (method) {
      return new NativeFunction(name, (args, kwargs) =>
        method.call(this, bindArguments(name, method.signature, args, kwargs), kwargs),
      );
    }
    return this.#property(name);
  }

  #property(name: string): Value | undefined {
    const { type, limit, external, eventTime, quote, include } = this.#details;
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
      case 'is_materialized_view':
      case 'is_function':
        return type === name.slice('is_'.length);
      case 'is_pointer':
        return type === 'pointer_table';
      case 'can_be_renamed':
        return type !== null && (this.rules.adapter.renameable ?? []).includes(type);
      case 'can_be_replaced':
        return type !== null && (this.rules.adapter.replaceable ?? []).includes(type);
      case 'dbt_created':
      case 'require_alias':
        return false;
      case 'quote_character':
        return this.rules.adapter.quote('').charAt(0);
      case 'external':
        return external ?? null;
      case 'limit':
        return limit ?? null;
      case 'catalog':
        return null;
      case 'event_time_filter':
        return eventTime
          ? new Dict([
              ['field_name', eventTime.field],
              ['start', eventTime.start],
              ['end', eventTime.end],
            ])
          : null;
      case 'quote_policy':
        return new PartsObject('Policy', (part) => quote[part] ?? this.rules.quoting[part] ?? true);
      case 'include_policy':
        return new PartsObject('Policy', (part) => include[part] ?? true);
      case 'path':
        return new PartsObject('Path', (part) => this.#path[part]);
      default:
        return typeConstants.get(name);
    }
  }

  /** What tells two relations apart for templates: a quoted name is another relation than a plain one. */
  #identity(): string {
    const { type, limit, eventTime, external } = this.#details;
    return JSON.stringify([this.#path, type, limit, eventTime, external, this.#names()]);
  }

  #names(): string[] {
    const { quote, include, informationView } = this.#details;
    const names = parts.flatMap((part) => {
      const name = this.#path[part];
      if (name === null || include[part] === false) return [];
      const isQuoted = quote[part] ?? this.rules.quoting[part] ?? true;
      return [isQuoted ? this.rules.adapter.quote(name) : name];
    });
    return informationView === undefined ? names : [...names, informationView];
  }

  #windowed(rendered: string): string {
    const { eventTime } = this.#details;
    if (!eventTime) return rendered;
    const { field, start, end } = eventTime;
    const literal = (time: string): string => this.rules.adapter.timeLiteral?.(time) ?? `'${time}'`;
    const conditions = [
      ...(start === null ? [] : [`${field} >= ${literal(start)}`]),
      ...(end === null ? [] : [`${field} < ${literal(end)}`]),
    ];
    return conditions.length === 0
      ? rendered
      : `(select * from ${rendered} where ${conditions.join(' and ')})`;
  }

  /** As `replace` and `incorporate` change a relation: by the names of dbt's fields. */
  change(fields: Kwargs): Relation {
    let changed = new Relation(
      this.rules,
      { ...this.#path, ...pathOf(namedParts(fields.get('path'))) },
      this.#details,
    );
    for (const [name, value] of fields) {
      const named = namedParts(value);
      const policy = policyOf(parts.map((part) => named.get(part)));
      if (name === 'type') changed = changed.withType(typeOf(value));
      else if (name === 'quote_policy') changed = changed.withQuoting(policy);
      else if (name === 'include_policy') changed = changed.withInclusion(policy);
      else if (name === 'limit') changed = changed.withLimit(typeof value === 'number' ? value : undefined);
      else if (name === 'external') changed = changed.withExternal(value === null ? undefined : toStr(value));
      else if (name !== 'path' && !ignoredFields.has(name)) {
        throw new TemplateFault(`a relation has no field "${name}"`, 'WRONG_ARGUMENTS');
      }
    }
    return changed;
  }

  #with(details: Partial<Details>): Relation {
    return new Relation(this.rules, this.#path, { ...this.#details, ...details });
  }

  /** @throws TemplateFault when no part is asked for */
  matches(wanted: readonly (string | null)[]): boolean {
    if (wanted.every((name) => name === null)) {
      throw new TemplateFault('matches() needs a database, schema or identifier', 'WRONG_ARGUMENTS');
    }
    return parts.every((part, index) => {
      const name = wanted[index] ?? null;
      return name === null || name.toLowerCase() === this.#path[part]?.toLowerCase();
    });
  }
}

/** Fields of dbt's relations that change nothing here. */
const ignoredFields = new Set(['dbt_created', 'quote_character', 'require_alias', 'catalog', 'catalog_name']);
