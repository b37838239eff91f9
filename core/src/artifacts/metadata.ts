import type { Json, JsonObject } from '../config/json.ts';
import { dbtVersion } from '../context/names/environment.ts';
import { type ArtifactKind, schemaUrl } from './read-artifact.ts';

/** What artifacts say of the invocation that wrote them. */
export interface ArtifactOrigin {
  readonly invocationId: string;
  /** Milliseconds since 1970, UTC. */
  readonly startedAtMs: number;
  readonly generatedAtMs: number;
  /** Environment variables whose names start with DBT_ENV_CUSTOM_ENV_, without that prefix. */
  readonly env: Readonly<Record<string, string>>;
}

const customPrefix = 'DBT_ENV_CUSTOM_ENV_';

/** The environment variables that artifacts keep. */
export function customEnv(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(customPrefix) && value !== undefined) found[name.slice(customPrefix.length)] = value;
  }
  return found;
}

/** The head of every artifact; `dbt_version` is the version of dbt whose artifacts these are like. */
export function artifactMetadata(kind: ArtifactKind, origin: ArtifactOrigin): JsonObject {
  return {
    dbt_schema_version: schemaUrl(kind),
    dbt_version: dbtVersion,
    generated_at: isoTime(origin.generatedAtMs),
    invocation_id: origin.invocationId,
    invocation_started_at: isoTime(origin.startedAtMs),
    env: origin.env,
  };
}

/** ISO 8601 in UTC with microseconds, as dbt writes it. */
export function isoTime(atMs: number): string {
  const microseconds = Math.round((atMs - Math.floor(atMs)) * 1000) % 1000;
  return new Date(Math.floor(atMs)).toISOString().replace('Z', `${String(microseconds).padStart(3, '0')}Z`);
}

const chunkChars = 65_536;

/** The text of a JSON document in chunks; of its members, objects are written entry by entry, so that no text is large. */
export function* jsonChunks(
  members: Iterable<readonly [name: string, value: JsonMember]>,
): Generator<string> {
  let chunk = '{';
  let isFirst = true;
  for (const [name, value] of members) {
    chunk += `${isFirst ? '' : ', '}${JSON.stringify(name)}: `;
    isFirst = false;
    for (const piece of memberPieces(value)) {
      chunk += piece;
      if (chunk.length < chunkChars) continue;
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}}`;
}

/** A plain value, or entries or items that are made one after another; of some entries the text is there already. */
export type JsonMember =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'texts'; readonly entries: Iterable<readonly [key: string, text: string]> }
  | { readonly kind: 'entries'; readonly entries: Iterable<readonly [string, unknown]> }
  | { readonly kind: 'items'; readonly items: Iterable<unknown> };

function* memberPieces(member: JsonMember): Generator<string> {
  if (member.kind === 'value') {
    yield JSON.stringify(member.value);
    return;
  }
  const [start, end] = member.kind === 'items' ? ['[', ']'] : ['{', '}'];
  let separator = start;
  for (const text of textsOf(member)) {
    yield `${separator}${text}`;
    separator = ', ';
  }
  yield separator === start ? `${start}${end}` : end;
}

function* textsOf(member: Exclude<JsonMember, { readonly kind: 'value' }>): Generator<string> {
  if (member.kind === 'items') for (const item of member.items) yield JSON.stringify(item);
  else if (member.kind === 'texts')
    for (const [key, text] of member.entries) yield `${JSON.stringify(key)}: ${text}`;
  else for (const [key, value] of member.entries) yield `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
}
