import { exitCodes } from '../effects.ts';
import { compileSelected, isNamed } from '../session/compile-selected.ts';
import { saveManifest, saveRunResults } from '../session/write-artifacts.ts';
import type { CommandCall } from '../session/command-call.ts';
import type { Command } from './command.ts';

export const compile: Command = {
  description:
    'Turns templates into SQL and writes it below target/compiled. Nothing is run but what templates themselves ask the database. The SQL of a node that --select names, or of --inline, is printed too.',
  flags: ['select', 'exclude', 'selector', 'inline', 'output', 'full_refresh', 'empty', 'introspect'],
  examples: [
    ['bk-build compile', 'everything'],
    ['bk-build compile --select fct_orders', 'one model, printed'],
    ['bk-build compile --inline "select * from {{ ref(\'fct_orders\') }}"', 'a template'],
  ],
  answersOnStdout: true,
  run: compileNodes,
};

async function compileNodes(call: CommandCall): Promise<number> {
  const { inline, output, select } = call.flags.values;
  const { execution, hasFailures, project, results } = await compileSelected(
    call,
    async ({ compiled, node }) => {
      if (inline === undefined && !isNamed(node, select)) return;
      if (output === 'json') {
        const named = inline === undefined ? { node: node.name } : {};
        call.reporter.print(JSON.stringify({ ...named, compiled: compiled.sql }, null, 2));
        return;
      }
      const what = inline === undefined ? `node '${node.name}'` : 'inline node';
      call.reporter.info('CompiledNode', 'Q042', `Compiled ${what} is:`, { node_name: node.name });
      call.reporter.print(compiled.sql);
    },
  );
  saveManifest(project, execution.compiled);
  saveRunResults(project, results, call.effects.now() - call.startedAtMs);
  if (call.signal.aborted) return exitCodes.interrupted;
  return hasFailures ? exitCodes.failure : exitCodes.success;
}
