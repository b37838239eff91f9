import { resolve } from 'node:path';
import { place } from '../../diagnostics/index.ts';
import {
  applyEdits,
  type Graded,
  lintProject,
  lintQuery,
  lintText,
  type LintSettings,
  SqlFile,
  withoutSilenced,
} from '../../lint/index.ts';
import { writeFileAtomically } from '../../node/index.ts';
import { exitCodes } from '../effects.ts';
import { plural } from '../reporter/format.ts';
import type { CommandCall } from '../session/command-call.ts';
import { parseProject, type ParsedProject } from '../session/parse-project.ts';
import {
  lintSettings,
  locateIn,
  OfflineCompiler,
  type SqlSource,
  sqlSources,
} from '../session/sql-sources.ts';
import { sameSyntax } from '../session/same-sql.ts';
import type { Command } from './command.ts';

export const lint: Command = {
  description:
    'Finds what is legal but unwise in the SQL and the property files: keywords in mixed case, CTEs that nothing reads, stars in marts, columns that do not say which table they are from, tables that go past the DAG, models that nobody describes. The rules, and how to set them under lint: in the project file, are in docs/lint. A .sqlfluff file is read too. No database is opened.',
  flags: ['select', 'exclude', 'selector', 'fix', 'lint_output'],
  examples: [
    ['bk-build lint', 'everything'],
    ['bk-build lint --select marts --fix', 'some models, and mend what can be mended safely'],
    ['bk-build lint --output github', 'as annotations of a GitHub workflow'],
  ],
  answersOnStdout: true,
  run: lintFiles,
};

async function lintFiles(call: CommandCall): Promise<number> {
  const project = await parseProject(call);
  const settings = lintSettings(project);
  const compiler = new OfflineCompiler(project);
  try {
    const sources = sqlSources(project, settings);
    const kept = call.flags.values.fix ? await fixAll(sources, project, settings, compiler) : sources;
    const findings = [
      ...(await findInFiles(kept, settings, compiler)),
      ...(isWhole(project) ? lintProject(project.manifest, settings) : []),
    ].toSorted(byPlace);
    tell(call, findings, kept.length);
    return findings.some(({ severity }) => severity === 'error') ? exitCodes.failure : exitCodes.success;
  } finally {
    await compiler.close();
  }
}

/** Rules of the project as a whole say nothing about a part of it. */
function isWhole({ flags }: ParsedProject): boolean {
  const { exclude, select, selector } = flags.values;
  return select.length + exclude.length === 0 && selector === undefined;
}

async function findInFiles(
  sources: readonly SqlSource[],
  settings: LintSettings,
  compiler: OfflineCompiler,
): Promise<readonly Graded[]> {
  const compiled = [];
  for (const { file, nodes } of sources)
    for (const node of nodes) compiled.push({ file, node, query: await compiler.compile(node) });
  const queries = compiled.filter(({ query }) => query !== undefined);
  const trees = await compiler.trees(queries.map(({ query }) => query!.sql));
  const ofFile = new Map<SqlFile, Graded[]>();
  for (const { file } of sources) ofFile.set(file, [...lintText(file, settings)]);
  for (const [index, { file, node, query }] of queries.entries()) {
    const tree = trees[index];
    if (tree === undefined) continue;
    ofFile.get(file)!.push(...lintQuery({ node, file, tree, locate: locateIn(query!, file.path) }, settings));
  }
  return [...ofFile].flatMap(([file, findings]) => withoutSilenced(unique(findings), file));
}

/** A template that is rendered in a loop is found as often. */
function unique(findings: readonly Graded[]): readonly Graded[] {
  return [
    ...new Map(
      findings.map((finding) => [`${finding.rule} ${place(finding.at)} ${finding.message}`, finding]),
    ).values(),
  ];
}

/** Files whose findings with a fix are mended; a file whose query would change is left as it is. */
async function fixAll(
  sources: readonly SqlSource[],
  project: ParsedProject,
  settings: LintSettings,
  compiler: OfflineCompiler,
): Promise<readonly SqlSource[]> {
  const result: SqlSource[] = [];
  for (const source of sources) {
    const { file, nodes } = source;
    const findings = withoutSilenced(lintText(file, settings), file);
    const text = applyEdits(
      file.text,
      findings.flatMap(({ fix }) => fix ?? []),
    );
    if (text === file.text || !(await sameSyntax(file.text, text, nodes, compiler))) {
      result.push(source);
      continue;
    }
    writeFileAtomically(resolve(project.root, file.path), [text]);
    result.push({ file: new SqlFile(file.path, text), nodes });
  }
  return result;
}

function byPlace(a: Graded, b: Graded): number {
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return a.at.line - b.at.line || a.at.column - b.at.column;
}

function tell({ flags, reporter }: CommandCall, findings: readonly Graded[], fileCount: number): void {
  switch (flags.values.lint_output) {
    case 'json':
      reporter.print(
        JSON.stringify(
          { findings: findings.map(({ fix, ...rest }) => ({ ...rest, fixable: fix !== undefined })) },
          null,
          2,
        ),
      );
      return;
    case 'github':
      for (const finding of findings) reporter.print(annotation(finding));
      return;
    case 'text': {
      for (const finding of findings) reporter.print(line(finding));
      const count = findings.length === 0 ? 'Nothing found' : `Found ${plural(findings.length, 'problem')}`;
      const fixable = findings.filter(({ fix }) => fix !== undefined).length;
      const hint = fixable === 0 ? '' : `; --fix mends ${fixable} of them`;
      reporter.info('LintSummary', 'W020', `${count} in ${plural(fileCount, 'file')}${hint}`);
    }
  }
}

function line({ at, hint, message, rule, severity }: Graded): string {
  return `${place(at)}  ${severity}  ${rule}  ${message}${hint === undefined ? '' : `. ${hint}`}`;
}

/** @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function annotation({ at, hint, message, rule, severity }: Graded): string {
  const text = hint === undefined ? message : `${message}. ${hint}`;
  const escaped = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const where = `file=${at.file},line=${at.line},col=${at.column},endLine=${at.endLine},endColumn=${at.endColumn}`;
  return `::${severity} ${where},title=${rule}::${escaped}`;
}
