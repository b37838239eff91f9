import type { AdapterResponse, Connection } from '../../adapter/index.ts';
import { DatabaseError } from '../../adapter/index.ts';
import { utcTime } from '../../compile/index.ts';
import type { JsonObject } from '../../config/json.ts';
import type { Value } from '../../jinja/index.ts';
import type { ModelNode } from '../../manifest/index.ts';
import { type Batch, batchId, batchLabel, type BatchSize } from '../batches.ts';
import { withRetries } from '../retry.ts';
import type { CompiledSql } from '../run-context.ts';
import { subjectOf } from '../subject.ts';
import { materialize } from './materialize.ts';
import type { NodeRun } from './runner.ts';

/** One batch of a microbatch model, and where it stands among the others. */
export interface PlannedBatch {
  readonly batch: Batch;
  readonly size: BatchSize;
  /** From 0. */
  readonly index: number;
  readonly total: number;
  /** Whether it adds to the table, whatever was asked for. */
  readonly isAdding: boolean;
}

/** How a batch ended. */
export type BatchEnd =
  | { readonly isDone: true; readonly response: AdapterResponse | undefined }
  | { readonly isDone: false; readonly error: unknown; readonly compiled: CompiledSql | undefined };

const addingMacros: ReadonlyMap<string, Value> = new Map([
  ['is_incremental', true],
  ['should_full_refresh', false],
]);

/** Builds one batch in a transaction of its own; whatever goes wrong with it is in what it gives. */
export async function runBatch(
  run: NodeRun<ModelNode>,
  planned: PlannedBatch,
  connection: Connection,
  threadId: string,
): Promise<BatchEnd> {
  const { context, signal } = run;
  const { effects } = context;
  const startedMs = effects.now();
  const { batch, index, size, total } = planned;
  const event = {
    subject: subjectOf(run.node),
    label: batchLabel(batch, size),
    index: index + 1,
    total,
    threadId,
  };
  effects.report({ kind: 'batch-started', ...event });
  let compiled: CompiledSql | undefined;
  const end = await withRetries(
    () => build({ ...run, connection }, planned, (sql) => void (compiled = sql)),
    {
      effects,
      signal,
      isRetryable: (error) => error instanceof DatabaseError && context.adapter.isRetryable(error),
      onRetry: (attempt, error) =>
        effects.report({
          kind: 'node-retried',
          subject: event.subject,
          attempt,
          message: (error as Error).message,
        }),
    },
  ).then(
    (response): BatchEnd => ({ isDone: true, response }),
    (error: unknown): BatchEnd => ({ isDone: false, error, compiled }),
  );
  const seconds = (effects.now() - startedMs) / 1000;
  effects.report({ kind: 'batch-finished', ...event, status: end.isDone ? 'success' : 'error', seconds });
  return end;
}

async function build(
  run: NodeRun<ModelNode>,
  planned: PlannedBatch,
  keep: (compiled: CompiledSql) => void,
): Promise<AdapterResponse | undefined> {
  const { connection, context } = run;
  const { batch, isAdding, size } = planned;
  const { compiler, shared } = context;
  const node = nodeOfBatch(run.node, planned);
  const label = batchLabel(batch, size);
  const macros = isAdding ? { macros: addingMacros } : {};
  try {
    const compiled = await compiler.compile(node, connection, { batch, ...macros });
    keep(compiled);
    context.effects.writeCompiled(node, compiled.sql, label);
    const writesPart = {
      ...shared,
      writeRun: (id: string, text: string) => shared.writeRun(id, text, label),
    };
    const { results } = await materialize(
      { ...run, node, context: { ...context, shared: writesPart } },
      {
        compiled,
        relation: compiler.relation(node),
        lookups: compiler.lookups(node),
        config: node.config,
        ...macros,
      },
    );
    return results.get('main')?.response;
  } catch (error) {
    if (connection.inTransaction) await connection.rollback();
    throw error;
  }
}

/** Hooks run once: those before with the first batch, those after with the last. */
function nodeOfBatch(node: ModelNode, { batch, index, size, total }: PlannedBatch): ModelNode {
  const bounds: JsonObject = {
    id: batchId(batch, size),
    event_time_start: utcTime(batch.startMs),
    event_time_end: utcTime(batch.endMs),
  };
  const config = {
    ...node.config,
    ...(index > 0 && { 'pre-hook': [] }),
    ...(index < total - 1 && { 'post-hook': [] }),
  };
  return Object.assign({ ...node, config }, { batch: bounds });
}
