import type { ResultTable } from '../adapter/index.ts';
import type { Json, JsonObject } from '../config/json.ts';
import { UserError, ambiguousCatalog } from '../diagnostics/index.ts';
import { toJson } from '../jinja/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { type ArtifactOrigin, artifactMetadata, jsonChunks } from './metadata.ts';

export interface CatalogArtifact {
  /** What the macro `get_catalog` gives: a row a column, with `table_…`, `column_…` and `stats:…`. */
  readonly tables: readonly ResultTable[];
  readonly manifest: Manifest;
  /** Unique ids of what is to be in it; everything when undefined. */
  readonly selected: ReadonlySet<string> | undefined;
  /** Messages of what could not be read. */
  readonly errors: readonly string[];
  readonly origin: ArtifactOrigin;
}

interface CatalogTable {
  readonly metadata: JsonObject;
  readonly stats: JsonObject;
  readonly columns: Record<string, JsonObject>;
}

/**
 * The text of catalog.json, schema version 1, in chunks.
 * @throws UserError when two tables of the database are one source of the project
 */
export function* writeCatalog({
  errors,
  manifest,
  origin,
  selected,
  tables,
}: CatalogArtifact): Generator<string> {
  const found = gather(tables);
  const nodes = nodesOf(found, manifest, selected);
  const sources = sourcesOf(found, manifest, selected);
  yield* jsonChunks([
    ['metadata', { kind: 'value', value: artifactMetadata('catalog', origin) }],
    ['nodes', { kind: 'entries', entries: nodes }],
    ['sources', { kind: 'entries', entries: sources }],
    ['errors', { kind: 'value', value: errors.length > 0 ? [...errors] : null }],
  ]);
}

/** The database's tables and views by database, schema and name as it writes them. */
function gather(tables: readonly ResultTable[]): ReadonlyMap<string, CatalogTable> {
  const found = new Map<string, CatalogTable>();
  for (const table of tables) {
    const names = table.columns.map(({ name }) => name.toLowerCase());
    for (const cells of table.toMatrix()) {
      const row = Object.fromEntries(names.map((name, index) => [name, toJson(cells[index]!) as Json]));
      const key = keyOf(row['table_database'], row['table_schema'], row['table_name']);
      let known = found.get(key);
      if (!known) {
        known = { metadata: metadataOf(row), stats: statsOf(row), columns: {} };
        found.set(key, known);
      }
      const column = withPrefix(row, 'column_');
      known.columns[String(column['name'])] = {
        type: String(column['type']),
        index: Number(column['index']),
        name: String(column['name']),
        comment: column['comment'] ?? null,
      };
    }
  }
  return found;
}

function metadataOf(row: JsonObject): JsonObject {
  const { type, schema, name, database = null, comment = null, owner = null } = withPrefix(row, 'table_');
  return { type: type!, schema: schema!, name: name!, database, comment, owner };
}

/** Statistics that an adapter gives as `stats:<id>:label`, `:value`, `:description` and `:include`. */
function statsOf(row: JsonObject): JsonObject {
  const given = withPrefix(row, 'stats:');
  const ids = [...new Set(Object.keys(given).map((key) => key.split(':')[0]!))];
  const stats = ids
    .map((id) => ({
      id,
      label: given[`${id}:label`] ?? null,
      value: given[`${id}:value`] ?? null,
      include: given[`${id}:include`] === true,
      description: given[`${id}:description`] ?? null,
    }))
    .filter(({ include, value }) => include && value !== null);
  const hasStats: JsonObject = {
    id: 'has_stats',
    label: 'Has Stats?',
    value: stats.length > 0,
    include: false,
    description: 'Indicates whether there are statistics for this table',
  };
  return { ...Object.fromEntries(stats.map((stat) => [stat.id, stat])), has_stats: hasStats };
}

function* nodesOf(
  found: ReadonlyMap<string, CatalogTable>,
  { nodes }: Manifest,
  selected: ReadonlySet<string> | undefined,
): Generator<readonly [string, JsonObject]> {
  const byPlace = lowered(found);
  for (const node of nodes.values()) {
    if (!['model', 'seed', 'snapshot'].includes(node.resource_type)) continue;
    if (selected && !selected.has(node.unique_id)) continue;
    const [table] = byPlace.get(keyOf(node.database, node.schema, node.alias).toLowerCase()) ?? [];
    if (table) yield [node.unique_id, entryOf(table, node.unique_id)];
  }
}

function* sourcesOf(
  found: ReadonlyMap<string, CatalogTable>,
  { places, sources }: Manifest,
  selected: ReadonlySet<string> | undefined,
): Generator<readonly [string, JsonObject]> {
  const byPlace = lowered(found);
  for (const source of sources.values()) {
    const { database, identifier, schema, unique_id: id } = source;
    if (selected && !selected.has(id)) continue;
    const [table, other] = byPlace.get(keyOf(database, schema, identifier).toLowerCase()) ?? [];
    if (table && other) {
      const named = [nameOf(table), nameOf(other)] as const;
      throw new UserError(ambiguousCatalog(`${source.source_name}.${source.name}`, named, places.get(id)));
    }
    if (table) yield [id, entryOf(table, id)];
  }
}

const nameOf = ({ metadata: { database, name, schema } }: CatalogTable): string =>
  [database, schema, name].map((part) => `"${String(part as string)}"`).join('.');

function entryOf({ columns, metadata, stats }: CatalogTable, id: string): JsonObject {
  return { metadata, columns, stats, unique_id: id };
}

/** Databases keep the letter case of names or not; the project's names are compared without it. */
function lowered(found: ReadonlyMap<string, CatalogTable>): ReadonlyMap<string, readonly CatalogTable[]> {
  const byPlace = new Map<string, CatalogTable[]>();
  for (const [key, table] of found) {
    const known = byPlace.get(key.toLowerCase());
    if (known) known.push(table);
    else byPlace.set(key.toLowerCase(), [table]);
  }
  return byPlace;
}

function keyOf(...names: readonly (Json | undefined)[]): string {
  return JSON.stringify(names.map((name) => name ?? null));
}

function withPrefix(row: JsonObject, prefix: string): JsonObject {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}
