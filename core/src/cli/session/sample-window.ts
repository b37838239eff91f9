import type { EventWindow } from '../../compile/index.ts';
import { flagValueInvalid, UserError } from '../../diagnostics/index.ts';
import { readYamlFlag } from './yaml-flag.ts';

const grains = ['hour', 'day', 'month', 'year'] as const;
const expected = 'a stretch up to now, such as "3 days", or {start: 2024-01-01, end: 2024-02-01}';

/**
 * The window that `--sample` means.
 * @throws UserError when it means none
 */
export function readSampleWindow(text: string, nowMs: number): EventWindow {
  if (text.trimStart().startsWith('{')) return betweenTimes(text);
  const [, count, grain] = /^(\d+) (hour|day|month|year)s?$/i.exec(text) ?? [];
  if (count === undefined || grain === undefined) throw invalid(text);
  return {
    startMs: before(nowMs, Number(count), grain.toLowerCase() as (typeof grains)[number]),
    endMs: nowMs,
  };
}

function betweenTimes(text: string): EventWindow {
  const { end, start } = readYamlFlag('--sample', text);
  const [startMs = Number.NaN, endMs = Number.NaN] = [start, end].map((time) =>
    typeof time === 'string' ? timeOf(time) : Number.NaN,
  );
  if (!(startMs < endMs)) throw invalid(text);
  return { startMs, endMs };
}

/** A time in UTC, whatever zone it names. */
function timeOf(text: string): number {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?/.exec(text) ?? [];
  return Date.parse(`${day}T${time}Z`);
}

/** Months and years earlier, the last day of a shorter month stands for those that it lacks. */
function before(nowMs: number, count: number, grain: (typeof grains)[number]): number {
  if (grain === 'hour') return nowMs - count * 3_600_000;
  if (grain === 'day') return nowMs - count * 86_400_000;
  const now = new Date(nowMs);
  const then = new Date(nowMs);
  then.setUTCDate(1);
  then.setUTCMonth(now.getUTCMonth() - (grain === 'year' ? 12 * count : count));
  const lastDay = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return then.getTime();
}

function invalid(text: string): UserError {
  return new UserError(flagValueInvalid('--sample', text, expected));
}
