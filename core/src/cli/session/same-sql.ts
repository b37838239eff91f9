import type { Json, JsonObject } from '../../config/index.ts';
import { tokenizeSql } from '../../lint/index.ts';
import type { Node } from '../../manifest/index.ts';
import type { OfflineCompiler } from './sql-sources.ts';

/**
 * Whether a file's new text means to the database what its old one means: the syntax trees of its compiled nodes are
 * alike but for places. Where a node cannot be compiled without the database, it is left as it is.
 */
export async function sameSyntax(
  before: string,
  after: string,
  nodes: readonly Node[],
  compiler: OfflineCompiler,
): Promise<boolean> {
  for (const node of nodes) {
    const queries = await bothQueries(before, after, node, compiler);
    if (!queries) return false;
    const [old, now] = await compiler.trees(queries);
    if (
      old === undefined ||
      JSON.stringify(withoutPlaces(old)) !== JSON.stringify(withoutPlaces(now ?? null))
    )
      return false;
  }
  return true;
}

/**
 * Whether a file's new text compiles to the SQL of its old one, but for white space and the letter case of keywords. A
 * node that cannot be compiled without the database is taken to: its tokens are known to be the same.
 */
export async function sameTokens(
  before: string,
  after: string,
  nodes: readonly Node[],
  compiler: OfflineCompiler,
): Promise<boolean> {
  for (const node of nodes) {
    const queries = await bothQueries(before, after, node, compiler);
    if (!queries) continue;
    const [old, now] = queries.map((query) =>
      tokenizeSql(query).map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : text)),
    );
    if (old!.join('\0') !== now!.join('\0')) return false;
  }
  return true;
}

async function bothQueries(
  before: string,
  after: string,
  node: Node,
  compiler: OfflineCompiler,
): Promise<readonly [string, string] | undefined> {
  const code = codeIn(before, after, node);
  const old = await compiler.compile(node);
  const now = code === undefined ? undefined : await compiler.compile(node, code);
  return old && now && [old.sql, now.sql];
}

/** The node's code in the new text: of a file with several nodes only what is alike around it tells where it is. */
function codeIn(before: string, after: string, { raw_code: code }: Node): string | undefined {
  const text = before.replace(/\r\n?/g, '\n');
  return text.trim() === code.trim() ? after : undefined;
}

function withoutPlaces(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutPlaces);
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter(([key]) => key !== 'query_location')
      .map(([key, item]) => [key, withoutPlaces(item)]),
  );
}
