import { siteRenderer } from '../../docs/index.ts';
import { exitCodes } from '../effects.ts';
import { docsPage } from '../package-root.ts';
import { textEntry } from '../reporter/entry.ts';
import type { CommandCall } from '../session/command-call.ts';
import { compileSelected } from '../session/compile-selected.ts';
import { readOutcomes } from '../session/outcomes.ts';
import type { ParsedProject } from '../session/parse-project.ts';
import { readDatabaseCatalog } from '../session/read-catalog.ts';
import { readRowCounts } from '../session/read-row-counts.ts';
import { selectResources } from '../session/selection.ts';
import { saveCatalog, saveManifest, saveRunResults, saveSite } from '../session/write-artifacts.ts';
import type { Command } from './command.ts';

export const docsGenerate: Command = {
  description:
    'Compiles the project, asks the database for the columns of all that is built, and makes pages of documentation: target/index.html with its data in target/docs-data.js, which may be opened as a file, put on any web server, or looked at with docs serve. What they are made from is in target/manifest.json and target/catalog.json.',
  flags: ['select', 'exclude', 'selector', 'compile', 'empty_catalog', 'static', 'full_refresh'],
  examples: [
    ['bk-build docs generate', 'everything'],
    ['bk-build docs generate --static', 'target/static_index.html too: one file to send around'],
    ['bk-build docs generate --no-compile', 'the columns only'],
    ['bk-build docs generate --select marts', 'the columns of some models'],
  ],
  run: generate,
};

async function generate(call: CommandCall): Promise<number> {
  const { compile, empty_catalog: isEmpty, static: isStatic } = call.flags.values;
  let errors: readonly string[] = [];
  let rows: ReadonlyMap<string, number> = new Map();
  const selection = await compileSelected(call, () => Promise.resolve(), {
    skipsNodes: !compile,
    async atEnd(compiled, connection) {
      const { hasFailures, project } = compiled;
      if (hasFailures || call.signal.aborted) return;
      const catalog = isEmpty ? { tables: [], errors: [] } : await readDatabaseCatalog(compiled, connection);
      saveCatalog(project, { ...catalog, selected: selectedIds(project) });
      if (!isEmpty) rows = await readRowCounts(compiled, connection);
      ({ errors } = catalog);
    },
  });
  const outcomes = readOutcomes(selection.project);
  if (compile) {
    saveManifest(selection.project, selection.execution.compiled);
    saveRunResults(selection.project, selection.results, call.effects.now() - call.startedAtMs);
  }
  if (call.signal.aborted) return exitCodes.interrupted;
  for (const error of errors) call.reporter.tell(textEntry('WriteCatalogFailure', 'E043', 'error', error));
  if (errors.length > 0 || selection.hasFailures) return exitCodes.failure;
  const { compiled } = selection.execution;
  saveSite(selection.project, siteRenderer(docsPage()), { compiled, outcomes, rows }, isStatic);
  call.reporter.info(
    'CatalogWritten',
    'E044',
    `Catalog written to ${selection.project.targetPath}/catalog.json`,
  );
  call.reporter.info('DocsWritten', 'E045', `Pages written to ${selection.project.targetPath}/index.html`);
  return exitCodes.success;
}

/** Sources are selected like nodes here; without a selection there is no limit. */
function selectedIds(project: ParsedProject): ReadonlySet<string> | undefined {
  const { exclude, select, selector } = project.flags.values;
  if (select.length + exclude.length === 0 && selector === undefined) return undefined;
  const { ids } = selectResources(project, { initial: ['model', 'seed', 'snapshot', 'source'] });
  return new Set(ids);
}
