import { macroUnknown, UserError } from '../../diagnostics/index.ts';
import { fromJson, type Value } from '../../jinja/index.ts';
import type { MacroNode, Manifest } from '../../manifest/index.ts';
import { Stopwatch } from '../../run/clock.ts';
import { describeFailure } from '../../run/failure.ts';
import type { RunResult } from '../../run/index.ts';
import { exitCodes } from '../effects.ts';
import { textEntry } from '../reporter/entry.ts';
import type { CommandCall } from '../session/command-call.ts';
import { createExecution } from '../session/execution.ts';
import { LazyConnection } from '../session/lazy-connection.ts';
import { macroScope } from '../session/macro-scope.ts';
import { parseProject } from '../session/parse-project.ts';
import { saveManifest, saveRunResults } from '../session/write-artifacts.ts';
import { readYamlFlag } from '../session/yaml-flag.ts';
import type { Command } from './command.ts';

export const runOperation: Command = {
  description:
    'Calls a macro of the project or of a package, for what it does: grants, clean-ups, checks. What it returns is not shown; let it log or print. A transaction that the macro leaves open is rolled back.',
  flags: ['args'],
  argument: '<macro>',
  examples: [
    ['bk-build run-operation drop_old_schemas', 'call a macro'],
    ["bk-build run-operation grant_select --args '{role: reporter}'", 'with arguments'],
    ['bk-build run-operation audit_helper.compare_relations --args "$(cat args.yml)"', 'one of a package'],
  ],
  run: callMacro,
};

async function callMacro(call: CommandCall): Promise<number> {
  const args = readYamlFlag('--args', call.flags.values.args ?? '');
  const project = await parseProject(call);
  const { adapter, manifest } = project;
  const macro = findMacro(manifest, call.argument!);
  const execution = createExecution(project, []);
  const connection = new LazyConnection(adapter, `macro_${macro.name}`);
  const interrupt = (): void => connection.interrupt();
  call.signal.addEventListener('abort', interrupt);
  const watch = new Stopwatch(() => call.effects.now());
  let isDone = false;
  try {
    const scope = macroScope(project, execution, connection, macro.package_name);
    const kwargs = new Map<string, Value>(
      Object.entries(args).map(([name, value]) => [name, fromJson(value)]),
    );
    await watch.phase('compile', () => Promise.resolve());
    await watch.phase('execute', () => scope.callMacro(`${macro.package_name}.${macro.name}`, [], kwargs));
    isDone = true;
  } catch (error) {
    const subject = { ...macro, resource_type: 'operation' };
    const { diagnostics, message } = describeFailure(
      error,
      subject,
      undefined,
      manifest.places.get(macro.unique_id),
      (refused) => execution.compiler.statementPlace(refused, macro),
    );
    call.reporter.tell(textEntry('RunningOperationCaughtError', 'Q001', 'error', message.split('\n')[0]!));
    for (const diagnostic of diagnostics) call.reporter.diagnostic(diagnostic);
  } finally {
    call.signal.removeEventListener('abort', interrupt);
    await connection.release();
    await adapter.close();
    execution.end();
  }
  saveManifest(project);
  saveRunResults(project, [resultOf(macro, watch, isDone)], watch.elapsedSeconds * 1000);
  if (call.signal.aborted) return exitCodes.interrupted;
  return isDone ? exitCodes.success : exitCodes.failure;
}

/** @throws UserError with the nearest name when there is no such macro */
function findMacro({ macros, rootPackage }: Manifest, name: string): MacroNode {
  const dot = name.indexOf('.');
  const bare = name.slice(dot + 1);
  const packages = dot === -1 ? [rootPackage, ...packagesOf(macros)] : [name.slice(0, dot)];
  for (const packageName of packages) {
    const found = macros.get(`macro.${packageName}.${bare}`);
    if (found) return found;
  }
  const known = [...macros.values()].map((macro) =>
    dot === -1 ? macro.name : `${macro.package_name}.${macro.name}`,
  );
  throw new UserError(macroUnknown(name, known));
}

function packagesOf(macros: Manifest['macros']): ReadonlySet<string> {
  return new Set([...macros.values()].map((macro) => macro.package_name));
}

function resultOf(macro: MacroNode, watch: Stopwatch, isDone: boolean): RunResult {
  return {
    unique_id: macro.unique_id,
    status: isDone ? 'success' : 'error',
    timing: watch.timings,
    thread_id: 'MainThread',
    execution_time: watch.elapsedSeconds,
    adapter_response: {},
    message: null,
    failures: isDone ? 0 : 1,
    compiled: false,
    compiled_code: null,
    relation_name: null,
    batch_results: null,
  };
}
