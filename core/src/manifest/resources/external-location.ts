import type { Json, JsonObject } from '../../config/json.ts';
import { externalLocationInvalid, type Span, UserError } from '../../diagnostics/index.ts';
import { type Dict, fromJson, toStr, type Value } from '../../jinja/index.ts';
import { getAttribute, getItem } from '../../jinja/attributes.ts';
import { formatBraces } from '../../jinja/format/braces.ts';
import { formatPercent } from '../../jinja/format/percent.ts';
import type { SourceNode } from '../nodes.ts';

/**
 * What stands for a source in SQL when its `external_location` says so: a function call as it is, a file's name in
 * quotes. The location is filled in with the source's names, its meta and its config, in dbt-duckdb's three manners.
 *
 * @param place Where the location is written; looked up only for a location that makes no sense.
 * @returns undefined for a source that is a relation of the database.
 */
export function externalLocation(source: SourceNode, place: () => Span | undefined): string | undefined {
  const settings: JsonObject = { ...source.meta, ...withoutMeta(source.config) };
  const template = settings['external_location'];
  if (typeof template !== 'string') return undefined;
  const values: Record<string, Json> = {
    name: source.name,
    identifier: source.identifier,
    schema: source.schema,
    database: source.database,
    tags: source.tags,
    ...settings,
  };
  let location: string;
  try {
    location = fill(template, values);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new UserError(externalLocationInvalid(`${source.source_name}.${source.name}`, problem, place()), {
      cause: error,
    });
  }
  return location.includes('(') || location.startsWith("'") ? location : `'${location}'`;
}

/** What `{name.part}` and `{name[part]}` reach: parts of plain data. */
const plainLookup = {
  attribute: (value: Value, name: string): Value => getAttribute(value, name, false),
  item: (value: Value, key: Value): Value => getItem(value, key, false),
};

function fill(template: string, values: Readonly<Record<string, Json>>): string {
  const names = fromJson(values) as Dict;
  const formatter = values['formatter'] ?? 'newstyle';
  switch (formatter) {
    case 'newstyle':
      return formatBraces(template, [], names, plainLookup);
    case 'oldstyle':
      return formatPercent(template, names);
    case 'template':
      return substitute(template, names);
    default:
      throw new Error(`its formatter is ${JSON.stringify(formatter)}, not newstyle, oldstyle or template`);
  }
}

/** Like Python's string.Template: `$name` and `${name}`; `$$` is a dollar. */
function substitute(template: string, names: Dict): string {
  const mark = /\$(?:(?<dollar>\$)|(?<bare>[_a-z][_a-z0-9]*)|\{(?<braced>[_a-z][_a-z0-9]*)\})?/gi;
  return template.replace(mark, (...found) => {
    const { bare, braced, dollar } = found.at(-1) as Readonly<Record<string, string | undefined>>;
    if (dollar !== undefined) return '$';
    const name = bare ?? braced;
    if (name === undefined) throw new Error('"$" stands before a name; a dollar itself is "$$"');
    if (!names.has(name)) throw new Error(`there is no '${name}'`);
    return toStr(names.get(name)!);
  });
}

function withoutMeta(config: JsonObject): JsonObject {
  const { meta, ...rest } = config;
  return typeof meta === 'object' && meta !== null && !Array.isArray(meta)
    ? { ...(meta as JsonObject), ...rest }
    : rest;
}
