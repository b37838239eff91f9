import type { Json, JsonObject } from '../../config/json.ts';
import {
  type Diagnostic,
  nearest,
  profileKeyUnknown,
  profileValueInvalid,
  type Span,
} from '../../diagnostics/index.ts';

/** What a profile's target says about a DuckDB database, checked. */
export interface DuckDbCredentials {
  /** A file, `:memory:`, or `md:…`. */
  readonly path: string;
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  /** Given to DuckDB when the database is opened. */
  readonly configOptions: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, Json>>;
  readonly extensions: readonly { readonly name: string; readonly repository: string | undefined }[];
  readonly attach: readonly Attachment[];
  readonly secrets: readonly JsonObject[];
  readonly externalRoot: string;
  readonly disableTransactions: boolean;
  readonly connectAttempts: number;
}

export interface Attachment {
  readonly path: string;
  readonly alias: string | undefined;
  /** `TYPE sqlite`, `READ_ONLY`, …: each as ATTACH writes it. */
  readonly options: readonly string[];
}

interface TargetLike {
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  readonly output: JsonObject;
  span(path: readonly (string | number)[]): Span | undefined;
}

/** Keys that are read here, by the framework, or (with a note where they matter) by dbt-duckdb alone. */
const knownKeys = new Set(
  `type path database schema threads extensions settings config_options attach secrets external_root retries disable_transactions
  module_paths plugins filesystems remote keep_open is_ducklake motherduck_token use_credential_provider flights`.split(
    /\s+/,
  ),
);

/** Checks a target of type duckdb. Every fault is reported, each with its place in the profile. */
export function readCredentials(target: TargetLike): {
  readonly credentials: DuckDbCredentials;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { output } = target;
  const diagnostics: Diagnostic[] = [];
  const reject = (path: readonly (string | number)[], problem: string, hint?: string): void => {
    diagnostics.push(profileValueInvalid(path.join('.'), problem, target.span(path), hint));
  };
  for (const key of Object.keys(output)) {
    if (!knownKeys.has(key))
      diagnostics.push(profileKeyUnknown(key, nearest(key, knownKeys), target.span([key])));
  }
  const path = output['path'] ?? ':memory:';
  if (typeof path !== 'string' || path.trim() === '')
    reject(['path'], 'it must be the name of a file, or ":memory:"');
  if (typeof path === 'string' && /^(md|motherduck):/.test(path)) {
    reject(['path'], 'MotherDuck needs its extension, which this version does not bring', 'Use a local file');
  }
  const credentials: DuckDbCredentials = {
    path: typeof path === 'string' ? path : ':memory:',
    database: target.database,
    schema: target.schema,
    threads: target.threads,
    configOptions: Object.fromEntries(
      Object.entries(mapping('config_options')).map(([key, value]) => [key, String(value)]),
    ),
    settings: mapping('settings'),
    extensions: list('extensions').flatMap((item, index) => readExtension(item, index)),
    attach: list('attach').flatMap((item, index) => readAttachment(item, index)),
    secrets: list('secrets').filter(isMapping),
    externalRoot: typeof output['external_root'] === 'string' ? output['external_root'] : '.',
    disableTransactions: output['disable_transactions'] === true,
    connectAttempts: readAttempts(output['retries']),
  };
  return { credentials, diagnostics };

  function mapping(key: string): JsonObject {
    const value = output[key];
    if (value === undefined || value === null) return {};
    if (isMapping(value)) return value;
    reject([key], 'it must be a mapping of names to values');
    return {};
  }

  function list(key: string): readonly Json[] {
    const value = output[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value as readonly Json[];
    reject([key], 'it must be a list');
    return [];
  }

  function readExtension(item: Json, index: number): { name: string; repository: string | undefined }[] {
    if (typeof item === 'string') return [{ name: item, repository: undefined }];
    if (isMapping(item) && typeof item['name'] === 'string') {
      const repository = item['repo'] ?? item['repository'];
      return [{ name: item['name'], repository: typeof repository === 'string' ? repository : undefined }];
    }
    reject(['extensions', index], 'an extension is a name, or a mapping with name and repo');
    return [];
  }

  function readAttachment(item: Json, index: number): Attachment[] {
    if (!isMapping(item) || typeof item['path'] !== 'string') {
      reject(['attach', index], 'it must be a mapping with a path');
      return [];
    }
    const { path: file, alias, type, secret, read_only: readOnly } = item;
    const further = isMapping(item['options']) ? item['options'] : {};
    const options = [
      ...(type ? [`TYPE ${word(type)}`] : []),
      ...(secret ? [`SECRET ${word(secret)}`] : []),
      ...(readOnly === true ? ['READ_ONLY'] : []),
      ...Object.entries(further).flatMap(([key, value]) => attachOption(key, value)),
    ];
    return [{ path: file, alias: typeof alias === 'string' ? alias : undefined, options }];
  }
}

function attachOption(key: string, value: Json): string[] {
  if (value === false || value === null) return [];
  const name = key.toUpperCase();
  if (value === true) return [name];
  return [typeof value === 'number' ? `${name} ${value}` : `${name} ${quoteText(String(value))}`];
}

/** A name that may be written without quotes, or in them. */
function word(value: Json): string {
  const text = String(value);
  return /^\w+$/.test(text) ? text : quoteText(text);
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function readAttempts(retries: Json | undefined): number {
  const attempts = isMapping(retries) ? retries['connect_attempts'] : undefined;
  return typeof attempts === 'number' && attempts >= 1 ? attempts : 1;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
