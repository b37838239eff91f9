import type { AdapterResponse, Connection } from '../../adapter/index.ts';
import type { JsonObject } from '../../config/json.ts';
import type { Value } from '../../jinja/index.ts';
import type { ExposureNode, Node, SemanticResource, UnitTestNode } from '../../manifest/index.ts';
import type { Stopwatch } from '../clock.ts';
import type { RunStatus } from '../results.ts';
import type { CompiledSql, RunContext } from '../run-context.ts';

/** What a run can run. */
export type RunnableNode = Node | UnitTestNode | ExposureNode | SemanticResource;

/** One attempt at running one node, on a connection of its own. */
export interface NodeRun<Runnable extends RunnableNode = RunnableNode> {
  readonly node: Runnable;
  readonly context: RunContext;
  readonly connection: Connection;
  readonly watch: Stopwatch;
  /** `Thread-1` and so on. */
  readonly threadId: string;
  /** Aborted when the node is told to end. */
  readonly signal: AbortSignal;
  /** Further names that the node's templates see. */
  readonly extra?: ReadonlyMap<string, Value>;
  /** Remembers the node's SQL for its result, also where it then fails. */
  keep(compiled: CompiledSql): void;
  /**
   * Does a part of the node's work on a thread that nothing uses, with a connection of its own.
   * @returns undefined where there is no such thread; then nothing is done
   */
  beside<Result>(
    work: (connection: Connection, threadId: string) => Promise<Result>,
  ): Promise<Result> | undefined;
}

/** How a node that could be run ended. */
export interface Outcome {
  readonly status: RunStatus;
  readonly message: string | null;
  readonly response: AdapterResponse | undefined;
  readonly failures: number | null;
  /** Of a model built in batches: which ones worked and which did not, by their bounds. */
  readonly batchResults?: JsonObject;
  /** Of a test that found something: the first rows, drawn as a table. */
  readonly sample?: string;
  /** What went wrong where only a part did. */
  readonly error?: unknown;
  /** The SQL in which it went wrong, where that is not the node's own. */
  readonly errorSql?: CompiledSql;
}

/**
 * Runs nodes of one type.
 * @throws UserError, DatabaseError
 */
export type Runner<Runnable extends RunnableNode> = (run: NodeRun<Runnable>) => Promise<Outcome>;

/** A response as run_results.json has it. */
export function responseJson(response: AdapterResponse | undefined): JsonObject {
  if (!response) return {};
  return {
    _message: response.message,
    ...(response.code !== undefined && { code: response.code }),
    ...(response.rowsAffected !== undefined && { rows_affected: response.rowsAffected }),
  };
}
