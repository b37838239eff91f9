import { randomUUID } from 'node:crypto';
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
import { quoteText } from './quoting.ts';

/** Options of COPY whose values are texts. */
const textOptions = new Set(['delimiter', 'quote', 'escape', 'null']);

/** Methods of dbt-duckdb's adapter that its users' macros call and that need no connection. */
export function templateMethods(
  { externalRoot, disableTransactions, duckLakes }: DuckDbCredentials,
  /** Where a path that SQL is to write to starts from. */
  resolvePath: (path: string) => string,
): Readonly<Record<string, FunctionBody>> {
  const suffixes = new Map<string, string>();
  return {
    bk_file_path: ([path]) => resolvePath(toStr(path ?? '')),
    is_motherduck: () => false,
    disable_transactions: () => disableTransactions,
    external_root: () => externalRoot,
    get_binding_char: () => '?',
    escape_sql_string: ([value]) => toStr(value ?? '').replaceAll("'", "''"),
    is_ducklake: ([relation]) =>
      relation instanceof TemplateObject && duckLakes.has(toStr(relation.getAttribute('database') ?? '')),
    use_ducklake_table_workarounds: () => false,
    store_relation: ([plugin]) => {
      throw new TemplateFault(
        `the plugin "${toStr(plugin ?? null)}" of dbt-duckdb is a Python module, and no Python runs here; leave out the configs plugin and glue_register, or write a macro store_relation of your own`,
      );
    },
    batch_id_for_model: ([model]) => batchIdOf(model ?? null),
    get_temp_relation_path: ([model, batchId], kwargs) => {
      const identifier = partOf(model, 'identifier');
      // One suffix a model and run, so that the macros which make and drop the table mean the same one.
      const suffix = suffixes.get(identifier) ?? randomUUID().slice(-12);
      suffixes.set(identifier, suffix);
      const batch = toStr(batchId ?? kwargs.get('batch_id') ?? '');
      return new Dict([
        ['database', partOf(model, 'database')],
        ['schema', 'dbt_temp'],
        ['identifier', [`${identifier}__${suffix}`, batch].filter((part) => part !== '').join('__')],
      ]);
    },
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

/** What tells a batch's temporary table from those of other batches: `20240101_000000`; empty outside of batches. */
function batchIdOf(model: Value): string {
  const batch = model instanceof TemplateObject ? model.getItem('batch') : undefined;
  const start = batch instanceof TemplateObject ? (batch.getItem('event_time_start') ?? '') : '';
  return toStr(start ?? '')
    .replace(/[-:+]/g, '')
    .replaceAll(' ', '_');
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

/** The options of COPY for a file. What its name asks for is added to what was given, which macros read again. */
function writeOptions(location: string, given: Value): string {
  const options = given instanceof Dict ? given : new Dict();
  const setDefault = (name: string, value: Value): void => {
    if (!options.has(name)) options.set(name, value);
  };
  if (!options.has('format')) {
    const { format, compression } = formatOf(location);
    options.set('format', format ?? (options.has('delimiter') ? 'csv' : 'parquet'));
    if (compression !== undefined) setDefault('compression', compression);
  }
  if (options.get('format') === 'csv') setDefault('header', 1);
  const partitions = toStr(options.get('partition_by') ?? '');
  if (partitions.includes(',') && !partitions.startsWith('(')) options.set('partition_by', `(${partitions})`);
  return [...options.entries()]
    .map(([key, value]) => [toStr(key), toStr(value)] as const)
    .map(([key, value]) =>
      textOptions.has(key.toLowerCase()) && !value.startsWith("'")
        ? `${key} ${quoteText(value)}`
        : `${key} ${value}`,
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
