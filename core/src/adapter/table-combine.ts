import { Dict, isTrue, iterate, TemplateFault, toStr, Tuple, type Value } from '../jinja/index.ts';
import { Decimal } from './decimal.ts';
import type { ResultColumn } from './table-views.ts';
import { namesOf, Table } from './table.ts';

type Arguments = readonly (Value | undefined)[];

/** One value for the values of a row in several columns. */
function keysOf(table: Table, names: readonly string[]): readonly Value[] {
  const columns = names.map((name) => table.column(name).values);
  if (columns.length === 1) return columns[0]!;
  return Array.from({ length: table.rowCount }, (_, row) => new Tuple(columns.map((values) => values[row]!)));
}

/** Rows of two tables side by side where their keys are equal; without a key, row by row. */
export function join(left: Table, args: Arguments): Table {
  const [other, leftKey, rightKey, inner, fullOuter, mustMatch, wanted] = args;
  if (!(other instanceof Table)) throw new TemplateFault('join() takes another table');
  const [isInner, isFull] = [isTrue(inner ?? false), isTrue(fullOuter ?? false)];
  if (isInner && isFull) throw new TemplateFault('A join can not be both "inner" and "full_outer".');
  const leftNames = namesOf(leftKey);
  const rightNames = (rightKey ?? null) === null ? leftNames : namesOf(rightKey);
  const byPosition = leftNames.length === 0;
  const positions = (count: number): readonly Value[] => Array.from({ length: count }, (_, row) => row);
  const leftKeys = byPosition ? positions(left.rowCount) : keysOf(left, leftNames);
  const rightKeys = byPosition ? positions(other.rowCount) : keysOf(other, rightNames);
  const pairs = matches(leftKeys, rightKeys, { isInner, isFull, mustMatch: isTrue(mustMatch ?? false) });
  const chosen = (wanted ?? null) === null ? undefined : new Set(namesOf(wanted));
  const taken = other.columns.filter(({ name }) => {
    if (isFull) return true;
    return chosen ? chosen.has(name) : byPosition || !rightNames.includes(name);
  });
  const known = new Set(left.columns.map(({ name }) => name));
  const side = (columns: readonly ResultColumn[], which: 0 | 1): readonly ResultColumn[] =>
    columns.map((column) => ({
      ...column,
      name: which === 1 && known.has(column.name) ? `${column.name}2` : column.name,
      values: pairs.map((pair) => (pair[which] === undefined ? null : column.values[pair[which]]!)),
    }));
  return left.withColumns([...side(left.columns, 0), ...side(taken, 1)]);
}

/** Positions of the rows that go together. */
function matches(
  left: readonly Value[],
  right: readonly Value[],
  how: { readonly isInner: boolean; readonly isFull: boolean; readonly mustMatch: boolean },
): readonly (readonly [number | undefined, number | undefined])[] {
  const rows = new Dict();
  for (const [row, key] of right.entries()) {
    const found = rows.get(key) as Value[] | undefined;
    if (found) found.push(row);
    else rows.set(key, [row]);
  }
  const pairs: (readonly [number | undefined, number | undefined])[] = [];
  for (const [row, key] of left.entries()) {
    const found = rows.get(key) as number[] | undefined;
    if (!found && how.mustMatch)
      throw new TemplateFault(`Left key "${toStr(key)}" does not have a matching right key.`);
    if (found) for (const match of found) pairs.push([row, match]);
    else if (!how.isInner) pairs.push([row, undefined]);
  }
  if (how.isFull) {
    const present = new Dict(left.map((key): [Value, Value] => [key, null]));
    for (const [row, key] of right.entries()) if (!present.has(key)) pairs.push([undefined, row]);
  }
  return pairs;
}

/** The rows of several tables below one another; a column that one lacks is empty there. */
export function merge(table: Table, tables: Value, names: Value | undefined): Table {
  const parts = [...(iterate(tables) ?? [])].map((part) => {
    if (part instanceof Table) return part;
    throw new TemplateFault('merge() takes a list of tables');
  });
  const wanted = (names ?? null) === null ? undefined : new Set(namesOf(names));
  const kinds = new Map<string, ResultColumn['kind']>();
  for (const { columns } of parts) {
    for (const { name, kind } of columns) {
      if (wanted && !wanted.has(name)) continue;
      if ((kinds.get(name) ?? kind) !== kind) {
        throw new TemplateFault('Tables contain columns with the same names, but different types.');
      }
      kinds.set(name, kind);
    }
  }
  return table.withColumns(
    [...kinds].map(([name, kind]) => ({
      name,
      kind,
      values: parts.flatMap((part): readonly Value[] => {
        const column = part.columns.find((candidate) => candidate.name === name);
        return column ? column.values : Array.from({ length: part.rowCount }, () => null);
      }),
    })),
  );
}

