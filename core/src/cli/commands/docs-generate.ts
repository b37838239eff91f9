import { siteMissing } from '../../diagnostics/index.ts';
import type { SiteRenderer } from '../../docs/index.ts';
import { exitCodes } from '../effects.ts';
import { textEntry } from '../reporter/entry.ts';
import type { CommandCall } from '../session/command-call.ts';
import { compileSelected } from '../session/compile-selected.ts';
import type { ParsedProject } from '../session/parse-project.ts';
import { readDatabaseCatalog } from '../session/read-catalog.ts';
import { selectResources } from '../session/selection.ts';
import { saveCatalog, saveManifest, saveRunResults, saveSite } from '../session/write-artifacts.ts';
import type { Command } from './command.ts';

export const docsGenerate: Command = {
  description:
    'Compiles the project, and asks the database for the columns of all that is built. What documentation is made from is then in target/manifest.json and target/catalog.json.',
  flags: ['select', 'exclude', 'selector', 'compile', 'empty_catalog', 'static', 'full_refresh'],
  examples: [
    ['bk-build docs generate', 'everything'],
    ['bk-build docs generate --no-compile', 'the columns only'],
    ['bk-build docs generate --select marts', 'the columns of some models'],
  ],
  run: (call) => generate(call),
};

/** @param site Makes pages of the artifacts; without one the artifacts are all there is. */
async function generate(call: CommandCall, site?: SiteRenderer): Promise<number> {
  const { compile, empty_catalog: isEmpty, static: isStatic } = call.flags.values;
  let errors: readonly string[] = [];
  const selection = await compileSelected(call, () => Promise.resolve(), {
    skipsNodes: !compile,
    async atEnd(compiled, connection) {
      const { hasFailures, project } = compiled;
      if (hasFailures || call.signal.aborted) return;
      const catalog = isEmpty ? { tables: [], errors: [] } : await readDatabaseCatalog(compiled, connection);
      saveCatalog(project, { ...catalog, selected: selectedIds(project) });
      ({ errors } = catalog);
    },
  });
  if (compile) {
    saveManifest(selection.project, selection.execution.compiled);
    saveRunResults(selection.project, selection.results, call.effects.now() - call.startedAtMs);
  }
  if (call.signal.aborted) return exitCodes.interrupted;
  for (const error of errors) call.reporter.tell(textEntry('WriteCatalogFailure', 'E043', 'error', error));
  if (errors.length > 0 || selection.hasFailures) return exitCodes.failure;
  if (site) saveSite(selection.project, site, isStatic);
  else if (isStatic) call.reporter.diagnostic(siteMissing());
  call.reporter.info(
    'CatalogWritten',
    'E044',
    `Catalog written to ${selection.project.targetPath}/catalog.json`,
  );
  return exitCodes.success;
}

/** Sources are selected like nodes here; without a selection there is no limit. */
function selectedIds(project: ParsedProject): ReadonlySet<string> | undefined {
  const { exclude, select, selector } = project.flags.values;
  if (select.length + exclude.length === 0 && selector === undefined) return undefined;
  const { ids } = selectResources(project, { initial: ['model', 'seed', 'snapshot', 'source'] });
  return new Set(ids);
}
