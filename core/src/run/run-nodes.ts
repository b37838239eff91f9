import type { JsonObject } from '../config/json.ts';
import { runResultObject } from '../context/run-result-object.ts';
import { UserError } from '../diagnostics/index.ts';
import { Tuple, type Value } from '../jinja/index.ts';
import { findResource, type OperationNode } from '../manifest/index.ts';
import type { SkipReason } from './events.ts';
import { blocksChildren, isFailure, type RunResult } from './results.ts';
import type { RunContext } from './run-context.ts';
import { type NodeEnd, runNode, type RunNodeOptions, skippedResult } from './run-node.ts';
import type { RunnableNode } from './runners/runner.ts';
import { schedule, type Task } from './scheduler.ts';
import { prepareSchemas, schemasOf } from './schemas.ts';
import { subjectOf } from './subject.ts';

export interface PlannedNode {
  readonly node: RunnableNode;
  /** Unique ids of planned nodes that have to be done before, directly or through nodes that are not planned. */
  readonly waitsFor: readonly string[];
  /** Of nodes that are ready, the one with the larger number runs first. */
  readonly priority: number;
}

export interface RunPlan {
  /** Ephemeral models among them only hold others together: they are not run and have no result. */
  readonly nodes: readonly PlannedNode[];
  readonly onRunStart: readonly OperationNode[];
  readonly onRunEnd: readonly OperationNode[];
  readonly threads: number;
  readonly failFast: boolean;
}

/**
 * Runs a plan: makes schemas, runs the hooks before, the nodes and the hooks after. What fails is in the results.
 *
 * @param signal Cancels: what runs is interrupted and rolled back, the rest is skipped, and the results so far returned.
 * @returns results in the order of finishing; hooks are among them.
 * @throws UserError, DatabaseError when the schemas cannot be prepared.
 */
export async function runNodes(
  plan: RunPlan,
  context: RunContext,
  signal?: AbortSignal,
): Promise<readonly RunResult[]> {
  return new Run(plan, context, signal).run();
}

class Run {
  readonly #plan: RunPlan;
  readonly #context: RunContext;
  readonly #signal: AbortSignal | undefined;
  readonly #nodes = new Map<string, RunnableNode>();
  readonly #running = new Set<RunnableNode>();
  readonly #total: number;
  #started = 0;

  constructor(plan: RunPlan, context: RunContext, signal: AbortSignal | undefined) {
    this.#plan = plan;
    this.#context = context;
    this.#signal = signal;
    for (const { node } of plan.nodes) this.#nodes.set(node.unique_id, node);
    this.#total = plan.nodes.filter(({ node }) => !isEphemeral(node)).length;
  }