/** Columns become rows of their name and value. */
export function normalize(table: Table, [key, properties, property, value, types]: Arguments): Table {
  const [keys, names] = [namesOf(key), namesOf(properties)];
  if ((types ?? null) !== null) throw new TemplateFault('normalize() finds the column types by itself');
  const columns = names.map((name) => table.column(name));
  const kinds = new Set(columns.map(({ kind }) => kind));
  const isMixed = kinds.size > 1;
  const repeated = (values: readonly Value[]): Value[] => values.flatMap((item) => names.map(() => item));
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  const cell = (item: Value): Value => (isMixed && item !== null ? toStr(item) : asDecimal(item));
  return table.withColumns([
    ...keys.map((name) => ({ ...table.column(name), values: repeated(table.column(name).values) })),
    { name: nameOr(property, 'property'), kind: 'text', values: rows.flatMap(() => names) },
    {
      name: nameOr(value, 'value'),
      kind: isMixed ? 'text' : (columns[0]?.kind ?? 'text'),
      values: rows.flatMap((row) => columns.map(({ values }) => cell(values[row]!))),
    },
  ]);
}

/** Rows of a name and a value become columns. */
export function denormalize(table: Table, [key, property, value, fallback]: Arguments): Table {
  const keys = namesOf(key);
  const fields = table.column(nameOr(property, 'property')).values.map(toStr);
  const source = table.column(nameOr(value, 'value'));
  return spread(table, keys, fields, source, fallback);
}

/** Counts rows by a key, each value of another column having a column of its own. */
export function pivot(table: Table, [key, by, aggregation, computation, fallback]: Arguments): Table {
  if ((aggregation ?? null) !== null || (computation ?? null) !== null) {
    throw new TemplateFault('pivot() counts rows; it takes no aggregation');
  }
  const keys = namesOf(key);
  const groups = countBy(table, (by ?? null) === null ? keys : [...keys, toStr(by!)]);
  if ((by ?? null) === null) return groups;
  const fields = groups.column(toStr(by!)).values.map(toStr);
  return spread(groups, keys, fields, groups.column('Count'), fallback);
}

function countBy(table: Table, names: readonly string[]): Table {
  const counts = new Dict();
  const first: number[] = [];
  const keys = names.length > 0 ? keysOf(table, names) : (table.columns[0]?.values.map(() => null) ?? []);
  for (const [row, key] of keys.entries()) {
    const count = counts.get(key) as number | undefined;
    if (count === undefined) first.push(row);
    counts.set(key, (count ?? 0) + 1);
  }
  const picked = table.pickRows(first).columns.filter(({ name }) => names.includes(name));
  const ordered = names.map((name) => picked.find((column) => column.name === name)!);
  return table.withColumns([
    ...ordered,
    { name: 'Count', kind: 'number', values: [...counts.values()].map(asDecimal) },
  ]);
}

function spread(
  table: Table,
  keys: readonly string[],
  fields: readonly string[],
  source: ResultColumn,
  fallback: Value | undefined,
): Table {
  const missing =
    fallback === undefined ? (source.kind === 'number' ? Decimal.ofUnscaled(0n, 0) : null) : fallback;
  const rows = new Dict();
  const first: number[] = [];
  const rowKeys = keys.length > 0 ? keysOf(table, keys) : fields.map(() => null);
  for (const [row, key] of rowKeys.entries()) {
    if (!rows.has(key)) {
      rows.set(key, new Dict());
      first.push(row);
    }
    (rows.get(key) as Dict).set(fields[row]!, source.values[row]!);
  }
  const cells = [...rows.values()] as Dict[];
  return table.withColumns([
    ...table.pickRows(first).columns.filter(({ name }) => keys.includes(name)),
    ...[...new Set(fields)].map((name) => ({
      name,
      kind: source.kind,
      values: cells.map((row) => (row.has(name) ? asDecimal(row.get(name)!) : missing)),
    })),
  ]);
}

/** Values that are put together anew are all decimals. */
const asDecimal = (value: Value): Value =>
  typeof value === 'number' ? Decimal.ofUnscaled(BigInt(value), 0) : value;

const nameOr = (value: Value | undefined, fallback: string): string =>
  (value ?? null) === null ? fallback : toStr(value!);
