import type { Json, JsonObject } from '../../config/json.ts';
import { constraintTypeUnknown, propertyGivenTwice } from '../../diagnostics/index.ts';
import { isMapping } from '../config/shapes.ts';
import { listOf } from '../config/merge.ts';
import type { ColumnInfo, Constraint } from '../nodes.ts';
import type { Entry } from './entry.ts';
import { type TestEntry, testEntries } from './test-entries.ts';

export interface ColumnProperties {
  readonly info: ColumnInfo;
  readonly tests: readonly TestEntry[];
  readonly entry: Entry;
}

/** What a column's record says under other names, or not at all. Any other key stands in it as it is written. */
const readKeys: ReadonlySet<string> = new Set([
  'name',
  'description',
  'meta',
  'data_type',
  'constraints',
  'docs',
  'config',
  'quote',
  'tags',
  'granularity',
  'data_tests',
  'tests',
]);

/** The columns below an entry's `columns`; of two with one name, the later one describes the column. */
export function columnsOf(entries: readonly Entry[]): readonly ColumnProperties[] {
  return entries.flatMap((entry) => {
    const name = entry.requiredText('name', 'a column');
    return name === undefined ? [] : [columnOf(entry, name)];
  });
}

function columnOf(entry: Entry, name: string): ColumnProperties {
  const config = entry.mapping('config') ?? {};
  const meta = { ...entry.mapping('meta'), ...(isMapping(config['meta']) ? config['meta'] : {}) };
  const tags = [...new Set([...entry.strings('tags'), ...tagsOf(config['tags'])])];
  const description = entry.description();
  const info: ColumnInfo = {
    name,
    description: description.text,
    meta,
    data_type: entry.text('data_type'),
    constraints: constraintsOf(entry, `column "${name}"`),
    quote: entry.flag('quote'),
    config: { meta, tags },
    tags,
    granularity: entry.text('granularity'),
    doc_blocks: description.blocks,
  };
  const others = Object.keys(entry.value).filter((key) => !readKeys.has(key));
  return {
    info: others.length === 0 ? info : { ...info, ...pick(entry.value, others) },
    tests: testEntries(entry),
    entry,
  };
}

const pick = (value: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(keys.map((key) => [key, value[key]!]));

/** Tags as config takes them: a list, or one string. */
export const tagsOf = (tags: Json | readonly Json[] | undefined): readonly string[] =>
  listOf(tags).filter((tag): tag is string => typeof tag === 'string');

export const columnRecord = (columns: readonly ColumnProperties[]): Record<string, ColumnInfo> =>
  Object.fromEntries(columns.map(({ info }) => [info.name, info]));

const constraintTypes = ['check', 'not_null', 'unique', 'primary_key', 'foreign_key', 'custom'];

/** The constraints of a column, or of a model where `ofModel` is set. */
export function constraintsOf(entry: Entry, owner: string, ofModel = false): readonly Constraint[] {
  return entry.entries('constraints').flatMap((constraint) => {
    const type = constraint.text('type');
    if (type === null || !constraintTypes.includes(type)) {
      entry.report(constraintTypeUnknown(type, constraintTypes, owner, constraint.span('type')));
      return [];
    }
    return [
      {
        type,
        name: constraint.text('name'),
        expression: constraint.text('expression'),
        warn_unenforced: constraint.flag('warn_unenforced') ?? true,
        warn_unsupported: constraint.flag('warn_unsupported') ?? true,
        to: constraint.text('to'),
        to_columns: constraint.strings('to_columns'),
        ...(ofModel && { columns: constraint.strings('columns') }),
      },
    ];
  });
}

/** `meta`, `docs`, `group`, … stand beside `config` or in it; from here on they stand in it. */
export function configWithProperties(entry: Entry, keys: readonly string[]): JsonObject {
  const config: Record<string, Json> = { ...entry.mapping('config') };
  for (const key of keys) {
    const value = entry.get(key);
    if (value === undefined) continue;
    if (key in config) entry.report(propertyGivenTwice(key, entry.span(key)));
    else if (value !== null) config[key] = value;
  }
  return config;
}
