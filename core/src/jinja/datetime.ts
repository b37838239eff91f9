import { TemplateFault } from './values/signal.ts';
import { type CallSite, type Kwargs, NativeFunction, TemplateObject, type Value } from './values/contract.ts';
import { Float } from './values/float.ts';
import { toStr } from './text.ts';

const microsPerDay = 86_400_000_000;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** A time zone: its name, and how far its clocks are from UTC at a moment. */
export interface TimeZone {
  readonly name: string;
  /** Minutes east of UTC at a moment, given in milliseconds since 1970 UTC. */
  offsetMinutes(epochMs: number): number;
}

export const utc: TimeZone = { name: 'UTC', offsetMinutes: () => 0 };

/** Python's timedelta. */
export class TimeDelta extends TemplateObject {
  override readonly typeName = 'datetime.timedelta';
  readonly micros: number;

  constructor(micros: number) {
    super();
    this.micros = micros;
  }

  override isTrue(): boolean {
    return this.micros !== 0;
  }

  override equals(other: Value): boolean {
    return other instanceof TimeDelta && other.micros === this.micros;
  }

  override hashKey(): unknown {
    return `timedelta:${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof TimeDelta ? this.micros - other.micros : undefined;
  }

  override operate(operator: string, right: Value): Value | undefined {
    if (right instanceof TimeDelta) {
      if (operator === '+') return new TimeDelta(this.micros + right.micros);
      if (operator === '-') return new TimeDelta(this.micros - right.micros);
      if (operator === '/') return new Float(this.micros / right.micros);
      if (operator === '//') return Math.floor(this.micros / right.micros);
      return undefined;
    }
    if (operator === '+' && (right instanceof DateTime || right instanceof PyDate))
      return right.operate('+', this);
    const factor = right instanceof Float ? right.value : typeof right === 'number' ? right : undefined;
    if (factor === undefined) return undefined;
    if (operator === '*') return new TimeDelta(Math.round(this.micros * factor));
    return operator === '/' ? new TimeDelta(Math.round(this.micros / factor)) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    const days = Math.floor(this.micros / microsPerDay);
    const rest = this.micros - days * microsPerDay;
    switch (name) {
      case 'days':
        return days;
      case 'seconds':
        return Math.floor(rest / 1_000_000);
      case 'microseconds':
        return rest % 1_000_000;
      case 'total_seconds':
        return new NativeFunction('total_seconds', () => new Float(this.micros / 1_000_000));
      default:
        return undefined;
    }
  }

  override toStr(): string {
    const days = Math.floor(this.micros / microsPerDay);
    const rest = this.micros - days * microsPerDay;
    const clock = formatClock(rest).replace(/^0/, '');
    return days === 0 ? clock : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clock}`;
  }
}

