import type { Manifest } from '../manifest/index.ts';
import type { Finding, Severity } from './finding.ts';
import { type CompiledQuery, rules } from './rules/index.ts';
import type { LintSettings } from './settings.ts';
import type { SqlFile } from './sql/sql-file.ts';

/** A finding with the severity that the project gives to its rule. */
export interface Graded extends Finding {
  readonly severity: Severity;
}

/** What the rules say of a file's text. */
export function lintText(file: SqlFile, settings: LintSettings): readonly Graded[] {
  return gather(settings, (rule, options) => (rule.looksAt === 'text' ? rule.check(file, options) : []));
}

/** What the rules say of a node's compiled query. */
export function lintQuery(query: CompiledQuery, settings: LintSettings): readonly Graded[] {
  return gather(settings, (rule, options) => (rule.looksAt === 'query' ? rule.check(query, options) : []));
}

/** What the rules say of the project as a whole. */
export function lintProject(manifest: Manifest, settings: LintSettings): readonly Graded[] {
  return gather(settings, (rule, options) =>
    rule.looksAt === 'project' ? rule.check(manifest, options) : [],
  );
}

/** Findings that no comment on their line silences: `-- noqa`, or `-- noqa: keyword-case`. */
export function withoutSilenced(findings: readonly Graded[], file: SqlFile): readonly Graded[] {
  const silenced = new Map<number, ReadonlySet<string> | 'all'>();
  for (const token of file.tokens) {
    const [whole, names] = /(?:--|\/\*|\{#)\s*noqa(?::\s*([\w.,\s-]+))?/i.exec(token.text) ?? [];
    if (whole === undefined || !token.kind.endsWith('comment')) continue;
    const listed = names?.split(',').map((name) => name.trim());
    silenced.set(file.span(token).line, listed ? new Set(listed) : 'all');
  }
  return findings.filter(({ at, rule }) => {
    const here = silenced.get(at.line);
    return here === undefined || (here !== 'all' && !here.has(rule));
  });
}

type AnyRule = (typeof rules)[string];

function gather(
  settings: LintSettings,
  check: (rule: AnyRule, options: Parameters<AnyRule['check']>[1]) => Iterable<Omit<Finding, 'rule'>>,
): readonly Graded[] {
  return [...settings.rules].flatMap(([name, { options, severity }]) =>
    [...check(rules[name]!, options)].map((finding) => ({ ...finding, rule: name, severity })),
  );
}
