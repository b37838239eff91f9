import { microbatchConfigInvalid } from '../../diagnostics/catalogue/run.ts';
import { UserError } from '../../diagnostics/index.ts';
import type { ModelNode } from '../../manifest/index.ts';
import { type Batch, type BatchSize, planBatches, readUtcTime } from '../batches.ts';
import type { NodeRun } from './runner.ts';

const sizes: readonly string[] = ['hour', 'day', 'month', 'year'] satisfies BatchSize[];

/** @throws UserError when the model does not say it */
export function batchSize({ node, context }: NodeRun<ModelNode>): BatchSize {
  const size = node.config['batch_size'];
  if (typeof size === 'string' && sizes.includes(size)) return size as BatchSize;
  const at = context.manifest.places.get(node.unique_id);
  throw new UserError(microbatchConfigInvalid(node.name, `batch_size is one of ${sizes.join(', ')}`, at));
}

/**
 * The batches that a model is built in, oldest first.
 * @throws UserError when the model does not say where the first one begins
 */
export function batchesOf(run: NodeRun<ModelNode>, size: BatchSize): readonly Batch[] {
  const { node, context } = run;
  const { sample } = context;
  const { flags, startedAtMs } = context.invocation;
  return planBatches({
    size,
    isIncremental: isIncremental(run),
    beginMs: beginOf(run),
    lookback: Number(node.config['lookback'] ?? 1),
    startMs: sample?.startMs ?? timeFlag(flags['EVENT_TIME_START']),
    endMs: sample?.endMs ?? timeFlag(flags['EVENT_TIME_END']),
    nowMs: context.earlierStartMs ?? startedAtMs,
  });
}

/** Whether what stands is added to; what is there and no table is built anew. */
function isIncremental({ node, context }: NodeRun<ModelNode>): boolean {
  const { database, schema, alias: identifier, config } = node;
  const isRefreshed =
    ((config['full_refresh'] as boolean | null | undefined) ?? context.invocation.flags['FULL_REFRESH']) ===
    true;
  return !isRefreshed && context.relations.find({ database, schema, identifier })?.type === 'table';
}

function beginOf({ node, context }: NodeRun<ModelNode>): number {
  const { begin } = node.config as { readonly begin?: unknown };
  const beginMs = typeof begin === 'string' ? readUtcTime(begin) : undefined;
  if (beginMs !== undefined) return beginMs;
  const at = context.manifest.places.get(node.unique_id);
  const problem = 'begin is the time of its first batch, such as "2024-01-01"';
  throw new UserError(microbatchConfigInvalid(node.name, problem, at));
}

const timeFlag = (flag: unknown): number | undefined =>
  typeof flag === 'string' ? readUtcTime(flag) : undefined;
