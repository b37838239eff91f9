import { type Connection, DatabaseError, type ResultTable } from '../../adapter/index.ts';
import { type Diagnostic, flagsMissing, LineIndex, notShowable, UserError } from '../../diagnostics/index.ts';
import type { CompiledNode } from '../../compile/index.ts';
import type { Node } from '../../manifest/index.ts';
import { exitCodes } from '../effects.ts';
import { describeError } from '../reporter/describe-error.ts';
import type { CommandCall } from '../session/command-call.ts';
import { compileSelected } from '../session/compile-selected.ts';
import { LazyConnection } from '../session/lazy-connection.ts';
import { openProject } from '../session/open-project.ts';
import { jsonRows, jsonText, textTable } from '../table.ts';
import type { Command } from './command.ts';

export const show: Command = {
  description:
    'Runs the query of a node, or of --inline, and shows its first rows. Nothing is built. Of a test it shows the rows that fail; of a seed the rows that were loaded. A query of --inline-direct goes to the database as it is written.',
  flags: [
    'select',
    'exclude',
    'selector',
    'inline',
    'inline_direct',
    'limit',
    'output',
    'full_refresh',
    'introspect',
  ],
  examples: [
    ['bk-build show --select fct_orders', 'the first rows of a model'],
    ['bk-build show --inline "select count(*) from {{ ref(\'fct_orders\') }}"', 'a query'],
    ['bk-build show --inline-direct "from orders"', 'a query without templates; models are not read'],
    ['bk-build show --select fct_orders --limit 100 --output json', 'as JSON'],
  ],
  answersOnStdout: true,
  run: showRows,
};

async function showRows(call: CommandCall): Promise<number> {
  const { inline, inline_direct: direct, limit, select, selector } = call.flags.values;
  if (direct !== undefined) return showDirectly(call, direct);
  if (inline === undefined && select.length === 0 && selector === undefined) {
    throw new UserError(flagsMissing(['--select', '--inline'], 'show'));
  }
  const { hasFailures } = await compileSelected(call, async ({ compiled, connection, node }) => {
    const table = await firstRows(connection, queryOf(node, compiled), limit);
    preview(table, call, node.name, inline === undefined ? node : undefined);
  });
  if (call.signal.aborted) return exitCodes.interrupted;
  return hasFailures ? exitCodes.failure : exitCodes.success;
}

function nameOf(node: Node): string {
  return node.resource_type === 'model' && node.version !== null
    ? `${node.name}.v${node.version}`
    : node.name;
}

/** Needs the profile only; of the project's files the project file alone is read. */
async function showDirectly(call: CommandCall, query: string): Promise<number> {
  const { adapter, flags } = await openProject(call);
  const connection = new LazyConnection(adapter, call.command);
  const interrupt = (): void => connection.interrupt();
  call.signal.addEventListener('abort', interrupt);
  try {
    preview(await firstRows(connection, query, flags.values.limit), call, 'direct-query');
    return exitCodes.success;
  } catch (error) {
    if (call.signal.aborted) return exitCodes.interrupted;
    throw error instanceof DatabaseError ? new UserError(refusalIn(query, error), { cause: error }) : error;
  } finally {
    call.signal.removeEventListener('abort', interrupt);
    await connection.release();
    await adapter.close();
  }
}

/** Where in the query the database found what is wrong. */
function refusalIn(query: string, error: DatabaseError): readonly Diagnostic[] {
  const { offset } = error;
  const at =
    offset === undefined ? undefined : new LineIndex(query).span('--inline-direct', offset, offset + 1);
  return describeError(error).map((diagnostic) => ({ ...(at && { at }), ...diagnostic }));
}

/** @param node Undefined for a query of the command line. */
function preview(table: ResultTable, { flags, reporter }: CommandCall, name: string, node?: Node): void {
  if (flags.values.output === 'json') {
    reporter.print(jsonText({ ...(node && { node: node.name }), show: jsonRows(table) }));
    return;
  }
  const what = node === undefined ? 'inline node' : `node '${nameOf(node)}'`;
  reporter.info('ShowNode', 'Q041', `Previewing ${what}:`, { node_name: name });
  reporter.print(textTable(table));
}

async function firstRows(connection: Connection, query: string, limit: number): Promise<ResultTable> {
  const { table } = await connection.execute(query, {
    fetch: true,
    ...(limit >= 0 && { limit }),
  } satisfies Parameters<Connection['execute']>[1]);
  return table;
}

function queryOf(node: Node, { sql }: CompiledNode): string {
  if (node.resource_type === 'seed') return `select * from ${node.relation_name}`;
  if (node.resource_type === 'operation' || node.language === 'python') {
    throw new UserError(
      notShowable(node.name, node.language === 'python' ? 'Python model' : node.resource_type),
    );
  }
  const header = node.config['sql_header'];
  return typeof header === 'string' ? `${header}\n${sql}` : sql;
}
