import type { Connection, ResultTable } from '../../adapter/index.ts';
import { flagsMissing, notShowable, UserError } from '../../diagnostics/index.ts';
import type { CompiledNode } from '../../compile/index.ts';
import type { Node } from '../../manifest/index.ts';
import { exitCodes } from '../effects.ts';
import type { CommandCall } from '../session/command-call.ts';
import { type Compilation, compileSelected } from '../session/compile-selected.ts';
import { jsonRows, jsonText, textTable } from '../table.ts';
import type { Command } from './command.ts';

export const show: Command = {
  description:
    'Runs the query of a node, or of --inline, and shows its first rows. Nothing is built. Of a test it shows the rows that fail; of a seed the rows that were loaded.',
  flags: ['select', 'exclude', 'selector', 'inline', 'limit', 'output', 'full_refresh', 'introspect'],
  examples: [
    ['bk-build show --select fct_orders', 'the first rows of a model'],
    ['bk-build show --inline "select count(*) from {{ ref(\'fct_orders\') }}"', 'a query'],
    ['bk-build show --select fct_orders --limit 100 --output json', 'as JSON'],
  ],
  answersOnStdout: true,
  run: showRows,
};

async function showRows(call: CommandCall): Promise<number> {
  const { inline, limit, output, select, selector } = call.flags.values;
  if (inline === undefined && select.length === 0 && selector === undefined) {
    throw new UserError(flagsMissing(['--select', '--inline'], 'show'));
  }
  const { hasFailures } = await compileSelected(call, async (compilation) => {
    const table = await firstRows(compilation, limit);
    const { name } = compilation.node;
    if (output === 'json') {
      const named = inline === undefined ? { node: name } : {};
      call.reporter.print(jsonText({ ...named, show: jsonRows(table) }));
      return;
    }
    const what = inline === undefined ? `node '${nameOf(compilation.node)}'` : 'inline node';
    call.reporter.info('ShowNode', 'Q041', `Previewing ${what}:`, { node_name: name });
    call.reporter.print(textTable(table));
  });
  if (call.signal.aborted) return exitCodes.interrupted;
  return hasFailures ? exitCodes.failure : exitCodes.success;
}

function nameOf(node: Node): string {
  return node.resource_type === 'model' && node.version !== null
    ? `${node.name}.v${node.version}`
    : node.name;
}

async function firstRows({ compiled, connection, node }: Compilation, limit: number): Promise<ResultTable> {
  const { table } = await connection.execute(queryOf(node, compiled), {
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
