import type { Json, JsonObject } from '../../config/json.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { isMapping, isPresent, type TargetLike, TargetReader } from '../target-reader.ts';
import { databaseNameOf, memory } from './names.ts';
import { quoteText, word } from './quoting.ts';

/** What a profile's target says about a DuckDB database, checked. */
export interface DuckDbCredentials {
  /** A file or `:memory:`. */
  readonly path: string;
  readonly database: string;
  readonly schema: string;
  readonly threads: number;
  /** Given to DuckDB when the database is opened. */
  readonly configOptions: Readonly<Record<string, string>>;
  /** Set on every connection. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly extensions: readonly Extension[];
  readonly attach: readonly Attachment[];
  /** Each with a name. */
  readonly secrets: readonly JsonObject[];
  readonly externalRoot: string;
  readonly disableTransactions: boolean;
  readonly connectAttempts: number;
  /** Errors after which a node may be tried again, by dbt's names: `IOException`. */
  readonly retryableErrors: readonly string[];
  /** The databases that are DuckLakes, by name. */
  readonly duckLakes: ReadonlySet<string>;
}

export interface Extension {
  readonly name: string;
  readonly repository: string | undefined;
}

export interface Attachment {
  readonly path: string;
  readonly alias: string | undefined;
  /** `TYPE sqlite`, `READ_ONLY`, …: each as ATTACH writes it. */
  readonly options: readonly string[];
  readonly isDuckLake: boolean;
}

const words = (text: string): readonly string[] => text.split(', ');
const knownKeys = words(
  'type, path, database, schema, threads, extensions, settings, config_options, attach, secrets, external_root, retries, disable_transactions, is_ducklake, keep_open, use_credential_provider, motherduck_token, module_paths, plugins, filesystems, remote, flights',
);
/** Keys of dbt-duckdb for what only Python or a service can do. */
const ignoredKeys = new Map([
  ['module_paths', 'it names Python modules, and no Python runs here'],
  ['plugins', "dbt-duckdb's plugins are Python modules, and no Python runs here"],
  ['filesystems', "fsspec's filesystems are Python modules; DuckDB's own extensions read remote files"],
  ['flights', 'Python models are not run'],
]);
const attachKeys = words('path, alias, type, secret, read_only, options, is_ducklake');

/** Checks a target of type duckdb. Every fault is reported, each with its place in the profile. */
export function readCredentials(target: TargetLike): {
  readonly credentials: DuckDbCredentials;
  readonly diagnostics: readonly Diagnostic[];
} {
  const reader = new CredentialsReader(target);
  return { credentials: reader.read(), diagnostics: reader.diagnostics };
}

class CredentialsReader extends TargetReader {
  readonly #target: TargetLike;

  constructor(target: TargetLike) {
    super(target);
    this.#target = target;
  }

  read(): DuckDbCredentials {
    this.checkKeys('DuckDB', knownKeys, ignoredKeys);
    if (isPresent(this.output['remote'])) {
      this.reject(['remote'], 'a remote server of dbt-duckdb is not supported', 'Use a local file');
    }
    const { database, schema, threads } = this.#target;
    const path = this.#path();
    const attach = this.list('attach').flatMap((item, index) => this.#attachment(item, index));
    this.#checkDatabase(path, attach);
    const retries = this.mapping('retries');
    return {
      path,
      database,
      schema,
      threads,
      configOptions: Object.fromEntries(
        Object.entries(this.mapping('config_options')).map(([key, value]) => [key, String(value)]),
      ),
      settings: this.mapping('settings'),
      extensions: this.list('extensions').flatMap((item, index) => this.#extension(item, index)),
      attach,
      secrets: this.#secrets(),
      externalRoot: this.text('external_root') ?? '.',
      disableTransactions: this.flag('disable_transactions'),
      connectAttempts: this.#attempts(retries, 'connect_attempts'),
      retryableErrors: this.#retryableErrors(retries),
      duckLakes: new Set([
        ...(this.flag('is_ducklake') || isDuckLakePath(path) ? [databaseNameOf(path)] : []),
        ...attach.flatMap((item) => (item.isDuckLake ? [item.alias ?? databaseNameOf(item.path)] : [])),
      ]),
    };
  }

  #path(): string {
    const path = this.output['path'] ?? memory;
    if (typeof path !== 'string' || path.trim() === '') {
      this.reject(['path'], `it must be the name of a file, or "${memory}"`);
      return memory;
    }
    return this.#refusesMotherDuck(path, ['path']) ? memory : path;
  }

  #refusesMotherDuck(path: string, at: readonly (string | number)[]): boolean {
    const isMotherDuck = /^(?:md|motherduck):/i.test(path);
    if (isMotherDuck) {
      this.reject(
        at,
        'MotherDuck is not supported, since it needs an extension with a service',
        'Use a local file',
      );
    }
    return isMotherDuck;
  }

