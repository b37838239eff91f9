import { EphemeralError, utcTime } from '../../compile/index.ts';
import type { Connection } from '../../adapter/index.ts';
import { parseTemplate } from '../../jinja/index.ts';
import type { ModelNode, SnapshotNode } from '../../manifest/index.ts';
import type { Batch, BatchSize, EarlierBatches } from '../batches.ts';
import { type BatchEnd, type PlannedBatch, runBatch } from './batch.ts';
import { batchesOf, batchSize } from './batch-plan.ts';
import type { NodeRun, Outcome } from './runner.ts';

export function isMicrobatch(node: ModelNode | SnapshotNode): node is ModelNode {
  return node.config.materialized === 'incremental' && node.config['incremental_strategy'] === 'microbatch';
}

/**
 * Builds a model stretch by stretch of event time, each in a transaction of its own: the first batch, which may make the
 * table, then those between side by side, as far as there are threads that nothing else uses, then the last one. Without
 * the first there is no other; a batch that fails later does not stop the rest.
 */
export async function runMicrobatch(run: NodeRun<ModelNode>): Promise<Outcome> {
  const size = batchSize(run);
  const earlier = run.context.earlierBatches?.get(run.node.unique_id);
  const batches = earlier?.failed ?? batchesOf(run, size);
  await run.watch.phase('compile', () => Promise.resolve());
  return run.watch.phase('execute', () => new Microbatch(run, { batches, size, earlier }).run());
}

interface MicrobatchOptions {
  readonly batches: readonly Batch[];
  readonly size: BatchSize;
  readonly earlier: EarlierBatches | undefined;
}

class Microbatch {
  readonly #run: NodeRun<ModelNode>;
  readonly #options: MicrobatchOptions;
  /** By the batches' places. */
  readonly #ends = new Map<number, BatchEnd>();

  constructor(run: NodeRun<ModelNode>, options: MicrobatchOptions) {
    this.#run = run;
    this.#options = options;
  }

  async run(): Promise<Outcome> {
    const last = this.#options.batches.length - 1;
    await this.#build(0);
    if (this.#ends.get(0)?.isDone) {
      await this.#buildBetween(last);
      if (last > 0) await this.#build(last);
    }
    return this.#outcome();
  }

  async #buildBetween(last: number): Promise<void> {
    const waiting = Array.from({ length: Math.max(0, last - 1) }, (_, index) => index + 1);
    const lent: Promise<void>[] = [];
    const lend = (): void => {
      for (let index = waiting[0]; index !== undefined; index = waiting[0]) {
        const place = index;
        const started = this.#run.beside((connection, threadId) => this.#build(place, connection, threadId));
        if (!started) return;
        waiting.shift();
        lent.push(started.catch((error: unknown) => this.#fail(place, error)).then(lend));
      }
    };
    const sharesThreads = waiting.length > 1 && maySplit(this.#run.node);
    while (waiting.length > 0) {
      const own = waiting.shift()!;
      if (sharesThreads) lend();
      await this.#build(own);
    }
    // What is lent lends on: the list grows while it is walked.
    for (const promise of lent) await promise;
  }

  async #build(
    index: number,
    connection: Connection = this.#run.connection,
    threadId = this.#run.threadId,
  ): Promise<void> {
    const { batches, earlier, size } = this.#options;
    if (this.#run.signal.aborted) return;
    const planned: PlannedBatch = {
      batch: batches[index]!,
      size,
      index,
      total: batches.length,
      isAdding: index > 0 || earlier !== undefined,
    };
    this.#ends.set(index, await runBatch(this.#run, planned, connection, threadId));
  }

  #fail(index: number, error: unknown): void {
    this.#ends.set(index, { isDone: false, error, compiled: undefined });
  }

  /** Batches that were not come to count as failed, so that `retry` builds them. */
  #outcome(): Outcome {
    const { batches, earlier } = this.#options;
    const isDone = (_: Batch, index: number): boolean => this.#ends.get(index)?.isDone === true;
    const successful = batches.filter(isDone);
    const failed = batches.filter((batch, index) => !isDone(batch, index));
    const fault = [...this.#ends].toSorted(([a], [b]) => a - b).find(([, end]) => !end.isDone)?.[1];
    const error = fault?.isDone === false ? fault : undefined;
    if (successful.length === 0 && (this.#run.signal.aborted || error?.error instanceof EphemeralError)) {
      throw error?.error;
    }
    const all = [...successful, ...(earlier?.successful ?? [])];
    const status = failed.length === 0 ? 'success' : successful.length === 0 ? 'error' : 'partial success';
    return {
      status,
      message: {
        success: 'SUCCESS',
        error: 'ERROR',
        'partial success': `PARTIAL SUCCESS (${successful.length}/${batches.length})`,
      }[status],
      response: undefined,
      failures: 0,
      batchResults: { successful: all.map(boundsOf), failed: failed.map(boundsOf) },
      ...(error && { error: error.error, ...(error.compiled && { errorSql: error.compiled }) }),
    };
  }
}

/** Whether batches may be built side by side: as the model says, else where its code does not look at its table. */
function maySplit({ config, original_file_path: file, raw_code: code }: ModelNode): boolean {
  const own = config['concurrent_batches'];
  return typeof own === 'boolean' ? own : !parseTemplate(code, { file }).value.mentions('this');
}

const boundsOf = ({ startMs, endMs }: Batch): string[] =>
  [startMs, endMs].map((ms) => utcTime(ms).replace(' ', 'T'));
