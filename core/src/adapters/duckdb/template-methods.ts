import {
  Dict,
  type FunctionBody,
  isTrue,
  TemplateFault,
  TemplateObject,
  toStr,
  type Value,
} from '../../jinja/index.ts';
import type { DuckDbCredentials } from './credentials.ts';

/** Options of COPY whose values are texts. */
const textOptions = new Set(['delimiter', 'quote', 'escape', 'null']);

/** Methods of dbt-duckdb's adapter that its users' macros call and that need no connection. */
export function templateMethods({
  externalRoot,
  disableTransactions,
  duckLakes,
}: DuckDbCredentials): Readonly<Record<string, FunctionBody>> {
  return {
    is_motherduck: () => false,
    disable_transactions: () => disableTransactions,
    external_root: () => externalRoot,
    get_binding_char: () => '?',
    escape_sql_string: ([value]) => toStr(value ?? '').replaceAll("'", "''"),
    is_ducklake: ([relation]) =>
      relation instanceof TemplateObject && duckLakes.has(toStr(relation.getAttribute('database') ?? '')),
    use_ducklake_table_workarounds: () => false,
    catalog_supports_foreign_keys: () => true,
    warn_once: () => '',
    parse_index: ([index]) => parseIndex(index ?? null),
    get_seed_file_path: ([model]) => `${partOf(model, 'root_path')}/${partOf(model, 'original_file_path')}`,
    external_write_options: ([location, options], kwargs) =>
      writeOptions(
        toStr(location ?? kwargs.get('write_location') ?? ''),
        options ?? kwargs.get('rendered_options') ?? null,
      ),
    external_read_location: ([location, options], kwargs) =>
      readLocation(
        toStr(location ?? kwargs.get('write_location') ?? ''),
        options ?? kwargs.get('rendered_options') ?? null,
      ),
  };
}

/** An index of a model's config: `columns`, and `unique`. @throws TemplateFault for anything else */
function parseIndex(index: Value): Value {
  if (index === null) return null;
  if (!(index instanceof Dict) || !Array.isArray(index.get('columns') ?? null)) {
    throw new TemplateFault(
      'an index is a mapping with a list of columns, such as {columns: [id], unique: true}',
    );
  }
  const unique = index.get('unique');
  return new Dict([
    ['columns', index.get('columns')!],
    ['unique', unique !== undefined && isTrue(unique)],
  ]);
}

function partOf(model: Value | undefined, name: string): string {
  const part =
    model instanceof TemplateObject ? (model.getItem(name) ?? model.getAttribute(name)) : undefined;
  return toStr(part ?? '');
}

/** The options of COPY for a file, with the format and compression that its name asks for. */
function writeOptions(location: string, given: Value): string {
  const options = new Map(
    given instanceof Dict ? [...given.entries()].map(([key, value]) => [toStr(key), toStr(value)]) : [],
  );
  if (!options.has('format')) {
    const { format, compression } = formatOf(location);
    options.set('format', format ?? (options.has('delimiter') ? 'csv' : 'parquet'));
    if (compression !== undefined && !options.has('compression')) options.set('compression', compression);
  }
  if (options.get('format') === 'csv' && !options.has('header')) options.set('header', '1');
  const partitions = options.get('partition_by');
  if (partitions?.includes(',') && !partitions.startsWith('('))
    options.set('partition_by', `(${partitions})`);
  return [...options]
    .map(([key, value]) =>
      textOptions.has(key.toLowerCase()) && !value.startsWith("'") ? `${key} '${value}'` : `${key} ${value}`,
    )
    .join(', ');
}

function formatOf(location: string): { readonly format?: string; readonly compression?: string } {
  const name = location.slice(location.lastIndexOf('/') + 1);
  const match = /^.+?(?:\.([^.]+?))?(?:\.(gz|zst))?$/i.exec(name);
  const compression = { gz: 'gzip', zst: 'zstd' }[match?.[2]?.toLowerCase() ?? ''];
  return {
    ...(match?.[1] !== undefined && { format: match[1].toLowerCase() }),
    ...(compression !== undefined && { compression }),
  };
}

/** Where to read what was written: a pattern where one statement wrote several files. */
function readLocation(location: string, options: Value): string {
  const option = (name: string): Value | undefined =>
    options instanceof Dict ? options.get(name) : undefined;
  const partitions = option('partition_by');
  const isPartitioned = partitions !== undefined && isTrue(partitions);
  if (!isPartitioned && !isTrue(option('per_thread_output') ?? false)) return location;
  const depth = isPartitioned ? toStr(partitions).split(',').length : 0;
  return `${[location, '*', ...Array.from({ length: depth }, () => '*')].join('/')}.${toStr(option('format') ?? 'parquet')}`;
}
