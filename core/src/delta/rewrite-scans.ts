import { type DeltaScanCall, findDeltaScans } from './find-scans.ts';

export interface RewrittenSql {
  readonly sql: string;
  /** The offset in the original SQL of one in the rewritten SQL. */
  originalOffset(offset: number): number;
}

/**
 * Replaces each `delta_scan('path')` by the SELECT that reads the table. What is left holds no name that only bk-build
 * knows: a view made from it can be read by any DuckDB, and goes on reading the version that it was made with.
 *
 * @param select Gives the SELECT of what a call reads.
 */
export async function rewriteDeltaScans(
  sql: string,
  select: (call: DeltaScanCall) => Promise<string>,
): Promise<RewrittenSql> {
  const calls = findDeltaScans(sql);
  if (calls.length === 0) return { sql, originalOffset: (offset) => offset };
  let text = '';
  let position = 0;
  const shifts: { readonly start: number; readonly end: number; readonly call: DeltaScanCall }[] = [];
  for (const call of calls) {
    const query = await select(call);
    text += sql.slice(position, call.start);
    const start = text.length;
    text += `(${query})`;
    shifts.push({ start, end: text.length, call });
    position = call.end;
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
