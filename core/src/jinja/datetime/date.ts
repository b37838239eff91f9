import { bindArguments, parseSignature } from '../signature.ts';
import { NativeFunction, TemplateFault, TemplateObject, NamedTuple, type Value } from '../values/index.ts';
import { toStr } from '../text.ts';
import {
  civilOf,
  clockOf,
  dayNumber,
  formatDay,
  isoWeekOf,
  microsPerDay,
  ordinalOf,
  weekdayOf,
} from './calendar.ts';
import { strftime } from './strftime.ts';
import { TimeDelta } from './timedelta.ts';

/** Python's date. */
export class PyDate extends TemplateObject {
  override readonly typeName: string = 'datetime.date';
  /** Days since 1970-01-01. */
  readonly day: number;

  constructor(day: number) {
    super();
    this.day = day;
  }

  static of(year: number, month: number, day: number): PyDate {
    return new PyDate(dayNumber(year, month, day));
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof PyDate && other.typeName === this.typeName && other.day === this.day;
  }

  override hashKey(): unknown {
    return `date:${this.day}`;
  }

  override compare(other: Value): number | undefined {
    if (!(other instanceof PyDate)) return undefined;
    if (other.typeName !== this.typeName)
      throw new TemplateFault("can't compare datetime.datetime to datetime.date");
    return this.day - other.day;
  }

  override operate(operator: string, right: Value): Value | undefined {
    if (right instanceof TimeDelta) {
      if (operator === '+') return new PyDate(checkedDay(this.day + right.days));
      return operator === '-'
        ? new PyDate(checkedDay(this.day + new TimeDelta(-right.micros).days))
        : undefined;
    }
    if (operator !== '-' || !(right instanceof PyDate) || right.typeName !== this.typeName) return undefined;
    return new TimeDelta((this.day - right.day) * microsPerDay);
  }

  override operateReversed(operator: string, left: Value): Value | undefined {
    return operator === '+' && left instanceof TimeDelta ? this.operate('+', left) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'isoformat':
        return new NativeFunction(name, () => this.toStr());
      case 'strftime':
        return new NativeFunction(name, ([format]) =>
          strftime(toStr(format ?? ''), { day: this.day, micros: 0 }),
        );
      case 'timetuple':
        return new NativeFunction(name, () => structTime(this.day, 0));
      case 'ctime':
        return new NativeFunction(name, () => strftime('%c', { day: this.day, micros: 0 }));
      case 'replace':
        return new NativeFunction(name, (args, kwargs) => {
          const values = bindArguments(name, replaced, args, kwargs);
          const now = civilOf(this.day);
          const [year, month, day] = [now.year, now.month, now.day].map((old, index) =>
            Number(values[index] ?? old),
          );
          return PyDate.of(year!, month!, day!);
        });
      default:
        return dayAttribute(this.day, name);
    }
  }

  override toFormat(spec: string): string {
    return strftime(spec, { day: this.day, micros: 0 });
  }

  override toStr(): string {
    return formatDay(this.day);
  }

  override toRepr(): string {
    const { year, month, day } = civilOf(this.day);
    return `datetime.date(${year}, ${month}, ${day})`;
  }
}

const replaced = parseSignature('year?, month?, day?');

/** What `timetuple()` gives. */
export function structTime(day: number, micros: number): NamedTuple {
  const date = civilOf(day);
  const clock = clockOf(micros);
  return new NamedTuple('time.struct_time', {
    tm_year: date.year,
    tm_mon: date.month,
    tm_mday: date.day,
    tm_hour: clock.hour,
    tm_min: clock.minute,
    tm_sec: clock.second,
    tm_wday: weekdayOf(day),
    tm_yday: day - dayNumber(date.year, 1, 1) + 1,
    tm_isdst: -1,
  });
}

/** What dates and datetimes have in common. */
export function dayAttribute(day: number, name: string): Value | undefined {
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
      return civilOf(day)[name];
    case 'weekday':
      return new NativeFunction(name, () => weekdayOf(day));
    case 'isoweekday':
      return new NativeFunction(name, () => weekdayOf(day) + 1);
    case 'toordinal':
      return new NativeFunction(name, () => ordinalOf(day));
    case 'isocalendar':
      return new NativeFunction(name, () => {
        const { year, week } = isoWeekOf(day);
        return new NamedTuple('datetime.IsoCalendarDate', { year, week, weekday: weekdayOf(day) + 1 });
      });
    default:
      return undefined;
  }
}

const firstDay = dayNumber(1, 1, 1);
const lastDay = dayNumber(9999, 12, 31);

/** @throws TemplateFault for a day that Python's calendar does not reach */
export function checkedDay(day: number): number {
  if (day < firstDay || day > lastDay) throw new TemplateFault('date value out of range');
  return day;
}
