import { utcTime } from '../../compile/index.ts';
import type { Json, JsonObject } from '../../config/json.ts';
import { microbatchConfigInvalid } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { Value } from '../../jinja/index.ts';
import type { ModelNode, SnapshotNode } from '../../manifest/index.ts';
import { type Batch, batchId, type BatchSize, planBatches } from '../batches.ts';
import { compileRun } from './compile-run.ts';
import { materialize } from './materialize.ts';
import type { NodeRun, Outcome } from './runner.ts';

const sizes: readonly string[] = ['hour', 'day', 'month', 'year'] satisfies BatchSize[];

/** Batches after the first add to the table, whatever was asked for. */
const addingMacros: ReadonlyMap<string, Value> = new Map([
  ['is_incremental', true],
  ['should_full_refresh', false],
]);

export function isMicrobatch(node: ModelNode | SnapshotNode): node is ModelNode {
  return node.config.materialized === 'incremental' && node.config['incremental_strategy'] === 'microbatch';
}

/**
 * Builds a model stretch by stretch of event time, each in a transaction of its own. A failed batch does not stop the
 * others, unless it was to make the table.
 */
export async function runMicrobatch(run: NodeRun<ModelNode>): Promise<Outcome> {
  const { node, context, connection, watch } = run;
  const size = batchSize(run);
  const { database, schema, alias: identifier } = node;
  const exists = (): boolean => context.relations.find({ database, schema, identifier }) !== undefined;
  const earlier = context.earlierBatches?.get(node.unique_id);
  const batches = earlier?.failed ?? planBatches(batchOptions(run, size, exists()));
  const successful: Batch[] = [];
  const failed: Batch[] = [];
  let firstError: unknown;
  let response: Outcome['response'];
  for (const [index, batch] of batches.entries()) {
    if (index > 0 && !exists()) {
      failed.push(batch);
      continue;
    }
    const isLast = index === batches.length - 1;
    const batchRun = { ...run, node: nodeOfBatch(node, batch, size, index === 0, isLast) };
    const macros = index > 0 || earlier ? { macros: addingMacros } : {};
    try {
      const compiled = await watch.phase('compile', () => compileRun(batchRun, { batch, ...macros }));
      const { compiler } = context;
      const scope = await watch.phase('execute', () =>
        materialize(batchRun, {
          compiled,
          relation: compiler.relation(node),
          lookups: compiler.lookups(node),
          config: batchRun.node.config,
          ...macros,
        }),
      );
      response = scope.results.get('main')?.response;
      successful.push(batch);
    } catch (error) {
      await connection.rollback();
      firstError ??= error;
      failed.push(batch);
      if (run.isCancelled()) throw error;
    }
  }
  if (successful.length === 0) throw firstError;
  const isWhole = failed.length === 0;
  return {
    status: isWhole ? 'success' : 'partial success',
    message: isWhole ? 'SUCCESS' : `PARTIAL SUCCESS (${successful.length}/${batches.length})`,
    response,
    failures: null,
    batchResults: {
      successful: [...(earlier?.successful ?? []), ...successful].map(boundsOf),
      failed: failed.map(boundsOf),
    },
    ...(firstError !== undefined && { error: firstError }),
  };
}

function batchSize({ node, context }: NodeRun<ModelNode>): BatchSize {
  const size = node.config['batch_size'];
  const at = context.manifest.places.get(node.unique_id);
  if (typeof size !== 'string' || !sizes.includes(size)) {
    throw new UserError(microbatchConfigInvalid(node.name, `batch_size is one of ${sizes.join(', ')}`, at));
  }
  if (typeof node.config['begin'] !== 'string') {
    throw new UserError(
      microbatchConfigInvalid(node.name, 'begin is the time of its first batch, such as "2024-01-01"', at),
    );
  }
  return size as BatchSize;
}

function batchOptions(
  { node, context }: NodeRun<ModelNode>,
  size: BatchSize,
  exists: boolean,
): Parameters<typeof planBatches>[0] {
  const { sample } = context;
  const { flags, startedAtMs } = context.invocation;
  const isRefreshed =
    ((node.config['full_refresh'] as boolean | null | undefined) ?? flags['FULL_REFRESH']) === true;
  return {
    size,
    isIncremental: exists && !isRefreshed,
    beginMs: parseTime(node.config['begin'] as string),
    lookback: Number(node.config['lookback'] ?? 1),
    startMs: sample?.startMs ?? readTime(flags['EVENT_TIME_START']),
    endMs: sample?.endMs ?? readTime(flags['EVENT_TIME_END']),
    nowMs: startedAtMs,
  };
}

/** A time without a zone is in UTC. */
function parseTime(text: string): number {
  return Date.parse(
    /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`,
  );
}

const readTime = (flag: Json | undefined): number | undefined =>
  typeof flag === 'string' ? parseTime(flag) : undefined;

/** Hooks run once: those before with the first batch, those after with the last. */
function nodeOfBatch(
  node: ModelNode,
  batch: Batch,
  size: BatchSize,
  isFirst: boolean,
  isLast: boolean,
): ModelNode {
  const bounds: JsonObject = {
    id: batchId(batch, size),
    event_time_start: utcTime(batch.startMs),
    event_time_end: utcTime(batch.endMs),
  };
  const config = {
    ...node.config,
    ...(!isFirst && { 'pre-hook': [] }),
    ...(!isLast && { 'post-hook': [] }),
  };
  return Object.assign({ ...node, config }, { batch: bounds });
}

const boundsOf = ({ startMs, endMs }: Batch): string[] =>
  [startMs, endMs].map((ms) => utcTime(ms).replace(' ', 'T'));
