import type { JsonObject } from '../../config/json.ts';
import type { RunEvent, RunSubject } from '../../run/events.ts';
import type { RunResult } from '../../run/results.ts';
import type { Entry, Level } from './entry.ts';
import { formatCount, formatSeconds } from './format.ts';
import { nodeInfo, startedAtMs, timesOf } from './node-info.ts';
import type { Colours } from './palette.ts';

type Finished = Extract<RunEvent, { kind: 'node-finished' }>;
type Skipped = Extract<RunEvent, { kind: 'node-skipped' }>;
type Started = Extract<RunEvent, { kind: 'node-started' }>;

const noun: Readonly<Record<string, string>> = {
  unit_test: 'unit test',
  operation: 'hook',
  seed: 'seed file',
  source: 'freshness of',
  saved_query: 'saved query',
};

/** What a node is and is called: `sql table model main.fct_orders`. */
export function describeSubject({ materialized, name, relation, resourceType }: RunSubject): string {
  const kind = resourceType === 'model' ? `sql ${materialized} model` : (noun[resourceType] ?? resourceType);
  return `${kind} ${relation ?? name}`;
}

export function startedEntry({ index, subject, threadId, total }: Started, atMs: number): Entry {
  const text = `START ${describeSubject(subject)}`;
  return {
    name: 'LogStartLine',
    code: 'Q011',
    level: 'debug',
    jsonLevel: 'info',
    thread: threadId,
    render: (colours, width) => nodeLine({ index, total, text, end: 'RUN', mark: colours.faint, width }),
    data: {
      description: text.slice('START '.length),
      index,
      total,
      node_info: nodeInfo(subject, 'started', startedAtMs(atMs)),
    },
  };
}

const names: Readonly<Record<string, readonly [name: string, code: string]>> = {
  model: ['LogModelResult', 'Q012'],
  seed: ['LogSeedResult', 'Q016'],
  snapshot: ['LogSnapshotResult', 'Q015'],
  test: ['LogTestResult', 'Q007'],
  unit_test: ['LogTestResult', 'Q007'],
  operation: ['LogHookEndLine', 'Q033'],
  source: ['LogFreshnessResult', 'Q010'],
  function: ['LogFunctionResult', 'Q047'],
  exposure: ['LogNodeNoOpResult', 'Q019'],
  saved_query: ['LogNodeNoOpResult', 'Q019'],
};

export function finishedEntry({ index, result, subject, total }: Finished): Entry {
  const [name, code] = names[subject.resourceType] ?? ['LogNodeResult', 'Q008'];
  const { end, level, text } = outcomeOf(subject, result);
  const mark = (colours: Colours): ((text: string) => string) =>
    ({ debug: colours.good, info: colours.good, warn: colours.warning, error: colours.error })[level];
  return {
    name,
    code,
    level,
    thread: result.thread_id,
    render: (colours, width) => nodeLine({ index, total, text, end, mark: mark(colours), width }),
    data: {
      description: describeSubject(subject),
      status: result.status,
      index,
      total,
      execution_time: result.execution_time,
      ...ownData(subject, result, total),
      node_info: nodeInfo(subject, result.status, timesOf(result)),
    },
  };
}

/** What dbt's events of single kinds of nodes have besides. */
function ownData(subject: RunSubject, result: RunResult, total: number): JsonObject {
  const failures = result.failures === null ? {} : { num_failures: result.failures };
  switch (subject.resourceType) {
    case 'test':
    case 'unit_test':
      return { ...failures, name: subject.name, num_models: total };
    case 'seed': {
      const { alias, schema } = subject.relationParts;
      return { schema, relation: alias, result_message: result.message };
    }
    default:
      return failures;
  }
}

export function skippedEntry({ index, reason, result, subject, total }: Skipped): Entry {
  const text = `SKIP ${describeSubject(subject)}`;
  return {
    name: 'SkippingDetails',
    code: 'Q034',
    level: 'info',
    thread: result.thread_id,
    render: (colours, width) => nodeLine({ index, total, text, end: 'SKIP', mark: colours.warning, width }),
    data: {
      description: describeSubject(subject),
      status: 'skipped',
      index,
      total,
      reason: reason.kind,
      ...(reason.kind !== 'cancelled' && { cause: reason.cause }),
      resource_type: subject.resourceType,
      schema: subject.relationParts.schema,
      node_name: subject.name,
      node_info: nodeInfo(subject, 'skipped', timesOf(result)),
    },
  };
}

interface NodeLine {
  readonly index: number;
  readonly total: number;
  readonly text: string;
  readonly end: string;
  readonly mark: (text: string) => string;
  readonly width: number;
}

/** `3 of 12 OK created sql view model main.stg_orders ........ [OK in 0.05s]` */
export function nodeLine({ end, index, mark, text, total, width }: NodeLine): string {
  const start = `${String(index).padStart(String(total).length)} of ${total} ${text} `;
  return `${start}${'.'.repeat(Math.max(3, width - start.length))} [${mark(end)}]`;
}

function outcomeOf(
  subject: RunSubject,
  result: RunResult,
): { readonly text: string; readonly end: string; readonly level: Level } {
  const seconds = formatSeconds(result.execution_time);
  const what = describeSubject(subject);
  const found = result.failures === null ? '' : ` ${formatCount(result.failures)}`;
  if (subject.resourceType === 'source' && result.status !== 'error') {
    const word = result.status === 'fail' ? 'ERROR STALE' : result.status.toUpperCase();
    const level = ({ fail: 'error', warn: 'warn' } as const)[result.status as string] ?? 'info';
    return { text: `${word} ${what}`, end: `${word} in ${seconds}`, level };
  }
  switch (result.status) {
    case 'pass':
      return { text: `PASS ${subject.name}`, end: `PASS in ${seconds}`, level: 'info' };
    case 'warn':
      return { text: `WARN${found} ${subject.name}`, end: `WARN${found} in ${seconds}`, level: 'warn' };
    case 'fail':
      return { text: `FAIL${found} ${subject.name}`, end: `FAIL${found} in ${seconds}`, level: 'error' };
    case 'error':
      return {
        text: `ERROR ${participle(subject, 'error')}${what}`,
        end: `ERROR in ${seconds}`,
        level: 'error',
      };
    case 'partial success':
      return {
        text: `PARTIAL SUCCESS ${participle(subject, 'done')}${what}`,
        end: `${result.message ?? 'PARTIAL SUCCESS'} in ${seconds}`,
        level: 'error',
      };
    case 'skipped':
      return { text: `SKIP ${what}`, end: 'SKIP', level: 'info' };
    case 'no-op':
      return { text: `NO-OP ${what}`, end: `NO-OP in ${seconds}`, level: 'info' };
    case 'success':
      return {
        text: `OK ${participle(subject, 'done')}${what}`,
        end: `${successWord(result)} in ${seconds}`,
        level: 'info',
      };
  }
}

function participle({ resourceType }: RunSubject, form: 'done' | 'error'): string {
  const verbs: Readonly<Record<string, readonly [done: string, error: string]>> = {
    model: ['created ', 'creating '],
    seed: ['loaded ', 'loading '],
    snapshot: ['snapshotted ', 'snapshotting '],
    function: ['created ', 'creating '],
  };
  return verbs[resourceType]?.[form === 'done' ? 0 : 1] ?? '';
}

/** Rows where the database tells, else its own word. */
function successWord({ adapter_response: response, message }: RunResult): string {
  const rows = response['rows_affected'];
  if (typeof rows === 'number' && rows >= 0) return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return message ?? 'OK';
}