/** Python's date. */
export class PyDate extends TemplateObject {
  override readonly typeName = 'datetime.date';
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
    return other instanceof PyDate && other.day === this.day;
  }

  override hashKey(): unknown {
    return `date:${this.day}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyDate ? this.day - other.day : undefined;
  }

  override operate(operator: string, right: Value): Value | undefined {
    if (right instanceof TimeDelta) {
      const days = Math.floor(right.micros / microsPerDay);
      if (operator === '+') return new PyDate(this.day + days);
      return operator === '-' ? new PyDate(this.day - days) : undefined;
    }
    return operator === '-' && right instanceof PyDate
      ? new TimeDelta((this.day - right.day) * microsPerDay)
      : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    if (clockParts.has(name)) return undefined;
    return dateAttribute(
      name,
      this.day * microsPerDay,
      undefined,
      (micros) => new PyDate(Math.floor(micros / microsPerDay)),
      () => this.toStr(),
    );
  }

  override toStr(): string {
    return formatDate(this.day * microsPerDay);
  }

  override toRepr(): string {
    const { year, month, day } = fields(this.day * microsPerDay);
    return `datetime.date(${year}, ${month}, ${day})`;
  }
}

/** Python's datetime, without a zone or with one. */
export class DateTime extends TemplateObject {
  override readonly typeName = 'datetime.datetime';
  /** What the clock shows, as microseconds since 1970-01-01 00:00 of that clock. */
  readonly local: number;
  readonly zone: TimeZone | undefined;

  constructor(local: number, zone?: TimeZone) {
    super();
    this.local = local;
    this.zone = zone;
  }

  static fromUtcMilliseconds(epochMs: number, zone: TimeZone | undefined = utc): DateTime {
    return new DateTime((epochMs + (zone?.offsetMinutes(epochMs) ?? 0) * 60_000) * 1000, zone);
  }

  /** Microseconds since 1970 UTC; without a zone the clock is taken for UTC's. */
  get epochMicros(): number {
    return this.local - this.offset * 60_000_000;
  }

  /** Minutes east of UTC. */
  get offset(): number {
    if (!this.zone) return 0;
    const guess = this.zone.offsetMinutes(this.local / 1000);
    return this.zone.offsetMinutes(this.local / 1000 - guess * 60_000);
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof DateTime && !other.zone === !this.zone && other.epochMicros === this.epochMicros;
  }

  override hashKey(): unknown {
    return `datetime:${this.epochMicros}:${this.zone !== undefined}`;
  }

  override compare(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return undefined;
    if (!this.zone !== !other.zone)
      throw new TemplateFault("can't compare offset-naive and offset-aware datetimes");
    return this.epochMicros - other.epochMicros;
  }

  override operate(operator: string, right: Value): Value | undefined {
    if (right instanceof TimeDelta) {
      if (operator === '+') return new DateTime(this.local + right.micros, this.zone);
      return operator === '-' ? new DateTime(this.local - right.micros, this.zone) : undefined;
    }
    if (operator !== '-' || !(right instanceof DateTime)) return undefined;
    if (!this.zone !== !right.zone)
      throw new TemplateFault("can't subtract offset-naive and offset-aware datetimes");
    return new TimeDelta(this.epochMicros - right.epochMicros);
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'tzinfo':
        return this.zone ? new ZoneObject(this.zone) : null;
      case 'astimezone':
        return new NativeFunction('astimezone', ([zone]) => {
          const target = zone instanceof ZoneObject ? zone.zone : utc;
          return DateTime.fromUtcMilliseconds(this.epochMicros / 1000, target);
        });
      case 'timestamp':
        return new NativeFunction('timestamp', () => new Float(this.epochMicros / 1_000_000));
      case 'utcoffset':
        return new NativeFunction('utcoffset', () =>
          this.zone ? new TimeDelta(this.offset * 60_000_000) : null,
        );
      case 'date':
        return new NativeFunction('date', () => new PyDate(Math.floor(this.local / microsPerDay)));
      case 'time':
        return new NativeFunction('time', () => new PyTime(modulo(this.local, microsPerDay)));
      case 'replace':
        return new NativeFunction('replace', (_args, kwargs) => this.#replace(kwargs));
      case 'isoformat':
        return new NativeFunction('isoformat', ([separator], kwargs) =>
          this.#format(toStr(separator ?? kwargs.get('sep') ?? 'T'), toStr(kwargs.get('timespec') ?? 'auto')),
        );
      default:
        return dateAttribute(
          name,
          this.local,
          this,
          (micros) => new DateTime(micros, this.zone),
          () => this.toStr(),
        );
    }
  }

  #replace(kwargs: Kwargs): DateTime {
    const now = fields(this.local);
    const part = (name: keyof typeof now): number => Number(kwargs.get(name) ?? now[name]);
    const micros = clockMicros(part('hour'), part('minute'), part('second'), part('microsecond'));
    const zone = kwargs.get('tzinfo');
    const kept = zone === undefined ? this.zone : zone instanceof ZoneObject ? zone.zone : undefined;
    return new DateTime(dayNumber(part('year'), part('month'), part('day')) * microsPerDay + micros, kept);
  }

  #format(separator: string, timespec = 'auto'): string {
    const time = modulo(this.local, microsPerDay);
    const clock = formatClock(time);
    const shown =
      timespec === 'seconds'
        ? clock.slice(0, 8)
        : timespec === 'minutes'
          ? clock.slice(0, 5)
          : timespec === 'milliseconds'
            ? `${clock.slice(0, 8)}.${String(Math.floor((time % 1_000_000) / 1000)).padStart(3, '0')}`
            : clock;
    return `${formatDate(this.local)}${separator}${shown}${this.zone ? formatOffset(this.offset, ':') : ''}`;
  }

  override toStr(): string {
    return this.#format(' ');
  }

  override toRepr(): string {
    const { year, month, day, hour, minute, second, microsecond } = fields(this.local);
    const rest = microsecond > 0 ? `, ${second}, ${microsecond}` : second > 0 ? `, ${second}` : '';
    return `datetime.datetime(${year}, ${month}, ${day}, ${hour}, ${minute}${rest})`;
  }
}

/** Python's time of day. */
export class PyTime extends TemplateObject {
  override readonly typeName = 'datetime.time';
  readonly micros: number;

  constructor(micros: number) {
    super();
    this.micros = micros;
  }

  override isTrue(): boolean {
    return true;
  }

  override equals(other: Value): boolean {
    return other instanceof PyTime && other.micros === this.micros;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyTime ? this.micros - other.micros : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'isoformat') return new NativeFunction('isoformat', () => this.toStr());
    if (!clockParts.has(name) && name !== 'strftime' && name !== 'replace') return undefined;
    return dateAttribute(
      name,
      this.micros,
      undefined,
      (micros) => new PyTime(micros),
      () => this.toStr(),
    );
  }

  override toStr(): string {
    return formatClock(this.micros);
  }
}

/** A time zone as templates see it: pytz's `localize` and `normalize` included. */
export class ZoneObject extends TemplateObject {
  override readonly typeName = 'tzinfo';
  readonly zone: TimeZone;

  constructor(zone: TimeZone) {
    super();
    this.zone = zone;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'zone':
        return this.zone.name;
      case 'localize':
        return new NativeFunction('localize', ([moment]) => {
          if (!(moment instanceof DateTime) || moment.zone)
            throw new TemplateFault('localize() takes a datetime without a time zone');
          return new DateTime(moment.local, this.zone);
        });
      case 'normalize':
        return new NativeFunction('normalize', ([moment]) => moment ?? null);
      default:
        return undefined;
    }
  }

  override toStr(): string {
    return this.zone.name;
  }
}

/** `datetime.datetime`, `datetime.date` and their like: callable, with the class methods templates use. */
export class DateClass extends TemplateObject {
  override readonly typeName = 'type';
  readonly #make: (args: readonly Value[], kwargs: Kwargs) => Value;
  readonly #members: ReadonlyMap<string, Value>;

  constructor(
    make: (args: readonly Value[], kwargs: Kwargs) => Value,
    members: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.#make = make;
    this.#members = members;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs, _site: CallSite): Value {
    return this.#make(args, kwargs);
  }

  override getAttribute(name: string): Value | undefined {
    return this.#members.get(name);
  }
}

/** Attributes of a time of day, which a date has not. */
const clockParts = new Set(['hour', 'minute', 'second', 'microsecond']);

function dateAttribute(
  name: string,
  micros: number,
  moment: DateTime | undefined,
  replaced: (micros: number) => Value,
  text: () => string,
): Value | undefined {
  const all = fields(micros);
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
    case 'microsecond':
      return all[name];
    case 'weekday':
      return new NativeFunction('weekday', () => weekday(micros));
    case 'isoweekday':
      return new NativeFunction('isoweekday', () => weekday(micros) + 1);
    case 'toordinal':
      return new NativeFunction('toordinal', () => Math.floor(micros / microsPerDay) + 719_163);
    case 'isoformat':
      return new NativeFunction('isoformat', text);
    case 'strftime':
      return new NativeFunction('strftime', ([format]) => strftime(micros, toStr(format ?? ''), moment));
    case 'replace':
      return new NativeFunction('replace', (_args, kwargs) => {
        const part = (key: keyof typeof all): number => Number(kwargs.get(key) ?? all[key]);
        return replaced(
          dayNumber(part('year'), part('month'), part('day')) * microsPerDay +
            clockMicros(part('hour'), part('minute'), part('second'), part('microsecond')),
        );
      });
    default:
      return undefined;
  }
}

/** Days since 1970 of a date. @throws TemplateFault for one that does not exist */
export function dayNumber(year: number, month: number, day: number): number {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  if (moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day)
    throw new TemplateFault('day is out of range for month');
  return moment.getTime() / 86_400_000;
}

export function clockMicros(hour: number, minute: number, second: number, microsecond: number): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

function fields(micros: number) {
  const moment = new Date(Math.floor(micros / 1000));
  return {
    year: moment.getUTCFullYear(),
    month: moment.getUTCMonth() + 1,
    day: moment.getUTCDate(),
    hour: moment.getUTCHours(),
    minute: moment.getUTCMinutes(),
    second: moment.getUTCSeconds(),
    microsecond: modulo(micros, 1_000_000),
  };
}

/** Monday is 0. */
function weekday(micros: number): number {
  return modulo(Math.floor(micros / microsPerDay) + 3, 7);
}

const two = (value: number): string => String(value).padStart(2, '0');

function formatDate(micros: number): string {
  const { year, month, day } = fields(micros);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function formatClock(micros: number): string {
  const { hour, minute, second, microsecond } = fields(micros);
  const clock = `${two(hour)}:${two(minute)}:${two(second)}`;
  return microsecond === 0 ? clock : `${clock}.${String(microsecond).padStart(6, '0')}`;
}

function formatOffset(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

function strftime(micros: number, format: string, moment: DateTime | undefined): string {
  const { year, month, day, hour, minute, second, microsecond } = fields(micros);
  const dayOfYear = Math.floor(micros / microsPerDay) - dayNumber(year, 1, 1) + 1;
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const directives: Readonly<Record<string, () => string>> = {
    Y: () => String(year).padStart(4, '0'),
    y: () => two(year % 100),
    m: () => two(month),
    d: () => two(day),
    e: () => String(day).padStart(2, ' '),
    H: () => two(hour),
    I: () => two(hour12),
    M: () => two(minute),
    S: () => two(second),
    f: () => String(microsecond).padStart(6, '0'),
    p: () => (hour < 12 ? 'AM' : 'PM'),
    j: () => String(dayOfYear).padStart(3, '0'),
    A: () => weekdays[weekday(micros)]!,
    a: () => weekdays[weekday(micros)]!.slice(0, 3),
    B: () => months[month - 1]!,
    b: () => months[month - 1]!.slice(0, 3),
    u: () => String(weekday(micros) + 1),
    w: () => String((weekday(micros) + 1) % 7),
    z: () => (moment?.zone ? formatOffset(moment.offset, '') : ''),
    Z: () => moment?.zone?.name ?? '',
    s: () => String(Math.floor((moment?.epochMicros ?? micros) / 1_000_000)),
    F: () => formatDate(micros),
    T: () => formatClock(micros).slice(0, 8),
    D: () => `${two(month)}/${two(day)}/${two(year % 100)}`,
    V: () => two(isoWeek(micros)),
    U: () => two(Math.floor((dayOfYear + 6 - ((weekday(micros) + 1) % 7)) / 7)),
    W: () => two(Math.floor((dayOfYear + 6 - weekday(micros)) / 7)),
    c: () =>
      `${weekdays[weekday(micros)]!.slice(0, 3)} ${months[month - 1]!.slice(0, 3)} ${String(day).padStart(2, ' ')} ${formatClock(micros).slice(0, 8)} ${year}`,
    x: () => `${two(month)}/${two(day)}/${two(year % 100)}`,
    X: () => formatClock(micros).slice(0, 8),
    '%': () => '%',
  };
  return format.replace(/%(-?)([A-Za-z%])/g, (all, bare: string, directive: string) => {
    const text = directives[directive]?.();
    if (text === undefined) return all;
    return bare === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

function isoWeek(micros: number): number {
  const day = Math.floor(micros / microsPerDay);
  const thursday = day - weekday(micros) + 3;
  const { year } = fields(thursday * microsPerDay);
  return Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1;
}

const parsers: Readonly<Record<string, readonly [pattern: string, part: string]>> = {
  Y: ['\\d{4}', 'year'],
  m: ['\\d{1,2}', 'month'],
  d: ['\\d{1,2}', 'day'],
  H: ['\\d{1,2}', 'hour'],
  I: ['\\d{1,2}', 'hour'],
  M: ['\\d{1,2}', 'minute'],
  S: ['\\d{1,2}', 'second'],
  f: ['\\d{1,6}', 'micro'],
  y: ['\\d{2}', 'shortYear'],
  j: ['\\d{1,3}', 'dayOfYear'],
  b: ['[A-Za-z]{3}', 'monthName'],
  B: ['[A-Za-z]+', 'monthName'],
  p: ['[AaPp][Mm]', 'half'],
  z: ['Z|[+-]\\d{2}:?\\d{2}', 'zone'],
};

/** `datetime.strptime`. @throws TemplateFault when the text is not of the format */
export function strptime(text: string, format: string): DateTime {
  const parts: string[] = [];
  const expanded = format.replaceAll('%F', '%Y-%m-%d').replaceAll('%T', '%H:%M:%S');
  const pattern = expanded.replace(
    /%([A-Za-z%])|([.*+?^${}()|[\]\\])/g,
    (_, directive: string | undefined, special: string | undefined) => {
      if (directive === undefined) return `\\${special}`;
      const parser = parsers[directive];
      if (directive === '%') return '%';
      if (!parser) throw new TemplateFault(`'${directive}' is a bad directive in format '${format}'`);
      parts.push(parser[1]);
      return `(${parser[0]})`;
    },
  );
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) throw new TemplateFault(`time data '${text}' does not match format '${format}'`);
  const found = new Map(parts.map((part, index) => [part, match[index + 1]!]));
  const number = (part: string, fallback: number): number => Number(found.get(part) ?? fallback);
  const short = found.get('shortYear');
  const year =
    short === undefined ? number('year', 1900) : Number(short) + (Number(short) < 69 ? 2000 : 1900);
  const monthName = found.get('monthName')?.toLowerCase();
  const month =
    monthName === undefined
      ? number('month', 1)
      : months.findIndex((name) => name.toLowerCase().startsWith(monthName)) + 1;
  const half = found.get('half')?.toLowerCase();
  const hour = half === undefined ? number('hour', 0) : (number('hour', 12) % 12) + (half === 'pm' ? 12 : 0);
  const micros = Number((found.get('micro') ?? '0').padEnd(6, '0'));
  const day = found.has('dayOfYear')
    ? dayNumber(year, 1, 1) + number('dayOfYear', 1) - 1
    : dayNumber(year, month, number('day', 1));
  const local = day * microsPerDay + clockMicros(hour, number('minute', 0), number('second', 0), micros);
  return new DateTime(local, offsetZone(found.get('zone')));
}

/** A zone of a fixed distance from UTC: `Z`, `+02:00`; undefined for none. */
export function offsetZone(text: string | undefined): TimeZone | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'Z' || text === 'z') return utc;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!match) return undefined;
  const minutes = (Number(match[2]) * 60 + Number(match[3] ?? 0)) * (match[1] === '-' ? -1 : 1);
  return { name: `UTC${formatOffset(minutes, ':')}`, offsetMinutes: () => minutes };
}

/** `datetime.fromisoformat`. */
export function fromIso(text: string): DateTime {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
      text,
    );
  if (!match) throw new TemplateFault(`Invalid isoformat string: '${text}'`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', micro = '0', zone] = match;
  const clock = clockMicros(Number(hour), Number(minute), Number(second), Number(micro.padEnd(6, '0')));
  return new DateTime(
    dayNumber(Number(year), Number(month), Number(day)) * microsPerDay + clock,
    offsetZone(zone),
  );
}
