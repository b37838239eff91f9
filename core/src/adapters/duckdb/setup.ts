import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json, JsonObject } from '../../config/json.ts';
import { connectionSetupFailed, UserError } from '../../diagnostics/index.ts';
import type { Attachment, DuckDbCredentials, Extension } from './credentials.ts';
import { toDatabaseError } from './errors.ts';
import { quoteName, quoteText, word } from './quoting.ts';

/** What holds for the whole database: extensions, secrets, attached databases. @throws UserError naming what failed */
export async function setUpInstance(
  connection: DuckDBConnection,
  { extensions, secrets, attach }: DuckDbCredentials,
  resolvePath: (path: string) => string,
): Promise<void> {
  for (const extension of extensions) {
    await attempt(`the extension "${extension.name}"`, () => loadExtension(connection, extension));
  }
  for (const secret of secrets) {
    await attempt(`the secret "${String(secret['name'])}"`, () => connection.run(secretSql(secret)));
  }
  for (const attachment of attach) {
    await attempt(`attaching "${attachment.path}"`, () => connection.run(attachSql(attachment, resolvePath)));
  }
}

/** What holds for a connection alone. @throws UserError naming the setting that DuckDB refuses */
export async function setUpConnection(
  connection: DuckDBConnection,
  settings: Readonly<Record<string, Json>>,
): Promise<void> {
  const statements = Object.entries(settings).map(
    ([name, value]) => [name, settingSql(name, value)] as const,
  );
  if (statements.length === 0) return;
  try {
    await connection.run(statements.map(([, sql]) => sql).join('; '));
  } catch {
    // One by one tells which of them it was.
    for (const [name, sql] of statements) await attempt(`the setting "${name}"`, () => connection.run(sql));
  }
}

async function attempt(what: string, body: () => Promise<unknown>): Promise<void> {
  try {
    await body();
  } catch (error) {
    throw new UserError(connectionSetupFailed(what, toDatabaseError(error, '').message), { cause: error });
  }
}

/** Loads what is installed or built in; only what is not is fetched, so that nothing is asked of a closed network. */
async function loadExtension(connection: DuckDBConnection, { name, repository }: Extension): Promise<void> {
  const load = `load ${word(name)}`;
  const isLoaded = await connection.run(load).then(
    () => true,
    () => false,
  );
  if (isLoaded) return;
  const from = repository === undefined ? '' : ` from ${word(repository)}`;
  await connection.run(`install ${word(name)}${from}`);
  await connection.run(load);
}

function secretSql(secret: JsonObject): string {
  const { name, persistent, scope, ...rest } = secret;
  const scopes = Array.isArray(scope) ? (scope as readonly Json[]) : scope === undefined ? [] : [scope];
  const parts = [
    ...Object.entries(rest).flatMap(([key, value]) =>
      value === null ? [] : [`${word(key)} ${secretValue(key, value)}`],
    ),
    ...scopes.map((part) => `scope ${quoteText(String(part))}`),
  ];
  const kind = persistent === true ? 'persistent secret' : 'secret';
  return `create or replace ${kind} ${quoteName(String(name))} (${parts.join(', ')})`;
}

function secretValue(key: string, value: Json): string {
  if (key === 'type' || key === 'provider') return word(String(value));
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => quoteText(String(item))).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return quoteText(String(value));
  const entries = Object.entries(value).map(
    ([name, item]) => `${quoteText(name)}: ${quoteText(String(item))}`,
  );
  return `map {${entries.join(', ')}}`;
}

function attachSql({ path, alias, options }: Attachment, resolvePath: (path: string) => string): string {
  const name = alias === undefined ? '' : ` as ${quoteName(alias)}`;
  const list = options.length > 0 ? ` (${options.join(', ')})` : '';
  return `attach if not exists ${quoteText(resolvePath(path))}${name}${list}`;
}

/** `set name = value`. */
export function settingSql(name: string, value: Json): string {
  return `set ${/^\w+$/.test(name) ? name : quoteName(name)} = ${literal(value)}`;
}

function literal(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(literal).join(', ')}]`;
  return quoteText(typeof value === 'string' ? value : JSON.stringify(value));
}
