import { type NamingRules, Relation } from './relation.ts';
import type { RelationPath } from './relation-parts.ts';

interface SchemaName {
  readonly database: string | null;
  readonly schema: string;
}

/**
 * The relations of the schemas in use, so that no node has to ask the catalog. Filled once, then kept up to date by
 * what macros create, drop and rename. Names are compared without case, as the database does.
 */
export class RelationCache {
  readonly #rules: NamingRules;
  readonly #schemas = new Map<string, Map<string, Relation>>();

  constructor(rules: NamingRules) {
    this.#rules = rules;
  }

  /** What the catalog says of a schema; replaces what was known of it. */
  fill(name: SchemaName, relations: Iterable<Relation>): void {
    const known = new Map<string, Relation>();
    for (const relation of relations) known.set(key(relation.identifier), relation);
    this.#schemas.set(schemaKey(name), known);
  }

  hasSchema(name: SchemaName): boolean {
    return this.#schemas.has(schemaKey(name));
  }

  /** The schema as a relation without identifier, as macros take it. */
  schemaRelation({ database, schema }: SchemaName): Relation {
    return Relation.create({ database, schema, identifier: null }, this.#rules);
  }

  find({ database, schema, identifier }: SchemaName & { readonly identifier: string }): Relation | undefined {
    return this.#schemas.get(schemaKey({ database, schema }))?.get(key(identifier));
  }

  list(name: SchemaName): Iterable<Relation> {
    return this.#schemas.get(schemaKey(name))?.values() ?? [];
  }

  add(relation: Relation): void {
    if (relation.schema === null) return;
    const name = schemaKey({ database: relation.database, schema: relation.schema });
    let known = this.#schemas.get(name);
    if (!known) this.#schemas.set(name, (known = new Map()));
    known.set(key(relation.identifier), relation);
  }

  drop(relation: RelationPath): void {
    if (relation.schema === null) return;
    this.#schemas
      .get(schemaKey({ database: relation.database, schema: relation.schema }))
      ?.delete(key(relation.identifier));
  }

  rename(from: Relation, to: Relation): void {
    this.drop(from);
    this.add(to.type === null ? to.withType(from.type) : to);
  }

  dropSchema(relation: RelationPath): void {
    if (relation.schema !== null) this.fill({ database: relation.database, schema: relation.schema }, []);
  }
}

function schemaKey({ database, schema }: SchemaName): string {
  return `${key(database)}\0${key(schema)}`;
}

function key(name: string | null): string {
  return (name ?? '').toLowerCase();
}
