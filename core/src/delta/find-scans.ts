import { deltaScanArgument, UserError } from '../diagnostics/index.ts';
import type { VersionChoice } from './versions.ts';

/** A call `delta_scan('path')` in SQL, perhaps with `version := 3` or `as_of := '2024-01-31'`. */
export interface DeltaScanCall {
  /** Offsets in the SQL, the end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly version: number | undefined;
  /** As it is written. */
  readonly timestamp: string | undefined;
}

/**
 * The calls of `delta_scan` in SQL, apart from strings and comments, in their order. A call whose arguments are not
 * literals is none: nothing but the database could tell what it means.
 */
export function findDeltaScans(sql: string): DeltaScanCall[] {
  if (!/delta_scan/i.test(sql)) return [];
  const tokens = tokenize(sql);
  const calls: DeltaScanCall[] = [];
  tokens.forEach(({ text, start }, index) => {
    if (!/^"?delta_scan"?$/i.test(text) || tokens[index - 1]?.text === '.') return;
    const call = readCall(tokens, index + 1);
    if (call) calls.push({ start, ...call });
  });
  return calls;
}

/** Which version of its table a call reads. @throws UserError for a timestamp that is none */
export function scanChoice({
  version,
  timestamp,
}: Pick<DeltaScanCall, 'version' | 'timestamp'>): VersionChoice {
  if (timestamp === undefined) return version === undefined ? {} : { version };
  const match =
    /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?)?\s*$/i.exec(
      timestamp,
    );
  const [, date = '', time = '00:00', zone = 'Z'] = match ?? [];
  const timestampMs = Date.parse(
    `${date}T${time}${zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours, minutes) => `${hours}:${minutes ?? '00'}`)}`,
  );
  if (Number.isNaN(timestampMs)) throw new UserError(deltaScanArgument('timestamp', timestamp));
  return { timestampMs };
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const token =
  /\s+|--[^\n]*|(?<string>[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:[^']|'')*'|\$(?<tag>[\p{L}_]?[\p{L}\p{N}_]*)\$[\s\S]*?\$\k<tag>\$)|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|\d+|:=|=>|[\s\S]/uy;

function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < sql.length;) {
    if (sql.startsWith('/*', start)) {
      start = endOfComment(sql, start);
      continue;
    }
    token.lastIndex = start;
    const [text] = token.exec(sql)!;
    const end = start + text.length;
    if (text.trim() !== '' && !text.startsWith('--')) tokens.push({ text, start, end });
    start = end;
  }
  return tokens;
}

/** Block comments may stand in each other. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

/** @param first Of the tokens behind the name. */
function readCall(tokens: readonly Token[], first: number): Omit<DeltaScanCall, 'start'> | undefined {
  const path = stringValue(tokens[first + 1]?.text);
  if (tokens[first]?.text !== '(' || path === undefined) return undefined;
  let version: number | undefined;
  let timestamp: string | undefined;
  let next = first + 2;
  for (; tokens[next]?.text === ','; next += 4) {
    const [name, sign, value] = [1, 2, 3].map((offset) => tokens[next + offset]?.text ?? '');
    if (!['=', ':=', '=>'].includes(sign!)) return undefined;
    if (/^"?version"?$/i.test(name!) && /^\d+$/.test(value!)) version = Number(value);
    else if (/^"?(?:timestamp|as_of)"?$/i.test(name!) && stringValue(value) !== undefined)
      timestamp = stringValue(value);
    else return undefined;
  }
  const close = tokens[next];
  return close?.text === ')' ? { end: close.end, path, version, timestamp } : undefined;
}

/** What a string literal without escapes says. */
function stringValue(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  const dollar = /^\$(\w*)\$([\s\S]*)\$\1\$$/.exec(text);
  return dollar?.[2];
}
