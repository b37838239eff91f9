import { type AdapterResponse, type Connection, ResultTable } from '../adapter/index.ts';
import { createRuntimeScope, type RuntimeScope } from '../context/runtime-scope.ts';
import type { Json, JsonObject } from '../config/json.ts';
import { freshnessUnmeasured } from '../diagnostics/catalogue/run.ts';
import { type Diagnostic, InternalError, UserError } from '../diagnostics/index.ts';
import { parseTemplate, TemplateObject, toStr, type Value } from '../jinja/index.ts';
import type { SourceNode } from '../manifest/index.ts';
import { CancellableConnection } from './cancellable-connection.ts';
import { Stopwatch } from './clock.ts';
import { describeFailure } from './failure.ts';
import type { RunResult } from './results.ts';
import type { RunContext } from './run-context.ts';
import { responseJson } from './runners/runner.ts';
import { schedule } from './scheduler.ts';
import { subjectOf } from './subject.ts';

/** How fresh a source is. */
export interface FreshnessResult {
  readonly source: SourceNode;
  /** `error` where it is older than `error_after`, `runtime error` where it could not be asked. */
  readonly status: 'pass' | 'warn' | 'error' | 'runtime error';
  /** What the database said; undefined for a `runtime error`. */
  readonly measured: Measured | undefined;
  /** What went wrong in a `runtime error`. */
  readonly message: string | null;
  readonly timing: RunResult['timing'];
  readonly threadId: string;
  /** Seconds. */
  readonly executionTime: number;
  readonly response: JsonObject;
}

interface Measured {
  /** Moments as ISO 8601 in UTC. */
  readonly maxLoadedAt: string;
  readonly snapshottedAt: string;
  readonly ageSeconds: number;
}

/** Whether a source says how fresh it has to be. */
export function hasFreshness({ freshness }: SourceNode): boolean {
  return (
    thresholdOf(freshness, 'warn_after') !== undefined || thresholdOf(freshness, 'error_after') !== undefined
  );
}

/**
 * Asks when each source was last loaded, as many at a time as there are threads.
 * @returns results in the order of finishing; sources that a cancellation left out have none
 */
export async function measureFreshness(
  sources: readonly SourceNode[],
  context: RunContext,
  threads: number,
  signal: AbortSignal,
): Promise<readonly FreshnessResult[]> {
  const { effects } = context;
  const startedMs = effects.now();
  const total = sources.length;
  const byId = new Map(sources.map((source) => [source.unique_id, source]));
  let started = 0;
  const shown: RunResult[] = [];
  effects.report({ kind: 'run-started', total, threads, counts: new Map([['source', total]]) });
  const results = await schedule<FreshnessResult | undefined>({
    tasks: sources.map(({ unique_id: id }) => ({ id, waitsFor: [], priority: 0 })),
    threads,
    failFast: false,
    signal,
    async run(id, thread, cancelled) {
      const source = byId.get(id)!;
      const count = { index: ++started, total };
      const subject = subjectOf(source);
      const threadId = `Thread-${thread}`;
      effects.report({ kind: 'node-started', subject, ...count, threadId });
      const { diagnostics, result } = await measure(source, context, threadId, cancelled);
      const asRun = runResultOf(result);
      shown.push(asRun);
      effects.report({ kind: 'node-finished', subject, ...count, result: asRun, diagnostics });
      return result;
    },
    blocks: () => false,
    isFailure: () => false,
    skip: () => undefined,
  });
  effects.report({ kind: 'run-finished', results: shown, elapsedMs: effects.now() - startedMs });
  return [...results.values()].filter((result) => result !== undefined);
}

async function measure(
  source: SourceNode,
  context: RunContext,
  threadId: string,
  signal: AbortSignal,
): Promise<{ readonly result: FreshnessResult; readonly diagnostics: readonly Diagnostic[] }> {
  const watch = new Stopwatch(() => context.effects.now());
  const end = (
    rest: Pick<FreshnessResult, 'status' | 'measured' | 'message'>,
    response?: AdapterResponse,
  ): FreshnessResult => ({
    source,
    threadId,
    timing: watch.timings,
    executionTime: watch.elapsedSeconds,
    response: responseJson(response),
    ...rest,
  });
  try {
    const connection = new CancellableConnection(await context.adapter.acquire(source.unique_id), signal);
    try {
      await watch.phase('compile', () => Promise.resolve());
      const { measured, response } = await watch.phase('execute', () => ask(source, context, connection));
      const status = statusOf(measured.ageSeconds, source.freshness);
      return { result: end({ status, measured, message: null }, response), diagnostics: [] };
    } finally {
      await connection.release();
    }
  } catch (error) {
    const place = context.manifest.places.get(source.unique_id);
    const { diagnostics, message } = describeFailure(error, source, undefined, place);
    return { result: end({ status: 'runtime error', measured: undefined, message }), diagnostics };
  }
}

