import { type Connection, DatabaseError } from '../adapter/index.ts';
import type { Value } from '../jinja/index.ts';
import { EphemeralError } from '../compile/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { CancellableConnection } from './cancellable-connection.ts';
import { Stopwatch } from './clock.ts';
import { describeFailure, type Failure } from './failure.ts';
import type { RunResult } from './results.ts';
import { withRetries } from './retry.ts';
import type { CompiledSql, RunContext } from './run-context.ts';
import { runnerFor } from './runners/index.ts';
import { type NodeRun, type Outcome, responseJson, type RunnableNode } from './runners/runner.ts';
import type { SpareThreads } from './scheduler.ts';
import { subjectOf } from './subject.ts';

/** How a node ended, with the places of what went wrong. */
export interface NodeEnd {
  readonly result: RunResult;
  readonly diagnostics: readonly Diagnostic[];
  /** Of a test that found something: its first rows, drawn as a table. */
  readonly sample?: string;
  /** It was told to end before it was done. */
  readonly isCancelled: boolean;
}

export interface RunNodeOptions {
  /** From 1; 0 for the main thread. */
  readonly thread: number;
  readonly signal: AbortSignal;
  /** Threads that parts of the node may be run on beside. */
  readonly spare?: SpareThreads;
  /** Further names that its templates see. */
  readonly extra?: ReadonlyMap<string, Value>;
}

/** Runs one node on a connection of its own; whatever goes wrong with it is in the result. */
export async function runNode(
  node: RunnableNode,
  context: RunContext,
  { thread, signal, spare, extra }: RunNodeOptions,
): Promise<NodeEnd> {
  const { effects, adapter } = context;
  const threadId = threadName(thread);
  const watch = new Stopwatch(() => effects.now());
  let compiled: CompiledSql | undefined;

  const connected = async <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> => {
    const connection = new CancellableConnection(await adapter.acquire(node.unique_id), signal);
    try {
      return await work(connection);
    } finally {
      await connection.release();
    }
  };
  const beside: NodeRun['beside'] = (work) => {
    const free = spare?.take();
    return free === undefined
      ? undefined
      : connected((connection) => work(connection, threadName(free))).finally(() => spare?.give(free));
  };
  const attempt = (): Promise<Outcome> => {
    watch.restart();
    const keep = (sql: CompiledSql): void => void (compiled = sql);
    const rest = { threadId, signal, keep, beside, ...(extra && { extra }) };
    return connected((connection) =>
      runnerFor(node, context.runsAs)({ node, context, connection, watch, ...rest }),
    );
  };
  const withAuthorsPlaces = ({ message, diagnostics }: Failure): Failure => ({
    message,
    diagnostics: diagnostics.map((diagnostic) => context.compiler.forAuthor(diagnostic, node)),
  });
  const describe = (error: unknown, sql = compiled): Failure =>
    withAuthorsPlaces(
      describeFailure(error, node, sql, context.manifest.places.get(node.unique_id), (refused) =>
        context.compiler.statementPlace(refused, node),
      ),
    );
  const finish = (outcome: Outcome): RunResult => ({
    unique_id: node.unique_id,
    status: outcome.status,
    timing: watch.timings,
    thread_id: threadId,
    execution_time: watch.elapsedSeconds,
    adapter_response: responseJson(outcome.response),
    message: outcome.message,
    failures: outcome.failures,
    ...compiledFields(node, compiled),
    batch_results: outcome.batchResults ?? null,
  });

  try {
    const outcome = await withRetries(attempt, {
      effects,
      signal,
      isRetryable: (error) => error instanceof DatabaseError && adapter.isRetryable(error),
      onRetry: (number, error) =>
        effects.report({
          kind: 'node-retried',
          subject: subjectOf(node),
          attempt: number,
          message: (error as Error).message,
        }),
    });
    const failure = outcome.error === undefined ? undefined : describe(outcome.error, outcome.errorSql);
    const { sample, status } = outcome;
    const isWholeFailure = failure !== undefined && status === 'error';
    return {
      result: finish(isWholeFailure ? { ...outcome, message: failure.message } : outcome),
      diagnostics: failure?.diagnostics ?? [],
      ...(sample !== undefined && { sample }),
      isCancelled: false,
    };
  } catch (error) {
    const { message, diagnostics } = describe(error);
    const isCancelled = signal.aborted && error instanceof DatabaseError && error.kind === 'interrupted';
    const status = isCancelled || error instanceof EphemeralError ? 'skipped' : 'error';
    return {
      result: finish({ status, message, response: undefined, failures: null }),
      diagnostics,
      isCancelled,
    };
  }
}

const threadName = (thread: number): string => (thread === 0 ? 'MainThread' : `Thread-${thread}`);

/** The result of a node that was not run. */
export function skippedResult(node: RunnableNode, message: string): RunResult {
  return {
    unique_id: node.unique_id,
    status: 'skipped',
    timing: [],
    thread_id: 'MainThread',
    execution_time: 0,
    adapter_response: {},
    message,
    failures: null,
    ...compiledFields(node, undefined),
    batch_results: null,
  };
}

const withoutCode: ReadonlySet<string> = new Set(['seed', 'exposure', 'saved_query']);

function compiledFields(
  node: RunnableNode,
  compiled: CompiledSql | undefined,
): Pick<RunResult, 'compiled' | 'compiled_code' | 'relation_name'> {
  const isCompilable = !withoutCode.has(node.resource_type);
  return {
    compiled: isCompilable ? compiled !== undefined : null,
    compiled_code: compiled?.sql ?? null,
    relation_name:
      isCompilable && 'relation_name' in node ? ((node.relation_name as string | null) ?? null) : null,
  };
}
