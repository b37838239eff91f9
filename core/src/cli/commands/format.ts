import { resolve } from 'node:path';
import { formatRefused } from '../../diagnostics/index.ts';
import { formatSql } from '../../lint/index.ts';
import { writeFileAtomically } from '../../node/index.ts';
import { exitCodes } from '../effects.ts';
import { plural } from '../reporter/format.ts';
import type { CommandCall } from '../session/command-call.ts';
import { parseProject } from '../session/parse-project.ts';
import { sameTokens } from '../session/same-sql.ts';
import { lintSettings, OfflineCompiler, sqlSources } from '../session/sql-sources.ts';
import type { Command } from './command.ts';

export const format: Command = {
  description:
    'Lays out the SQL of models, snapshots, tests and analyses. Templates stay as they are, and what a file compiles to is the same but for white space and the letter case of keywords; a file of which that is not sure is left as it is. Formatting twice is formatting once.',
  flags: ['select', 'exclude', 'selector', 'check'],
  examples: [
    ['bk-build format', 'everything'],
    ['bk-build format --check', 'say which files would change, and fail if there are any'],
    ['bk-build format --select staging', 'some'],
  ],
  answersOnStdout: true,
  run: formatFiles,
};

async function formatFiles(call: CommandCall): Promise<number> {
  const project = await parseProject(call);
  const settings = lintSettings(project);
  const compiler = new OfflineCompiler(project);
  const { check } = call.flags.values;
  let changed = 0;
  try {
    const sources = sqlSources(project, settings);
    for (const { file, nodes } of sources) {
      const { problem, text } = formatSql(file.text, settings.format);
      if (text === file.text) continue;
      if (text === undefined || !(await sameTokens(file.text, text, nodes, compiler))) {
        call.reporter.diagnostic(formatRefused(file.path, problem ?? 'it would compile to other SQL'));
        continue;
      }
      changed++;
      call.reporter.print(file.path);
      if (!check) writeFileAtomically(resolve(project.root, file.path), [text]);
    }
    const verb = check ? 'would change' : 'changed';
    call.reporter.info('FormatSummary', 'W021', `${changed} of ${plural(sources.length, 'file')} ${verb}`);
    return check && changed > 0 ? exitCodes.failure : exitCodes.success;
  } finally {
    await compiler.close();
  }
}
