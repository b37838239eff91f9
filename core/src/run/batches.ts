import type { EventWindow } from '../compile/index.ts';
import type { Json, JsonObject } from '../config/json.ts';

/** A stretch of event time that is built by itself. */
export type Batch = EventWindow;

export type BatchSize = 'hour' | 'day' | 'month' | 'year';

export interface BatchOptions {
  readonly size: BatchSize;
  /** Whether the table stands, so that only what may have changed is built again. */
  readonly isIncremental: boolean;
  /** The model's config `begin`: where a first build starts. */
  readonly beginMs: number;
  /** How many batches before the current one are built again. */
  readonly lookback: number;
  /** `--event-time-start` and `--event-time-end`; they win. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly nowMs: number;
}

/**
 * The batches to build, oldest first; there is always one at least.
 * @see dbt docs, "About microbatch incremental models"
 */
export function planBatches(options: BatchOptions): Batch[] {
  const { size } = options;
  const endMs = ceil(options.endMs ?? options.nowMs, size);
  const batches: Batch[] = [];
  let startMs = firstStart(options, endMs);
  do {
    const next = step(startMs, size, 1);
    batches.push({ startMs, endMs: next });
    startMs = next;
  } while (startMs < endMs);
  return batches;
}

/** How the batches of a model ended in an earlier run. */
export interface EarlierBatches {
  readonly successful: readonly Batch[];
  readonly failed: readonly Batch[];
}

/** The member `batch_results` of a result; undefined where there is none. */
export function parseBatches(results: Json): EarlierBatches | undefined {
  if (typeof results !== 'object' || results === null || Array.isArray(results)) return undefined;
  const read = (name: string): Batch[] =>
    (((results as JsonObject)[name] as readonly [string, string][] | undefined) ?? []).map(
      ([start, end]) => ({
        startMs: Date.parse(start),
        endMs: Date.parse(end),
      }),
    );
  return { successful: read('successful'), failed: read('failed') };
}

/** `2024-09-17T16`, `2024-09-17`, `2024-09` or `2024`. */
export function batchLabel({ startMs }: Batch, size: BatchSize): string {
  const digits = { hour: 13, day: 10, month: 7, year: 4 }[size];
  return new Date(startMs).toISOString().slice(0, digits);
}

/** `20240917T16`, `20240917`, `202409` or `2024`. */
export function batchId(batch: Batch, size: BatchSize): string {
  return batchLabel(batch, size).replaceAll('-', '');
}

/** A time as projects and flags write it, in milliseconds since 1970; one without a zone is in UTC. */
export function readUtcTime(text: string): number | undefined {
  const [, day, time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim()) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

function firstStart(options: BatchOptions, endMs: number): number {
  const { size, lookback, isIncremental, startMs, beginMs } = options;
  if (startMs !== undefined) return floor(startMs, size);
  return isIncremental ? step(endMs, size, -(lookback + 1)) : floor(beginMs, size);
}

/** How much of a UTC date counts: year, month, day, hour. */
const precision: Readonly<Record<BatchSize, number>> = { year: 1, month: 2, day: 3, hour: 4 };

function floor(epochMs: number, size: BatchSize): number {
  const [year, month, day, hour] = partsOf(epochMs).slice(0, precision[size]);
  return Date.UTC(year!, month ?? 0, day ?? 1, hour ?? 0);
}

function ceil(epochMs: number, size: BatchSize): number {
  const start = floor(epochMs, size);
  return start === epochMs ? start : step(start, size, 1);
}

/** Moves the bound of a batch by a number of batches. */
function step(boundMs: number, size: BatchSize, count: number): number {
  const parts = partsOf(boundMs);
  parts[precision[size] - 1]! += count;
  return Date.UTC(...parts);
}

function partsOf(epochMs: number): [year: number, month: number, day: number, hour: number] {
  const date = new Date(epochMs);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()];
}
