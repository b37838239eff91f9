import { type Diagnostic, nothingSelected } from '../../diagnostics/index.ts';
import { isFailure, planRun, type RunContext, runNodes } from '../../run/index.ts';
import { exitCodes } from '../effects.ts';
import type { CommandCall } from './command-call.ts';
import { createExecution } from './execution.ts';
import { Deferral } from './deferral.ts';
import { keepOutcomes } from './outcomes.ts';
import { openProject } from './open-project.ts';
import { parseOpened, type ParsedProject, settleNodes } from './parse-project.ts';
import { type Selected, selectResources, type TypeChoice } from './selection.ts';
import { settle } from './warning-policy.ts';
import { saveManifest, saveRunResults } from './write-artifacts.ts';

export interface RunKind extends TypeChoice {
  /** Whether what reads a node waits for its tests. */
  readonly testEdges: boolean;
  /** Whether on-run-start and on-run-end are run. */
  readonly runsHooks: boolean;
  /** What is done to the nodes, where it is not what their type says. */
  readonly runsAs?: RunContext['runsAs'];
}

/**
 * Parses the project, runs what the flags select of the given types, and writes the artifacts, whatever happens to the
 * nodes.
 *
 * @returns the exit code
 */
export async function runSelected(call: CommandCall, kind: RunKind): Promise<number> {
  const opened = await openProject(call);
  try {
    await opened.adapter.prepare();
    const project = parseOpened(opened);
    return await runNodesOf(project, selectResources(project, kind), kind);
  } finally {
    await opened.adapter.close();
  }
}

/** Runs nodes of a project that is parsed, and writes the artifacts; else like `runSelected`. */
export async function runNodesOf(
  project: ParsedProject,
  { dag, ids }: Selected,
  kind: RunKind,
): Promise<number> {
  const { adapter, call, flags, manifest, workspace } = project;
  const selected = new Set(ids);
  settleNodes(project, (id) => selected.has(id));
  const plan = planRun(manifest, ids, {
    inAnyOrder: kind.runsAs === 'clone',
    dag,
    testEdges: kind.testEdges,
    runsHooks: kind.runsHooks,
    threads: flags.values.single_threaded ? 1 : workspace.target.threads,
    failFast: flags.values.fail_fast,
  });
  if (plan.nodes.length === 0) {
    settle([nothingSelected()], project.warnings, (diagnostic: Diagnostic) =>
      call.reporter.diagnostic(diagnostic),
    );
    saveManifest(project);
    saveRunResults(project, [], call.effects.now() - call.startedAtMs);
    return exitCodes.success;
  }
  const deferral = flags.values.defer || kind.runsAs === 'clone' ? new Deferral(project) : undefined;
  const execution = createExecution(project, ids, deferral);
  const { compiled, end } = execution;
  const context: RunContext = {
    ...execution.context,
    ...(kind.runsAs && { runsAs: kind.runsAs }),
    ...(call.retried && { earlierBatches: call.retried.batches }),
  };
  try {
    await adapter.open();
    if (kind.runsAs === 'clone') await deferral?.learn(ids, context);
    else await deferral?.decide(context, new Set(ids), new Set(ids));
    const results = await runNodes(plan, context, call.signal);
    if (kind.runsAs !== 'clone') keepOutcomes(project, results);
    saveRunResults(project, results, call.effects.now() - call.startedAtMs);
    if (call.signal.aborted) return exitCodes.interrupted;
    return results.some(({ status }) => isFailure(status) || status === 'skipped')
      ? exitCodes.failure
      : exitCodes.success;
  } finally {
    await adapter.close();
    end();
    saveManifest(project, compiled);
  }
}
