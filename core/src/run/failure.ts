import { DatabaseError, PythonError } from '../adapter/index.ts';
import { EphemeralError } from '../compile/index.ts';
import { databaseRefused, pythonFailed } from '../diagnostics/catalogue/run.ts';
import { type Diagnostic, InternalError, UserError, type Span } from '../diagnostics/index.ts';
import type { CompiledSql } from './run-context.ts';

/** Why a node could not be run: once for people, once with places. */
export interface Failure {
  /** As dbt words it: `Runtime Error in model orders (models/orders.sql)`, then the details, indented. */
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

interface FailedNode {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly original_file_path: string;
}

/**
 * Turns what a node's run threw into a result's message and diagnostics.
 *
 * @param compiled The node's SQL if it got that far: a fault within it is told at the author's line.
 * @param place Where the node is declared, for faults without a place of their own.
 * @param statementPlace Where the author wrote a statement that is not the node's own SQL.
 */
export function describeFailure(
  error: unknown,
  node: FailedNode,
  compiled: CompiledSql | undefined,
  place: Span | undefined,
  statementPlace: (error: DatabaseError) => Span | undefined = () => undefined,
): Failure {
  if (error instanceof EphemeralError) {
    const message = `Compilation Error in ${node.unique_id}, caused by compilation error in referenced ephemeral model ${error.ephemeralId}`;
    return { message, diagnostics: error.diagnostics };
  }
  if (error instanceof UserError) return worded('Compilation Error', node, error.diagnostics);
  if (error instanceof DatabaseError) {
    const within = compiled && offsetWithin(error, compiled);
    const own = within === undefined ? undefined : compiled!.locate(within);
    const at = own ?? statementPlace(error) ?? place;
    const advice = compiled && adviceOn(compiled.sql, within);
    return worded('Runtime Error', node, refusals(error, at, advice));
  }
  if (error instanceof PythonError) {
    const at = error.offset === undefined ? undefined : compiled?.locate(error.offset);
    return worded('Runtime Error', node, [pythonFailed(error.message, at ?? place, error.hint)]);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const code = error instanceof InternalError ? 'INTERNAL_ERROR' : 'UNEXPECTED_ERROR';
  return worded('Internal Error', node, [
    { code, severity: 'error', message: text, ...(place && { at: place }) },
  ]);
}

/** What an adapter refused by itself has a diagnostic of its own; it lacks the place only. */
function refusals(
  { candidates, cause, hint, message }: DatabaseError,
  at: Span | undefined,
  advice: string | undefined,
): readonly Diagnostic[] {
  if (!(cause instanceof UserError)) return [databaseRefused(message, at, candidates, hint ?? advice)];
  return cause.diagnostics.map((diagnostic) => ({ ...(at && { at }), ...diagnostic }));
}

function worded(kind: string, node: FailedNode, diagnostics: readonly Diagnostic[]): Failure {
  const head = `${kind} in ${node.resource_type} ${node.name} (${node.original_file_path})`;
  const body = diagnostics.map(({ message }) => message).join('\n');
  return { message: `${head}\n${body.replaceAll(/^/gm, '  ')}`, diagnostics };
}

/** Where a fault lies within the node's SQL, which the failed statement holds as it is. */
function offsetWithin({ sql, offset }: DatabaseError, compiled: CompiledSql): number | undefined {
  if (offset === undefined) return undefined;
  const start = sql.indexOf(compiled.sql);
  const within = offset - start;
  return start === -1 || within < 0 || within > compiled.sql.length ? undefined : within;
}

/** What databases cannot know: that the SQL was put into a statement of somebody else. */
function adviceOn(sql: string, offset: number | undefined): string | undefined {
  if (offset !== undefined && sql[offset] === ';')
    return 'Leave the semicolon out: the query becomes a part of a larger statement';
  const isEmpty = sql.replaceAll(/--[^\n]*|\/\*[^]*?\*\//g, '').trim() === '';
  return isEmpty ? 'Write a query: there are comments only' : undefined;
}
