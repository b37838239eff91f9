import { exitCodes } from '../effects.ts';
import { formatDuration, plural } from '../reporter/format.ts';
import { openProject } from '../session/open-project.ts';
import { parseOpened, type ParsedProject, settleNodes } from '../session/parse-project.ts';
import { saveManifest } from '../session/write-artifacts.ts';
import type { Command } from './command.ts';

export const parse: Command = {
  description: 'Reads the whole project, tells all that is wrong with it, and writes target/manifest.json.',
  flags: [],
  examples: [
    ['bk-build parse', 'check a project without a database'],
    ['bk-build parse --no-partial-parse', 'without what earlier invocations parsed'],
  ],
  async run(call) {
    const project = parseOpened(await openProject(call));
    settleNodes(project, () => true);
    saveManifest(project);
    const elapsed = formatDuration(call.effects.now() - call.startedAtMs);
    call.reporter.info('FoundStats', 'W006', `Found ${describeContents(project)} in ${elapsed}`);
    return exitCodes.success;
  },
};

const nouns: Readonly<Record<string, string>> = { test: 'data test', unit_test: 'unit test' };

function describeContents({ manifest }: ParsedProject): string {
  const counts = new Map<string, number>();
  const count = (noun: string, more = 1): void => void counts.set(noun, (counts.get(noun) ?? 0) + more);
  for (const { resource_type: type } of manifest.nodes.values()) count(nouns[type] ?? type);
  for (const [noun, map] of [
    ['unit test', manifest.unitTests],
    ['source', manifest.sources],
    ['exposure', manifest.exposures],
    ['metric', manifest.metrics],
    ['semantic model', manifest.semanticModels],
    ['saved query', manifest.savedQueries],
    ['function', manifest.functions],
    ['group', manifest.groups],
    ['macro', manifest.macros],
  ] as const) {
    if (map.size > 0) count(noun, map.size);
  }
  return [...counts].map(([noun, number]) => plural(number, noun)).join(', ');
}