  /** DuckDB derives a database's name from its file; relations in any other database would not be found. */
  #checkDatabase(path: string, attach: readonly Attachment[]): void {
    const database = this.output['database'];
    if (typeof database !== 'string') return;
    const own = databaseNameOf(path);
    const names = [own, ...attach.map((item) => item.alias ?? databaseNameOf(item.path))];
    if (names.some((name) => name.toLowerCase() === database.toLowerCase())) return;
    this.reject(
      ['database'],
      `there is no database "${database}": DuckDB names it after the file "${path}"`,
      `Use "${own}", leave the key out, or attach a database with that alias`,
    );
  }

  #extension(item: Json, index: number): Extension[] {
    if (typeof item === 'string') return [{ name: item, repository: undefined }];
    if (isMapping(item) && typeof item['name'] === 'string') {
      const repository = item['repo'] ?? item['repository'];
      return [{ name: item['name'], repository: typeof repository === 'string' ? repository : undefined }];
    }
    this.reject(['extensions', index], 'an extension is a name, or a mapping with name and repo');
    return [];
  }

  #attachment(item: Json, index: number): Attachment[] {
    const at = ['attach', index] as const;
    if (!isMapping(item) || typeof item['path'] !== 'string') {
      this.reject(at, 'it must be a mapping with a path');
      return [];
    }
    for (const key of Object.keys(item)) {
      if (attachKeys.includes(key)) continue;
      this.unknownKey(`attach.${key}`, attachKeys, [...at, key], 'DuckDB');
    }
    const { path, alias, type, secret, read_only: isReadOnly } = item;
    if (this.#refusesMotherDuck(path as string, [...at, 'path'])) return [];
    const options = isMapping(item['options']) ? item['options'] : {};
    for (const key of ['type', 'secret', 'read_only']) {
      if (isPresent(item[key]) && key in options) {
        this.reject([...at, 'options', key], `"${key}" is said twice, here and beside the path`);
      }
    }
    return [
      {
        path,
        alias: typeof alias === 'string' ? alias : undefined,
        isDuckLake: item['is_ducklake'] === true || isDuckLakePath(path),
        options: [
          ...(type ? [`TYPE ${word(String(type))}`] : []),
          ...(secret ? [`SECRET ${word(String(secret))}`] : []),
          ...(isReadOnly === true ? ['READ_ONLY'] : []),
          ...Object.entries(options).flatMap(([key, value]) => attachOption(key, value)),
        ],
      },
    ];
  }

  #secrets(): JsonObject[] {
    const secrets = this.list('secrets').flatMap((item, index) => {
      if (isMapping(item) && typeof item['type'] === 'string') return [item];
      this.reject(['secrets', index], 'it must be a mapping with a type');
      return [];
    });
    const provider = this.output['use_credential_provider'];
    if (provider === 'aws') secrets.push({ type: 's3', provider: 'credential_chain' });
    else if (isPresent(provider)) this.reject(['use_credential_provider'], 'the only provider is "aws"');
    return secrets.map((secret, index) => ({
      ...secret,
      name: secret['name'] ?? `_dbt_secret_${index + 1}`,
    }));
  }

  #retryableErrors(retries: JsonObject): readonly string[] {
    if (this.#attempts(retries, 'query_attempts') < 2) return [];
    const names = retries['retryable_exceptions'];
    return Array.isArray(names) ? (names as readonly Json[]).map(String) : ['IOException'];
  }

  #attempts(retries: JsonObject, key: string): number {
    return this.count(retries[key], ['retries', key]) ?? 1;
  }
}

function attachOption(key: string, value: Json): string[] {
  if (value === false || value === null) return [];
  const name = key.toUpperCase();
  if (value === true) return [name];
  if (typeof value === 'number') return [`${name} ${value}`];
  const text = String(value);
  if (name === 'TYPE' || name === 'SECRET') return [`${name} ${word(text)}`];
  return [/^\s*(?:'.*'|".*")\s*$/s.test(text) ? `${name} ${text}` : `${name} ${quoteText(text)}`];
}

function isDuckLakePath(path: string): boolean {
  return path.toLowerCase().includes('ducklake:');
}