async function ask(
  source: SourceNode,
  context: RunContext,
  connection: Connection,
): Promise<{ readonly measured: Measured; readonly response: AdapterResponse | undefined }> {
  const relation = context.compiler.sourceRelation(source);
  const scope = scopeOf(source, context, connection);
  const place = context.manifest.places.get(source.unique_id);
  const { loaded_at_field: field, loaded_at_query: query } = source;
  let result: Value;
  if (query !== null) {
    const sql = await render(query, source, scope);
    result = await scope.callMacro('collect_freshness_custom_sql', [relation, sql]);
  } else if (field !== null) {
    const filter = (source.freshness as JsonObject | null)?.['filter'] ?? null;
    result = await scope.callMacro('collect_freshness', [relation, field, filter as Value]);
  } else {
    throw new UserError(
      freshnessUnmeasured(source.name, 'it has no loaded_at_field and no loaded_at_query', place),
    );
  }
  const table = result instanceof TemplateObject ? result.getAttribute?.('table') : undefined;
  const row = table instanceof ResultTable ? table.toMatrix()[0] : undefined;
  if (row?.length !== 2) {
    throw new UserError(freshnessUnmeasured(source.name, 'its query gives no row of two moments', place));
  }
  const [loaded, asked] = row.map((value) => momentOf(value, source, place));
  const response = [...scope.results.values()].at(-1)?.response;
  const ageSeconds = Math.round((asked!.ms - loaded!.ms) * 1000) / 1e6;
  return { measured: { maxLoadedAt: loaded!.iso, snapshottedAt: asked!.iso, ageSeconds }, response };
}

function scopeOf(source: SourceNode, context: RunContext, connection: Connection): RuntimeScope {
  const refuse = (): never => {
    throw new InternalError('a source refers to nothing');
  };
  return createRuntimeScope(context.shared, {
    uniqueId: source.unique_id,
    packageName: source.package_name,
    resourceType: 'source',
    model: source as unknown as JsonObject,
    config: source.config,
    relation: context.compiler.sourceRelation(source),
    lookups: { ref: refuse, function: refuse, source: refuse },
    connection,
  });
}

async function render(text: string, source: SourceNode, { scope }: RuntimeScope): Promise<string> {
  const { diagnostics, value } = parseTemplate(text, { file: source.original_file_path });
  if (diagnostics.length > 0) throw new UserError(diagnostics);
  return (await value.renderMapped(scope)).text;
}

/** The first moment there is stands for a source without rows: it is as old as can be. */
const never = { ms: Date.parse('0001-01-01T00:00:00Z'), iso: '0001-01-01T00:00:00+00:00' };

/** A moment of the database; one without a zone is in UTC. */
function momentOf(
  value: Value,
  source: SourceNode,
  place: ReturnType<RunContext['manifest']['places']['get']>,
): { readonly ms: number; readonly iso: string } {
  if (value === null) return never;
  const text = toStr(value);
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?([-+]\d\d(?::?\d\d)?)?$/.exec(text);
  if (!found) {
    throw new UserError(
      freshnessUnmeasured(source.name, `its loaded_at_field gives "${text}", which is no time`, place),
    );
  }
  const [, day, time, fraction = '', zone = '+00:00'] = found;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const offset = zone.length === 3 ? `${zone}:00` : zone;
  const ms = Date.parse(`${day}T${time}.${micros.slice(0, 3)}${offset}`) + Number(micros.slice(3)) / 1000;
  const seconds = new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);
  return { ms, iso: `${seconds}${micros === '000000' ? '' : `.${micros}`}+00:00` };
}

const seconds: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/** Seconds after which a threshold is passed; undefined where it says nothing. */
function thresholdOf(freshness: Json, name: 'warn_after' | 'error_after'): number | undefined {
  const threshold = (freshness as JsonObject | null)?.[name] as JsonObject | null | undefined;
  const { count, period } = threshold ?? {};
  return typeof count === 'number' && typeof period === 'string' ? count * seconds[period]! : undefined;
}

function statusOf(ageSeconds: number, freshness: Json): 'pass' | 'warn' | 'error' {
  if (ageSeconds > (thresholdOf(freshness, 'error_after') ?? Infinity)) return 'error';
  return ageSeconds > (thresholdOf(freshness, 'warn_after') ?? Infinity) ? 'warn' : 'pass';
}

/** The result as reporters of runs know results: a source that is too old has failed a test. */
function runResultOf({
  executionTime,
  measured,
  message,
  response,
  source,
  status,
  threadId,
  timing,
}: FreshnessResult): RunResult {
  return {
    unique_id: source.unique_id,
    status: status === 'runtime error' ? 'error' : status === 'error' ? 'fail' : status,
    timing,
    thread_id: threadId,
    execution_time: executionTime,
    adapter_response: response,
    message: message ?? (measured ? `Last loaded at ${measured.maxLoadedAt}` : null),
    failures: null,
    compiled: null,
    compiled_code: null,
    relation_name: source.relation_name,
    batch_results: null,
  };
}
