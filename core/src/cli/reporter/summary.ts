import { type Diagnostic, formatDiagnostic, place, type Span } from '../../diagnostics/index.ts';
import type { RunSubject, SkipReason } from '../../run/events.ts';
import type { RunResult, RunStatus } from '../../run/results.ts';
import { type Entry, textEntry } from './entry.ts';
import { formatDuration, plural } from './format.ts';
import { describeSubject } from './node-entries.ts';

/** What a failure's paragraph is written from. */
export interface ProjectKnowledge {
  /** The text of a file by the name that spans give it. */
  readSource(file: string): string | undefined;
  /** Where a node is declared. */
  placeOf(uniqueId: string): Span | undefined;
  /** Its compiled SQL, as a path that can be opened from the current folder; undefined when there is none. */
  compiledPath(uniqueId: string): string | undefined;
}

export const noKnowledge: ProjectKnowledge = {
  readSource: () => undefined,
  placeOf: () => undefined,
  compiledPath: () => undefined,
};

/** One ended node, as the summary needs it. */
export interface EndedNode {
  readonly subject: RunSubject;
  readonly result: RunResult;
  readonly diagnostics: readonly Diagnostic[];
  readonly sample?: string;
  readonly reason?: SkipReason;
}

/** `Finished running 1 seed, 3 view models, 12 data tests in 0.52s.` */
export function finishedRunningEntry(nodes: readonly EndedNode[], elapsedMs: number): Entry {
  const counts = new Map<string, number>();
  for (const { subject } of nodes) counts.set(kindOf(subject), (counts.get(kindOf(subject)) ?? 0) + 1);
  const parts = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => plural(count, kind));
  const what = parts.length > 0 ? parts.join(', ') : 'nothing';
  return textEntry(
    'FinishedRunningStats',
    'Q018',
    'info',
    `Finished running ${what} in ${formatDuration(elapsedMs)}.`,
    {
      execution_time: elapsedMs / 1000,
      stat_line: parts.join(', '),
    },
  );
}

const kinds: Readonly<Record<string, string>> = {
  test: 'data test',
  unit_test: 'unit test',
  operation: 'project hook',
  saved_query: 'saved query',
};

function kindOf({ materialized, resourceType }: RunSubject): string {
  return resourceType === 'model' ? `${materialized} model` : (kinds[resourceType] ?? resourceType);
}

/** A paragraph for each node that failed or warned, in the order of ending. */
export function problemEntries(nodes: readonly EndedNode[], knowledge: ProjectKnowledge): readonly Entry[] {
  const warnings = nodes.filter(({ result }) => result.status === 'warn');
  const failures = nodes.filter(
    ({ diagnostics, result }) =>
      ['error', 'fail', 'partial success'].includes(result.status) ||
      (result.status === 'skipped' && diagnostics.length > 0),
  );
  const entries = [...warnings, ...failures].map((node) => problemEntry(node, knowledge));
  const counts = [
    ...(failures.length > 0 ? [plural(failures.length, 'error')] : []),
    ...(warnings.length > 0 ? [plural(warnings.length, 'warning')] : []),
  ];
  const cancelled = nodes.filter(({ reason }) => reason?.kind === 'cancelled').length;
  const head: Entry = {
    name: 'EndOfRunSummary',
    code: 'Z030',
    level: failures.length > 0 ? 'error' : 'info',
    render(colours) {
      if (counts.length === 0)
        return cancelled > 0
          ? colours.warning(`Cancelled: ${plural(cancelled, 'node')} did not run`)
          : colours.good('Completed successfully');
      const mark = failures.length > 0 ? colours.error : colours.warning;
      return mark(`Completed with ${counts.join(' and ')}:`);
    },
    data: { num_errors: failures.length, num_warnings: warnings.length },
  };
  return [head, ...entries];
}

function problemEntry(
  { diagnostics, result, sample, subject }: EndedNode,
  knowledge: ProjectKnowledge,
): Entry {
  const isWarning = result.status === 'warn';
  const word = { fail: 'Failure', warn: 'Warning' }[result.status as string] ?? 'Error';
  // The message of an error says of which kind it is: `Compilation Error in model orders (models/orders.sql)`.
  const heading = result.status === 'error' ? /^\w+ Error in .*/.exec(result.message ?? '')?.[0] : undefined;
  const compiled = knowledge.compiledPath(subject.uniqueId);
  const declared = knowledge.placeOf(subject.uniqueId);
  return {
    name: isWarning ? 'RunResultWarning' : result.status === 'fail' ? 'RunResultFailure' : 'RunResultError',
    code: isWarning ? 'Z021' : result.status === 'fail' ? 'Z022' : 'Z024',
    level: isWarning ? 'warn' : 'error',
    render(colours) {
      const mark = isWarning ? colours.warning : colours.error;
      const lines = ['', mark(heading ?? `${word} in ${describeSubject(subject)} (${subject.file})`)];
      for (const diagnostic of diagnostics)
        lines.push(indent(formatDiagnostic(diagnostic, knowledge.readSource, colours)));
      if (diagnostics.length === 0) {
        if (declared) lines.push(`  ${colours.place(place(declared))}`);
        if (result.message) lines.push(indent(result.message.replace(/^\n+|\n+$/g, '')));
      }
      if (sample !== undefined) lines.push('  First rows:', indent(indent(sample)));
      if (
        result.relation_name &&
        result.status !== 'error' &&
        (result.failures ?? 0) > 0 &&
        subject.resourceType === 'test'
      ) {
        lines.push(`  See them: select * from ${result.relation_name}`);
      }
      if (compiled !== undefined) lines.push(`  ${colours.faint(`Compiled SQL: ${compiled}`)}`);
      return lines.join('\n');
    },
    data: { unique_id: subject.uniqueId, status: result.status, message: result.message },
  };
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}

/** Why nodes were skipped, one line a cause. */
export function skipEntries(nodes: readonly EndedNode[]): readonly Entry[] {
  const byCause = new Map<string, string[]>();
  const nameOf = new Map(nodes.map(({ subject }) => [subject.uniqueId, subject.name]));
  for (const { reason, subject } of nodes) {
    if (reason?.kind !== 'upstream') continue;
    const names = byCause.get(reason.cause);
    if (names) names.push(subject.name);
    else byCause.set(reason.cause, [subject.name]);
  }
  return [...byCause].map(([cause, names]) => {
    const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
    const text = `  Skipped because of ${nameOf.get(cause) ?? cause}: ${shown}`;
    return textEntry('LogSkipBecauseError', 'Z034', 'info', text, { cause, skipped: names });
  });
}

const columns: readonly (readonly [label: string, key: string, statuses: readonly RunStatus[]])[] = [
  ['PASS', 'pass', ['success', 'pass']],
  ['WARN', 'warn', ['warn']],
  ['ERROR', 'error', ['error', 'fail', 'partial success']],
  ['SKIP', 'skip', ['skipped']],
  ['NO-OP', 'noop', ['no-op']],
];

/** `Done. PASS=3 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=6` */
export function statsEntry(nodes: readonly EndedNode[]): Entry {
  const counted = columns.map(([label, key, statuses]) => {
    const count = nodes.filter(({ result }) => statuses.includes(result.status)).length;
    return { label, key, count };
  });
  const text = [...counted.map(({ count, label }) => `${label}=${count}`), `TOTAL=${nodes.length}`].join(' ');
  const stats = Object.fromEntries([
    ...counted.map(({ count, key }) => [key, count]),
    ['total', nodes.length],
  ]);
  return textEntry('StatsLine', 'Z023', 'info', `Done. ${text}`, { stats });
}
