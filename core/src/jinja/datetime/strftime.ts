import {
  civilOf,
  clockOf,
  dayNumber,
  formatClock,
  formatDay,
  formatOffset,
  isoWeekOf,
  months,
  two,
  weekdayOf,
  weekdays,
} from './calendar.ts';

export interface Moment {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Since midnight. */
  readonly micros: number;
  readonly zone?: { readonly name: string; readonly offsetMinutes: number } | undefined;
}

type Directive = (moment: Moment) => string;

const hour = ({ micros }: Moment): number => clockOf(micros).hour;
const hour12 = (moment: Moment): number => (hour(moment) % 12 === 0 ? 12 : hour(moment) % 12);
const year = ({ day }: Moment): number => civilOf(day).year;
const four = (value: number): string => String(value).padStart(4, '0');
const spaced = (value: number): string => String(value).padStart(2, ' ');
const dayOfYear = (moment: Moment): number => moment.day - dayNumber(year(moment), 1, 1) + 1;
const weekday = ({ day }: Moment): string => weekdays[weekdayOf(day)]!;
const month = ({ day }: Moment): string => months[civilOf(day).month - 1]!;
/** `12:34:56`. */
const seconds: Directive = ({ micros }) => formatClock(micros).slice(0, 8);
const american: Directive = (moment) => {
  const civil = civilOf(moment.day);
  return `${two(civil.month)}/${two(civil.day)}/${two(civil.year % 100)}`;
};

/** What Python makes of each letter after `%`, in the C locale of Linux. */
const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['Y', (moment) => four(year(moment))],
  ['G', ({ day }) => four(isoWeekOf(day).year)],
  ['C', (moment) => two(Math.floor(year(moment) / 100))],
  ['y', (moment) => two(year(moment) % 100)],
  ['g', ({ day }) => two(isoWeekOf(day).year % 100)],
  ['m', ({ day }) => two(civilOf(day).month)],
  ['d', ({ day }) => two(civilOf(day).day)],
  ['e', ({ day }) => spaced(civilOf(day).day)],
  ['H', (moment) => two(hour(moment))],
  ['k', (moment) => spaced(hour(moment))],
  ['I', (moment) => two(hour12(moment))],
  ['l', (moment) => spaced(hour12(moment))],
  ['M', ({ micros }) => two(clockOf(micros).minute)],
  ['S', ({ micros }) => two(clockOf(micros).second)],
  ['f', ({ micros }) => String(clockOf(micros).microsecond).padStart(6, '0')],
  ['p', (moment) => (hour(moment) < 12 ? 'AM' : 'PM')],
  ['P', (moment) => (hour(moment) < 12 ? 'am' : 'pm')],
  ['j', (moment) => String(dayOfYear(moment)).padStart(3, '0')],
  ['A', weekday],
  ['a', (moment) => weekday(moment).slice(0, 3)],
  ['B', month],
  ['b', (moment) => month(moment).slice(0, 3)],
  ['h', (moment) => month(moment).slice(0, 3)],
  ['u', ({ day }) => String(weekdayOf(day) + 1)],
  ['w', ({ day }) => String((weekdayOf(day) + 1) % 7)],
  ['V', ({ day }) => two(isoWeekOf(day).week)],
  ['U', (moment) => two(Math.floor((dayOfYear(moment) + 6 - ((weekdayOf(moment.day) + 1) % 7)) / 7))],
  ['W', (moment) => two(Math.floor((dayOfYear(moment) + 6 - weekdayOf(moment.day)) / 7))],
  ['z', ({ zone }) => (zone ? formatOffset(zone.offsetMinutes, '') : '')],
  ['Z', ({ zone }) => zone?.name ?? ''],
  [
    's',
    ({ day, micros, zone }) =>
      String(day * 86_400 + Math.floor(micros / 1_000_000) - (zone?.offsetMinutes ?? 0) * 60),
  ],
  ['F', ({ day }) => formatDay(day)],
  ['T', seconds],
  ['X', seconds],
  ['R', ({ micros }) => formatClock(micros).slice(0, 5)],
  ['r', (moment) => `${two(hour12(moment))}${seconds(moment).slice(2)} ${hour(moment) < 12 ? 'AM' : 'PM'}`],
  ['D', american],
  ['x', american],
  [
    'c',
    (moment) =>
      `${weekday(moment).slice(0, 3)} ${month(moment).slice(0, 3)} ${spaced(civilOf(moment.day).day)} ${seconds(moment)} ${year(moment)}`,
  ],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['%', () => '%'],
]);

/** `strftime` of Python on Linux: `%-d` leaves out what pads, a letter that means nothing stays as it is. */
export function strftime(format: string, moment: Moment): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (all, bare: string, letter: string) => {
    const text = directives.get(letter)?.(moment);
    if (text === undefined) return all;
    return bare === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}
