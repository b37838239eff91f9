import { type Connection, Relation } from '../../adapter/index.ts';
import { injectCtes } from '../../compile/inject-ctes.ts';
import { Dict, toStr } from '../../jinja/index.ts';
import type { CompilableNode, Node, SeedNode, SourceNode } from '../../manifest/index.ts';
import type { RunContext } from '../run-context.ts';
import { seedColumns } from '../runners/seed-file.ts';

/** Types by column name, in order. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** What snapshots add to a query's columns, under their default names. */
const snapshotColumns: ColumnTypes = new Map([
  ['dbt_scd_id', 'varchar'],
  ['dbt_updated_at', 'timestamp'],
  ['dbt_valid_from', 'timestamp'],
  ['dbt_valid_to', 'timestamp'],
]);

/**
 * Tells the columns of relations that need not exist: those that do are asked, models that do not are bound over empty
 * tables with the columns of what they read, and so on upwards.
 */
export class UpstreamColumns {
  readonly #context: RunContext;
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<ColumnTypes | undefined>>();
  #declared: Map<string, Node | SourceNode> | undefined;

  constructor(context: RunContext, connection: Connection) {
    this.#context = context;
    this.#connection = connection;
  }

  /** Undefined where nothing says what columns the relation would have. */
  async of(relation: Relation): Promise<ColumnTypes | undefined> {
    const key = relation.render();
    let known = this.#known.get(key);
    if (!known) this.#known.set(key, (known = this.#find(relation)));
    return known;
  }

  async #find(relation: Relation): Promise<ColumnTypes | undefined> {
    if (this.#exists(relation))
      return typesOf(await this.#connection.describe(`select * from ${relation.render()}`));
    const node = this.#declaredAs(relation);
    if (node?.resource_type === 'model') return this.#bind(node);
    if (node?.resource_type === 'snapshot') return new Map([...(await this.#bind(node)), ...snapshotColumns]);
    if (node?.resource_type === 'seed') return this.#seedColumns(node);
    return node?.resource_type === 'source' ? declaredTypes(node) : undefined;
  }

  /** What stands for text of the author's, such as a file, can be read as it is. */
  #exists({ database, schema, identifier, external }: Relation): boolean {
    if (external !== undefined) return true;
    if (schema === null || identifier === null) return false;
    return this.#context.relations.find({ database, schema, identifier }) !== undefined;
  }

  /** Binds a node's SQL with stand-ins for what it reads and is not there. */
  async #bind(node: CompilableNode): Promise<ColumnTypes> {
    const missing = new Map<string, { readonly original: Relation; readonly standIn: Relation }>();
    const standIn = (original: Relation): Relation => {
      if (this.#exists(original)) return original;
      const key = original.render();
      let entry = missing.get(key);
      if (!entry) {
        entry = { original, standIn: Relation.cte(`unit_${missing.size + 1}`, this.#context.invocation) };
        missing.set(key, entry);
      }
      return entry.standIn;
    };
    const { sql } = await this.#context.compiler.compile(node, this.#connection, { mapRelation: standIn });
    const ctes = [];
    for (const { original, standIn } of missing.values()) {
      const types = await this.of(original);
      if (types) ctes.push({ name: standIn.render(), sql: this.#emptySelect(types), origin: node.unique_id });
    }
    return typesOf(await this.#connection.describe(injectCtes(sql, node.unique_id, ctes).text));
  }

  #emptySelect(types: ColumnTypes): string {
    const { adapter } = this.#context;
    const columns = [...types].map(([name, type]) => `cast(null as ${type}) as ${adapter.quote(name)}`);
    return `select ${columns.join(', ')} limit 0`;
  }

  async #seedColumns(node: SeedNode): Promise<ColumnTypes | undefined> {
    const types = await seedColumns(node, this.#context, this.#connection);
    if (!(types instanceof Dict)) return undefined;
    return new Map([...types.entries()].map(([name, type]) => [toStr(name), toStr(type)]));
  }

  #declaredAs(relation: Relation): Node | SourceNode | undefined {
    this.#declared ??= this.#declaredRelations();
    return this.#declared.get(relation.render());
  }

  #declaredRelations(): Map<string, Node | SourceNode> {
    const { manifest, compiler, invocation } = this.#context;
    const declared = new Map<string, Node | SourceNode>();
    for (const source of manifest.sources.values()) declared.set(source.relation_name, source);
    for (const node of manifest.nodes.values()) {
      const relation = compiler.relation(node);
      if (relation) declared.set(relation.render(), node);
      if (node.config.materialized === 'ephemeral')
        declared.set(Relation.cte(node.name, invocation).render(), node);
    }
    return declared;
  }
}

function typesOf(columns: readonly { readonly name: string; readonly type: string }[]): ColumnTypes {
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** A source's columns by its property file, where that gives each a type. */
function declaredTypes({ columns }: SourceNode): ColumnTypes | undefined {
  const types = Object.values(columns).flatMap(({ name, data_type }): [string, string][] =>
    data_type ? [[name, data_type]] : [],
  );
  return types.length > 0 && types.length === Object.keys(columns).length ? new Map(types) : undefined;
}
