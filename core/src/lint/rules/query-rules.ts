import type { Json, JsonObject } from '../../config/json.ts';
import type { SqlFile } from '../sql/sql-file.ts';
import { locationOf, type Select, selectsOf, unusedCtes, walk } from '../sql/syntax-tree.ts';
import { type CompiledQuery, liesIn, type QueryRule } from './rule.ts';

/** CTEs that nothing reads. */
export const unusedCte: QueryRule = {
  looksAt: 'query',
  summary: 'every CTE is read',
  severity: 'error',
  options: {},
  *check({ file, tree }) {
    for (const name of unusedCtes(tree)) {
      const token = declarationOf(name, file);
      if (!token) continue;
      yield {
        message: `Nothing reads the CTE "${name}"`,
        hint: 'Remove it',
        at: file.span(token),
      };
    }
  },
};

/** The token that names a CTE where it is declared; undefined for one that a macro wrote. */
function declarationOf(name: string, { tokens }: SqlFile): SqlFile['tokens'][number] | undefined {
  return tokens.find(({ text }, index) => {
    const before = tokens[index - 1]?.text.toLowerCase();
    const after = tokens[index + 1]?.text.toLowerCase();
    const isName = text.replaceAll('"', '').toLowerCase() === name.toLowerCase();
    return (
      isName &&
      (after === 'as' || after === '(') &&
      (before === ',' || before === 'with' || before === 'recursive')
    );
  });
}

/** `*` whose columns depend on what tables happen to have. */
export const selectStar: QueryRule = {
  looksAt: 'query',
  summary: 'models in some folders name the columns that they give',
  severity: 'error',
  options: { folders: ['marts'] },
  shorthand: 'folders',
  *check({ locate, node, tree }, options) {
    if (!liesIn(node.original_file_path, options['folders'])) return;
    for (const star of openStars(selectsOf(tree).filter(({ role }) => role === 'output'))) {
      const at = locate(locationOf(star));
      if (!at) continue;
      yield {
        message: 'The model gives whatever columns a table has',
        hint: 'Name the columns: a change of the table is then no change of the model',
        at,
      };
    }
  },
};

/** The stars of selects whose columns cannot be told from the query alone. */
function openStars(selects: readonly Select[]): readonly JsonObject[] {
  return selects.flatMap(({ ctes, items, tables }) =>
    items
      .filter(isStar)
      .flatMap((star) => (starTables(star, tables).every((table) => isKnown(table, ctes)) ? [] : [star])),
  );
}

function starTables(star: JsonObject, tables: readonly JsonObject[]): readonly JsonObject[] {
  const name = star['relation_name'];
  if (typeof name !== 'string' || name === '') return tables;
  return tables.filter((table) => nameOf(table).toLowerCase() === name.toLowerCase());
}

/** Whether the query itself says what columns a table has. */
function isKnown(table: JsonObject, ctes: ReadonlyMap<string, JsonObject>): boolean {
  const query =
    table['type'] === 'SUBQUERY'
      ? (table['subquery'] as JsonObject)
      : table['type'] === 'BASE_TABLE' && !table['schema_name']
        ? ctes.get(String(table['table_name']).toLowerCase())
        : undefined;
  if (!query) return false;
  return openStars(selectsWith(query, ctes)).length === 0;
}

function selectsWith(query: JsonObject, outer: ReadonlyMap<string, JsonObject>): readonly Select[] {
  return selectsOf(query)
    .filter(({ role }) => role === 'output')
    .map((select) => ({ ...select, ctes: new Map([...outer, ...select.ctes]) }));
}

/** Columns without the table they are from, where there are several tables. */
export const ambiguousColumn: QueryRule = {
  looksAt: 'query',
  summary: 'in joins, columns say which table they are from',
  severity: 'error',
  options: {},
  *check({ locate, tree }) {
    for (const select of selectsOf(tree)) {
      const names = select.tables
        .filter(({ type }) => type === 'BASE_TABLE' || type === 'SUBQUERY')
        .map(nameOf);
      if (names.length < 2 || select.joins.some(({ ref_type: type }) => type === 'NATURAL')) continue;
      for (const column of bareColumns(select)) {
        const at = locate(locationOf(column));
        if (!at) continue;
        const name = (column['column_names'] as readonly string[])[0]!;
        yield {
          message: `The column "${name}" does not say which table it is from`,
          hint: `Write ${names.map((table) => `${table}.${name}`).join(' or ')}`,
          at,
        };
      }
    }
  },
};

function bareColumns({ items, joins, node }: Select): readonly JsonObject[] {
  const known = new Set([
    ...joins.flatMap(({ using_columns: using }) => (using as readonly string[] | undefined) ?? []),
    ...items.map(({ alias }) => String(alias ?? '')),
  ]);
  const found: JsonObject[] = [];
  const parts: readonly Json[] = [
    items as unknown as Json,
    ...joins.map(({ condition }) => condition ?? null),
    ...['where_clause', 'group_expressions', 'having', 'qualify', 'modifiers'].map(
      (key) => node[key] ?? null,
    ),
  ];
  for (const part of parts) {
    walk(part, (inner) => {
      if (inner['type'] === 'SELECT_NODE' || inner['class'] === 'LAMBDA') return false;
      const names = inner['column_names'];
      if (
        inner['class'] === 'COLUMN_REF' &&
        Array.isArray(names) &&
        names.length === 1 &&
        !known.has(String(names[0]))
      )
        found.push(inner);
      return true;
    });
  }
  return found;
}

