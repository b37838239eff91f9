import { type DeltaScanCall, findDeltaScans } from './find-scans.ts';
import { quoteName, quoteText } from './sql-text.ts';

/**
 * Makes `delta_scan('path')` a table on a connection, without DuckDB's extension: a temporary macro that runs the SELECT
 * that a variable of the session holds. Views keep the call as it is written and so read the version of the moment; in
 * other DuckDBs they need the extension. Where the extension is loaded this must not run, since it would hide it.
 */
export const deltaScanMacro = `create or replace temp macro delta_scan(path, version := null, as_of := null, "timestamp" := null) as table
  select * from query(coalesce(
    getvariable('delta_scan:' || path || coalesce('@' || version, '') || coalesce('#' || coalesce(as_of, "timestamp"), '')),
    error('delta_scan(' || path || ') is not known: its arguments have to be literals')
  ))`;

/** SQL that gives, as its one column, the texts of views and macros that may call `delta_scan`. */
export const deltaScanTexts = `select sql from duckdb_views() where not internal and contains(lower(sql), 'delta_scan')
  union all select macro_definition from duckdb_functions() where not internal and contains(lower(macro_definition), 'delta_scan') and function_name <> 'delta_scan'`;

/**
 * Statements that let a connection with {@link deltaScanMacro} run SQL that reads Delta tables. They hold for the
 * connection until they are run again, for other SQL too, such as a view on what was prepared.
 *
 * @param sql The SQL to run, or the text of a view.
 * @param select Gives the SELECT of what a call reads.
 */
export async function prepareDeltaScans(
  sql: string,
  select: (call: DeltaScanCall) => Promise<string>,
): Promise<readonly string[]> {
  const statements = new Map<string, string>();
  for (const call of findDeltaScans(sql)) {
    const name = variableName(call);
    if (statements.has(name)) continue;
    statements.set(name, `set variable ${quoteName(name)} = ${quoteText(await select(call))}`);
  }
  return [...statements.values()];
}

/** The same as the macro makes of its arguments. */
function variableName({ path, version, timestamp }: DeltaScanCall): string {
  const at = version === undefined ? '' : `@${version}`;
  return `delta_scan:${path}${at}${timestamp === undefined ? '' : `#${timestamp}`}`;
}
