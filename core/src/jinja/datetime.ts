export { clockMicros, dayNumber, dayOfOrdinal, microsPerDay } from './datetime/calendar.ts';
export { DateTime, zoneMethods } from './datetime/date-time.ts';
export { PyDate } from './datetime/date.ts';
export { fromIso, strptime } from './datetime/parse.ts';
export { PyTime } from './datetime/time.ts';
export { TimeDelta } from './datetime/timedelta.ts';
export { fixedZone, namedZone, offsetZone, type TimeZone, utc, ZoneObject } from './datetime/zone.ts';
export { dateClass, datetimeClass, timeClass, timedeltaClass, timezoneClass } from './datetime/classes.ts';
