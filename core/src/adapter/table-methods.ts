import {
  Dict,
  isTrue,
  noKwargs,
  TemplateFault,
  TemplateObject,
  toStr,
  Tuple,
  type CallSite,
  type Value,
} from '../jinja/index.ts';
import { denormalize, join, merge, normalize, pivot } from './table-combine.ts';
import { csvText, jsonText, structureText } from './table-export.ts';
import { groupBy } from './table-groups.ts';
import { tableText } from './table-text.ts';
import { compareOrNull, rowAt, rowsOf } from './table-views.ts';
import { namesOf, type Table } from './table.ts';

type Arguments = readonly (Value | undefined)[];
type Method = (table: Table, args: Arguments, site: CallSite) => Value | Promise<Value>;

/** The methods of agate's Table that templates can use, by name, with their signatures. */
export const tableMethods: Readonly<Record<string, readonly [signature: string, Method]>> = {
  select: ['key', (table, [names]) => table.withColumns(namesOf(names).map((name) => table.column(name)))],
  exclude: [
    'key',
    (table, [names]) => {
      const left = new Set(namesOf(names));
      return table.withColumns(table.columns.filter((column) => !left.has(column.name)));
    },
  ],
  rename: ['column_names?, row_names?, slug_columns?, slug_rows?', (table, [names]) => rename(table, names)],
  limit: ['start_or_stop?, stop?, step?', (table, args) => limit(table, args)],
  order_by: [
    'key, reverse?',
    (table, [key, reverse]) => orderBy(table, namesOf(key), isTrue(reverse ?? false)),
  ],
  distinct: ['key?', (table, [key]) => distinct(table, (key ?? null) === null ? undefined : namesOf(key))],
  where: ['test', (table, [test], site) => where(table, test!, site)],
  find: ['test', (table, [test], site) => find(table, test!, site)],
  group_by: ['key, key_name?, key_type?', (table, [key, name]) => groupBy(table, toStr(key!), name)],
  join: [
    'right_table, left_key?, right_key?, inner?, full_outer?, require_match?, columns?',
    (table, args) => join(table, args),
  ],
  merge: ['tables, row_names?, column_names?', (table, [tables, , names]) => merge(table, tables!, names)],
  normalize: [
    'key, properties, property_column?, value_column?, column_types?',
    (table, args) => normalize(table, args),
  ],
  denormalize: [
    'key?, property_column?, value_column?, default_value?, column_types?',
    (table, args) => denormalize(table, args),
  ],
  pivot: [
    'key?, pivot?, aggregation?, computation?, default_value?, key_name?',
    (table, args) => pivot(table, args),
  ],
  print_table: [
    'max_rows?, max_columns?, output?, max_column_width?, locale?, max_precision?',
    (table, [rows, columns, , width]) => {
      table.say(tableText(table, wholeOr(rows, 20), wholeOr(columns, 6), wholeOr(width, 20)));
      return null;
    },
  ],
  print_csv: ['', (table) => say(table, csvText(table))],
  print_json: [
    'key?, newline?, indent?',
    (table, [key, newline, indent]) => say(table, jsonText(table, key, newline, indent)),
  ],
  print_structure: ['output?, max_rows?', (table) => say(table, structureText(table))],
  to_csv: ['path?', () => refuseFile('to_csv', 'print_csv')],
  to_json: ['path?, key?, newline?, indent?', () => refuseFile('to_json', 'print_json')],
};

function say(table: Table, text: string): null {
  table.say(text);
  return null;
}

function refuseFile(name: string, instead: string): never {
  throw new TemplateFault(`${name}() writes a file, which templates may not do; use ${instead}()`);
}

const wholeOr = (value: Value | undefined, fallback: number): number =>
  typeof value === 'number' ? value : value === null ? Number.POSITIVE_INFINITY : fallback;

function rename(table: Table, names: Value | undefined): Table {
  const list = names instanceof Dict ? [] : namesOf(names);
  return table.withColumns(
    table.columns.map((column, index) => {
      const name = names instanceof Dict ? names.get(column.name) : list[index];
      return name === undefined ? column : { ...column, name: toStr(name) };
    }),
  );
}

function limit(table: Table, [first, second, step]: Arguments): Table {
  const isOpen = second === undefined && step === undefined;
  const start = isOpen ? 0 : wholeOr(first, 0);
  const stop = Math.min(
    isOpen ? wholeOr(first, table.rowCount) : wholeOr(second, table.rowCount),
    table.rowCount,
  );
  const stride = Math.max(1, wholeOr(step, 1));
  const rows: number[] = [];
  for (let row = start; row < stop; row += stride) rows.push(row);
  return table.pickRows(rows);
}

/** Rows without a value come last, or first when reversed. */
function orderBy(table: Table, names: readonly string[], isReversed: boolean): Table {
  const columns = names.map((name) => table.column(name));
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  rows.sort((a, b) => {
    for (const { values } of columns) {
      const difference = compareOrNull(values[a]!, values[b]!);
      if (difference !== 0) return isReversed ? -difference : difference;
    }
    return 0;
  });
  return table.pickRows(rows);
}

function distinct(table: Table, names: readonly string[] | undefined): Table {
  const columns = names ? names.map((name) => table.column(name)) : table.columns;
  const seen = new Dict();
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const key = new Tuple(columns.map(({ values }) => values[row]!));
    if (seen.has(key)) continue;
    seen.set(key, null);
    rows.push(row);
  }
  return table.pickRows(rows);
}

/** The rows for which a macro or function gives something true. It may query the database. */
async function where(table: Table, test: Value, site: CallSite): Promise<Value> {
  const rows: number[] = [];
  let index = 0;
  for (const row of rowsOf(table)) {
    if (isTrue(await ask(test, row, site))) rows.push(index);
    index++;
  }
  return table.pickRows(rows);
}

async function find(table: Table, test: Value, site: CallSite): Promise<Value> {
  for (let index = 0; index < table.rowCount; index++) {
    const row = rowAt(table, index)!;
    if (isTrue(await ask(test, row, site))) return row;
  }
  return null;
}

function ask(test: Value, row: Value, site: CallSite): Value | Promise<Value> {
  if (test instanceof TemplateObject && test.call) return test.call([row], noKwargs, site);
  throw new TemplateFault('where() and find() take a macro or a function to ask of each row');
}