  async run(): Promise<readonly RunResult[]> {
    const { effects, invocation } = this.#context;
    const startedMs = effects.now();
    const nodes = [...this.#nodes.values()];
    const report = effects.report;
    report({
      kind: 'run-started',
      total: this.#total,
      threads: this.#plan.threads,
      counts: countTypes(nodes),
    });
    const schemas = schemasOf(nodes, invocation.flags['STORE_FAILURES'] === true);
    await prepareSchemas(schemas, nodes, this.#context);

    const before = await this.#runHooks(this.#plan.onRunStart, new Map());
    const isRefused = before.some(({ status }) => isFailure(status)) && this.#skipsAfterFailedHook();
    const main = isRefused ? this.#skipAll() : await this.#runPlanned();
    const results = [...before, ...main];
    if (this.#plan.onRunEnd.length > 0 && !this.#signal?.aborted) {
      const names = hookNames(main, this.#context, schemas);
      results.push(...(await this.#runHooks(this.#plan.onRunEnd, names)));
    }
    report({ kind: 'run-finished', results, elapsedMs: effects.now() - startedMs });
    return results;
  }

  async #runPlanned(): Promise<readonly RunResult[]> {
    const tellCancelling = (): void =>
      this.#context.effects.report({ kind: 'cancelling', running: [...this.#running].map(subjectOf) });
    this.#signal?.addEventListener('abort', tellCancelling, { once: true });
    try {
      const results = await schedule<RunResult | undefined>({
        tasks: this.#plan.nodes.map(toTask),
        threads: this.#plan.threads,
        failFast: this.#plan.failFast,
        signal: this.#signal,
        run: (id, thread, signal, spare) => this.#runNode(this.#nodes.get(id)!, { thread, signal, spare }),
        blocks: (result) => result !== undefined && this.#blocks(result),
        isFailure: (result) => result !== undefined && isFailure(result.status),
        skip: (id, reason) => this.#skip(this.#nodes.get(id)!, reason),
      });
      return [...results.values()].filter((result) => result !== undefined);
    } finally {
      this.#signal?.removeEventListener('abort', tellCancelling);
    }
  }

  async #runNode(node: RunnableNode, options: RunNodeOptions): Promise<RunResult | undefined> {
    if (isEphemeral(node)) return undefined;
    const subject = subjectOf(node);
    const count = { index: ++this.#started, total: this.#total };
    const { report } = this.#context.effects;
    this.#running.add(node);
    report({ kind: 'node-started', subject, ...count, threadId: `Thread-${options.thread}` });
    const end = await runNode(node, this.#context, options);
    this.#running.delete(node);
    this.#reportEnd(node, end, count);
    return end.result;
  }

  #reportEnd(
    node: RunnableNode,
    end: NodeEnd,
    count: { readonly index: number; readonly total: number },
  ): void {
    const { report } = this.#context.effects;
    const { result, diagnostics, isCancelled, sample } = end;
    const subject = subjectOf(node);
    const reason = { kind: 'cancelled' } as const;
    if (isCancelled) report({ kind: 'node-skipped', subject, ...count, result, reason });
    else
      report({
        kind: 'node-finished',
        subject,
        ...count,
        result,
        diagnostics,
        ...(sample !== undefined && { sample }),
      });
  }

  /** With the config `on_error: continue` what is below goes on with the node's former relation. */
  #blocks({ unique_id: id, status }: RunResult): boolean {
    return (
      blocksChildren(status) &&
      (status === 'skipped' || this.#nodes.get(id)?.config['on_error'] !== 'continue')
    );
  }

  #skip(node: RunnableNode, reason: SkipReason): RunResult | undefined {
    if (isEphemeral(node)) return undefined;
    const result = skippedResult(node, this.#skipMessage(reason));
    const count = { index: ++this.#started, total: this.#total };
    this.#context.effects.report({
      kind: 'node-skipped',
      subject: subjectOf(node),
      ...count,
      result,
      reason,
    });
    return result;
  }

  #skipMessage(reason: SkipReason): string {
    if (reason.kind === 'cancelled') return 'Skipped because the run was cancelled';
    const cause = `Skipped because ${this.#describe(reason.cause)} failed`;
    return reason.kind === 'fail-fast' ? `${cause} and --fail-fast is on` : cause;
  }

  #describe(uniqueId: string): string {
    const node = this.#nodes.get(uniqueId) ?? findResource(this.#context.manifest, uniqueId);
    return node ? `${node.resource_type.replace('_', ' ')} ${subjectOf(node).name}` : uniqueId;
  }

  /** Hooks run one after another; after a failed one the others are skipped. */
  async #runHooks(hooks: readonly OperationNode[], names: ReadonlyMap<string, Value>): Promise<RunResult[]> {
    const results: RunResult[] = [];
    const signal = this.#signal ?? new AbortController().signal;
    let failed: OperationNode | undefined;
    for (const [index, node] of hooks.entries()) {
      const count = { index: index + 1, total: hooks.length };
      const subject = subjectOf(node);
      const { report } = this.#context.effects;
      if (failed || signal.aborted) {
        const reason: SkipReason = failed
          ? { kind: 'upstream', cause: failed.unique_id }
          : { kind: 'cancelled' };
        const result = skippedResult(node, this.#skipMessage(reason));
        report({ kind: 'node-skipped', subject, ...count, result, reason });
        results.push(result);
        continue;
      }
      report({ kind: 'node-started', subject, ...count, threadId: 'MainThread' });
      const end = await runNode(node, this.#context, { thread: 0, signal, extra: names });
      this.#reportEnd(node, end, count);
      results.push(hookResult(end.result, `${node.package_name}.${node.tags[0]}.${index}`));
      // A hook without SQL is a fault of the project, and not of what the hook does.
      if (end.result.compiled === false && isFailure(end.result.status)) throw new UserError(end.diagnostics);
      if (isFailure(end.result.status)) failed = node;
    }
    return results;
  }

  /** dbt goes on after a failed on-run-start unless its project says otherwise. */
  #skipsAfterFailedHook(): boolean {
    return this.#context.invocation.flags['SKIP_NODES_IF_ON_RUN_START_FAILS'] === true;
  }

  #skipAll(): RunResult[] {
    const cause = this.#plan.onRunStart[0]!.unique_id;
    const results = this.#plan.nodes.map(({ node }) => this.#skip(node, { kind: 'upstream', cause }));
    return results.filter((result) => result !== undefined);
  }
}

/** A hook's result in dbt's words. */
function hookResult(result: RunResult, name: string): RunResult {
  const { message, status } = result;
  return status === 'success'
    ? { ...result, message: `${name} passed`, failures: 0, adapter_response: {} }
    : { ...result, message: `${name} failed, error:\n ${message}`, failures: 1 };
}

const isEphemeral = (node: RunnableNode): boolean =>
  node.resource_type === 'model' && node.config.materialized === 'ephemeral';

const toTask = ({ node, waitsFor, priority }: PlannedNode): Task => ({
  id: node.unique_id,
  waitsFor,
  priority,
});

function countTypes(nodes: readonly RunnableNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    if (!isEphemeral(node)) counts.set(node.resource_type, (counts.get(node.resource_type) ?? 0) + 1);
  }
  return counts;
}

/** What on-run-end sees beside other names: `results`, each with its `node`, and the schemas that were built in. */
function hookNames(
  results: readonly RunResult[],
  { manifest }: RunContext,
  schemas: readonly { readonly database: string | null; readonly schema: string }[],
): ReadonlyMap<string, Value> {
  const withNodes = results.map((result) =>
    runResultObject(result, findResource(manifest, result.unique_id) as unknown as JsonObject | undefined),
  );
  return new Map<string, Value>([
    ['results', withNodes],
    ['schemas', schemas.map(({ schema }) => schema)],
    ['database_schemas', schemas.map(({ database, schema }) => new Tuple([database, schema]))],
  ]);
}
