import { resolve } from 'node:path';
import { nothingSelected } from '../../diagnostics/index.ts';
import type { SourceNode } from '../../manifest/index.ts';
import { hasFreshness, measureFreshness } from '../../run/index.ts';
import { exitCodes } from '../effects.ts';
import type { CommandCall } from '../session/command-call.ts';
import { createExecution } from '../session/execution.ts';
import { parseProject, type ParsedProject } from '../session/parse-project.ts';
import { selectResources } from '../session/selection.ts';
import { settle } from '../session/warning-policy.ts';
import { saveManifest, saveSources } from '../session/write-artifacts.ts';
import type { Command } from './command.ts';

export const sourceFreshness: Command = {
  description:
    'Asks when sources were last loaded, and compares that with their freshness: warn_after and error_after. Those that say nothing of it are left out. What was found is in target/sources.json, and can be selected by source_status: afterwards.',
  flags: ['select', 'exclude', 'selector', 'sources_output'],
  examples: [
    ['bk-build source freshness', 'all sources'],
    ['bk-build source freshness --select source:shop', 'those of one source'],
    [
      'bk-build build --select source_status:fresher+ --state earlier',
      'then build what reads newer data than before',
    ],
  ],
  run: measureSources,
};

async function measureSources(call: CommandCall): Promise<number> {
  const project = await parseProject(call);
  const { adapter, flags, root, targetPath, warnings, workspace } = project;
  const sources = selectedSources(project);
  if (sources.length === 0) {
    settle([nothingSelected()], warnings, (diagnostic) => call.reporter.diagnostic(diagnostic));
  }
  const execution = createExecution(
    project,
    sources.map(({ unique_id: id }) => id),
  );
  const threads = flags.values.single_threaded ? 1 : workspace.target.threads;
  const { sources_output: output } = flags.values;
  try {
    if (sources.length > 0) await adapter.open();
    const results =
      sources.length === 0 ? [] : await measureFreshness(sources, execution.context, threads, call.signal);
    const elapsedMs = call.effects.now() - call.startedAtMs;
    saveSources(project, results, elapsedMs, output === undefined ? targetPath : resolve(root, output));
    if (call.signal.aborted) return exitCodes.interrupted;
    return results.some(({ status }) => status === 'error' || status === 'runtime error')
      ? exitCodes.failure
      : exitCodes.success;
  } finally {
    await adapter.close();
    execution.end();
    saveManifest(project);
  }
}

function selectedSources(project: ParsedProject): readonly SourceNode[] {
  const { ids } = selectResources(project, { initial: ['source'] });
  return ids.flatMap((id) => project.manifest.sources.get(id) ?? []).filter(hasFreshness);
}
