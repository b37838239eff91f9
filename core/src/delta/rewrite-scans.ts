/** A call of `delta_scan` in SQL. */
interface ScanCall {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  /** The argument `version := 3` or `timestamp := '…'`. */
  readonly version: number | undefined;
  readonly timestamp: string | undefined;
}

export interface RewrittenSql {
  readonly sql: string;
  /** The offset in the original SQL of one in the rewritten SQL. */
  originalOffset(offset: number): number;
}

const call = /delta_scan\s*\(\s*'((?:[^']|'')*)'\s*((?:,[^()]*?)?)\)/iy;
/** What a call cannot start in: strings, quoted names, comments. */
const opaque = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/y;

/**
 * Replaces each `delta_scan('path')` by the SELECT that reads the table. What is left holds no name that only bk-build
 * knows, so that a view made from it can be read by any DuckDB.
 *
 * @param select Gives the SELECT of a table's version.
 */
export async function rewriteDeltaScans(
  sql: string,
  select: (
    path: string,
    choice: { readonly version?: number; readonly timestamp?: string },
  ) => Promise<string>,
): Promise<RewrittenSql> {
  if (!/delta_scan/i.test(sql)) return { sql, originalOffset: (offset) => offset };
  const calls = findCalls(sql);
  let text = '';
  let position = 0;
  const shifts: { readonly start: number; readonly end: number; readonly call: ScanCall }[] = [];
  for (const found of calls) {
    const { version, timestamp } = found;
    const query = await select(found.path, {
      ...(version !== undefined && { version }),
      ...(timestamp !== undefined && { timestamp }),
    });
    text += sql.slice(position, found.start);
    const start = text.length;
    text += `(${query})`;
    shifts.push({ start, end: text.length, call: found });
    position = found.end;
  }
  text += sql.slice(position);
  return {
    sql: text,
    originalOffset(offset) {
      const last = shifts.findLast(({ start }) => start <= offset);
      if (!last) return offset;
      return offset < last.end ? last.call.start : last.call.end + (offset - last.end);
    },
  };
}

function findCalls(sql: string): ScanCall[] {
  const calls: ScanCall[] = [];
  for (let position = 0; position < sql.length;) {
    opaque.lastIndex = position;
    if (opaque.test(sql)) {
      position = opaque.lastIndex;
      continue;
    }
    call.lastIndex = position;
    const match = /[\w.]/.test(sql[position - 1] ?? '') ? null : call.exec(sql);
    if (!match) {
      position++;
      continue;
    }
    const [whole, path, named = ''] = match;
    const version = /version\s*(?::=|=>|=)\s*(\d+)/i.exec(named)?.[1];
    const timestamp = /timestamp\s*(?::=|=>|=)\s*'([^']*)'/i.exec(named)?.[1];
    calls.push({
      start: position,
      end: position + whole.length,
      path: path!.replaceAll("''", "'"),
      version: version === undefined ? undefined : Number(version),
      timestamp,
    });
    position += whole.length;
  }
  return calls;
}
