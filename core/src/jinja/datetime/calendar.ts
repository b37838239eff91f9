import { TemplateFault } from '../values/index.ts';

export const microsPerSecond = 1_000_000;
export const microsPerDay = 86_400_000_000;
/** From 0001-01-01 to 1970-01-01. */
const daysToEpoch = 719_162;

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export const months =
  'January February March April May June July August September October November December'.split(' ');

/** A day of the proleptic Gregorian calendar. */
export interface Civil {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** Days since 1970-01-01. @throws TemplateFault for a day that does not exist */
export function dayNumber(year: number, month: number, day: number): number {
  inRange('year', year, 1, 9999);
  inRange('month', month, 1, 12);
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) {
    throw new TemplateFault('day is out of range for month');
  }
  return moment.getTime() / 86_400_000;
}

/** Microseconds since midnight. @throws TemplateFault for a time that does not exist */
export function clockMicros(hour: number, minute: number, second: number, microsecond: number): number {
  inRange('hour', hour, 0, 23);
  inRange('minute', minute, 0, 59);
  inRange('second', second, 0, 59);
  inRange('microsecond', microsecond, 0, 999_999);
  return ((hour * 60 + minute) * 60 + second) * microsPerSecond + microsecond;
}

export function civilOf(day: number): Civil {
  const moment = new Date(day * 86_400_000);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, day: moment.getUTCDate() };
}

export function clockOf(micros: number): Clock {
  const seconds = Math.floor(micros / microsPerSecond);
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    microsecond: micros % microsPerSecond,
  };
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

/** Python's count of days, where 0001-01-01 is 1. */
export function ordinalOf(day: number): number {
  return day + daysToEpoch + 1;
}

export function dayOfOrdinal(ordinal: number): number {
  return ordinal - daysToEpoch - 1;
}

/** Year and week by ISO 8601; a week belongs to the year of its Thursday. */
export function isoWeekOf(day: number): { readonly year: number; readonly week: number } {
  const thursday = day - weekdayOf(day) + 3;
  const { year } = civilOf(thursday);
  return { year, week: Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1 };
}

/** `2024-02-29`. */
export function formatDay(day: number): string {
  const civil = civilOf(day);
  return `${String(civil.year).padStart(4, '0')}-${two(civil.month)}-${two(civil.day)}`;
}

/** `12:34:56`, with six digits after the point where there are any. */
export function formatClock(micros: number): string {
  const { hour, minute, second, microsecond } = clockOf(micros);
  const clock = `${two(hour)}:${two(minute)}:${two(second)}`;
  return microsecond === 0 ? clock : `${clock}.${String(microsecond).padStart(6, '0')}`;
}

/** A distance from UTC: `+02:00`, or `+0200` without a separator. */
export function formatOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

export function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

export const two = (value: number): string => String(value).padStart(2, '0');

function inRange(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new TemplateFault(
    name === 'year' ? `year ${value} is out of range` : `${name} must be in ${low}..${high}`,
  );
}