/** Tables side by side in a `from`, each row with each. */
export const implicitCrossJoin: QueryRule = {
  looksAt: 'query',
  summary: 'tables are joined by JOIN, not by commas',
  severity: 'error',
  options: {},
  *check({ locate, tree }) {
    for (const { joins } of selectsOf(tree)) {
      for (const join of joins) {
        if (join['ref_type'] !== 'CROSS' || locationOf(join) !== undefined) continue;
        const right = join['right'] as JsonObject;
        if (right['type'] !== 'BASE_TABLE') continue;
        const at = locate(locationOf(right));
        if (!at) continue;
        yield {
          message: `The comma joins every row with every row of "${nameOf(right)}"`,
          hint: 'Write JOIN … ON, or CROSS JOIN if that is what is meant',
          at,
        };
      }
    }
  },
};

/** Columns that the database has to find a name for, and subqueries without one. */
export const missingAlias: QueryRule = {
  looksAt: 'query',
  summary: 'expressions and subqueries have names',
  severity: 'error',
  options: {},
  *check({ locate, node, tree }) {
    // What a test gives is counted, whatever its columns are called.
    const isTest = node.resource_type === 'test';
    for (const { items, role, tables } of selectsOf(tree)) {
      const namesColumns = role === 'relation' || (role === 'output' && !isTest);
      for (const item of namesColumns ? items : []) {
        if (item['alias'] || item['class'] === 'COLUMN_REF' || isStar(item)) continue;
        const at = locate(firstLocation(item));
        if (at) yield { message: 'The column has no name', hint: 'Give it one by AS', at };
      }
      for (const table of tables) {
        if (table['type'] !== 'SUBQUERY' || table['alias']) continue;
        const at = locate(firstLocation(table));
        if (at)
          yield { message: 'The subquery has no name', hint: 'Give it one by AS, or make it a CTE', at };
      }
    }
  },
};

/** Tables by their names in the database, behind the back of the DAG. */
export const hardCodedName: QueryRule = {
  looksAt: 'query',
  summary: 'tables are read by ref() and source()',
  severity: 'error',
  options: { allowed: [] },
  shorthand: 'allowed',
  *check({ file, locate, tree }, options) {
    const allowed = (options['allowed'] as readonly string[]).map((name) => name.toLowerCase());
    for (const { ctes, tables } of selectsOf(tree)) {
      for (const table of tables) {
        const name = hardCoded(table, ctes);
        const at = name === undefined ? undefined : locate(locationOf(table));
        if (name === undefined || !at || allowed.includes(name.toLowerCase())) continue;
        const token = file.tokenAt(at);
        // What a template gave is at the template's place.
        if (!token || (token.kind !== 'word' && token.kind !== 'quoted') || token.isMixed) continue;
        yield {
          message: `The table "${name}" is named as the database has it`,
          hint: "Write {{ ref('…') }} for a model, or declare a source and write {{ source('…', '…') }}",
          at,
        };
      }
    }
  },
};

function hardCoded(table: JsonObject, ctes: ReadonlyMap<string, JsonObject>): string | undefined {
  if (table['type'] !== 'BASE_TABLE') return undefined;
  const [catalog, schema, name] = ['catalog_name', 'schema_name', 'table_name'].map((key) =>
    String(table[key] ?? ''),
  );
  if (schema === '' && ctes.has(name!.toLowerCase())) return undefined;
  if (/^(information_schema|pg_catalog)$/i.test(schema!) || /[./*]/.test(name!)) return undefined;
  return [catalog, schema, name].filter((part) => part !== '').join('.');
}

const isStar = ({ class: kind }: JsonObject): boolean => kind === 'STAR';

function nameOf(table: JsonObject): string {
  return String(table['alias'] || table['table_name'] || '…');
}

/** Of an expression the first place that DuckDB tells: operators are told where they stand, not where they begin. */
function firstLocation(node: JsonObject): number | undefined {
  let first: number | undefined;
  walk(node, (inner) => {
    const at = locationOf(inner);
    if (at !== undefined && (first === undefined || at < first)) first = at;
    return true;
  });
  return first;
}

/** The names of a model's columns; undefined where the query alone does not say. */
export function outputColumns({
  tree,
}: CompiledQuery): readonly { readonly name: string; readonly at: number | undefined }[] | undefined {
  const [first] = selectsOf(tree).filter(({ role }) => role === 'output');
  if (!first || first.items.some(isStar)) return undefined;
  return first.items.map((item) => {
    const names = item['column_names'] as readonly string[] | undefined;
    return { name: String(item['alias'] || names?.at(-1) || ''), at: firstLocation(item) };
  });
}
