import type { RunEvent } from '../../run/events.ts';
import type { Entry } from './entry.ts';
import { formatSeconds } from './format.ts';
import { nodeLine } from './node-entries.ts';
import { nodeInfo, startedAtMs } from './node-info.ts';

type Started = Extract<RunEvent, { kind: 'batch-started' }>;
type Finished = Extract<RunEvent, { kind: 'batch-finished' }>;

const describeBatch = ({ label, subject }: Started | Finished): string =>
  `batch ${label} of ${subject.relation ?? subject.name}`;

export function batchStartedEntry(event: Started, atMs: number): Entry {
  const { index, subject, threadId, total } = event;
  const description = describeBatch(event);
  const text = `START ${description}`;
  return {
    name: 'LogStartBatch',
    code: 'Q045',
    level: 'debug',
    jsonLevel: 'info',
    thread: threadId,
    render: ({ faint: mark }, width) =>
      `Batch ${nodeLine({ index, total, text, end: 'RUN', mark, width: width - 'Batch '.length })}`,
    data: {
      description,
      batch_index: index,
      total_batches: total,
      node_info: nodeInfo(subject, 'started', startedAtMs(atMs)),
    },
  };
}

export function batchFinishedEntry(event: Finished, atMs: number): Entry {
  const { index, seconds, status, subject, threadId, total } = event;
  const description = describeBatch(event);
  const isDone = status === 'success';
  const text = `${isDone ? 'OK created' : 'ERROR creating'} ${description}`;
  const end = `${isDone ? 'OK' : 'ERROR'} in ${formatSeconds(seconds)}`;
  return {
    name: 'LogBatchResult',
    code: 'Q046',
    level: isDone ? 'info' : 'error',
    thread: threadId,
    render({ error, good }, width) {
      const mark = isDone ? good : error;
      return `Batch ${nodeLine({ index, total, text, end, mark, width: width - 'Batch '.length })}`;
    },
    data: {
      description,
      status,
      batch_index: index,
      total_batches: total,
      execution_time: seconds,
      node_info: nodeInfo(subject, status, startedAtMs(atMs)),
    },
  };
}
