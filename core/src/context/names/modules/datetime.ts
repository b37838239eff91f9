import {
  clockMicros,
  DateClass,
  DateTime,
  dayNumber,
  fromIso,
  PyDate,
  PyTime,
  strptime,
  TimeDelta,
  type TimeZone,
  utc,
  ZoneObject,
} from '../../../jinja/datetime.ts';
import {
  Dict,
  Float,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  toStr,
  Tuple,
  type Value,
} from '../../../jinja/index.ts';

const microsPerDay = 86_400_000_000;

/** `modules.datetime`; `now` is the clock the invocation was started by. */
export function datetimeModule(nowMs: () => number): Value {
  const now = new NativeFunction('now', ([zone], kwargs) => {
    const wanted = zone ?? kwargs.get('tz');
    const moment = DateTime.fromUtcMilliseconds(nowMs(), wanted instanceof ZoneObject ? wanted.zone : utc);
    return wanted instanceof ZoneObject ? moment : new DateTime(moment.local);
  });
  const today = new NativeFunction('today', () => new DateTime(nowMs() * 1000));
  const datetime = new DateClass(
    (args, kwargs) => {
      const part = reader(args, kwargs, ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond']);
      const micros = clockMicros(
        part('hour', 0),
        part('minute', 0),
        part('second', 0),
        part('microsecond', 0),
      );
      const zone = args[7] ?? kwargs.get('tzinfo');
      const local = dayNumber(part('year'), part('month'), part('day')) * microsPerDay + micros;
      return new DateTime(local, zone instanceof ZoneObject ? zone.zone : undefined);
    },
    new Map<string, Value>([
      ['now', now],
      ['utcnow', today],
      ['today', today],
      [
        'strptime',
        new NativeFunction('strptime', ([text, format]) => strptime(toStr(text ?? ''), toStr(format ?? ''))),
      ],
      ['fromisoformat', new NativeFunction('fromisoformat', ([text]) => fromIso(toStr(text ?? '')))],
      [
        'fromtimestamp',
        new NativeFunction('fromtimestamp', ([seconds, zone]) => {
          const ms = numberOf(seconds ?? 0) * 1000;
          return zone instanceof ZoneObject
            ? DateTime.fromUtcMilliseconds(ms, zone.zone)
            : new DateTime(ms * 1000);
        }),
      ],
      [
        'combine',
        new NativeFunction('combine', ([date, time]) => {
          if (!(date instanceof PyDate) || !(time instanceof PyTime))
            throw new TemplateFault('combine() takes a date and a time');
          return new DateTime(date.day * microsPerDay + time.micros);
        }),
      ],
      ['min', new DateTime(dayNumber(1, 1, 1) * microsPerDay)],
      ['max', new DateTime((dayNumber(9999, 12, 31) + 1) * microsPerDay - 1)],
    ]),
  );
  const date = new DateClass(
    (args, kwargs) => {
      const part = reader(args, kwargs, ['year', 'month', 'day']);
      return PyDate.of(part('year'), part('month'), part('day'));
    },
    new Map<string, Value>([
      ['today', new NativeFunction('today', () => new PyDate(Math.floor((nowMs() * 1000) / microsPerDay)))],
      [
        'fromisoformat',
        new NativeFunction(
          'fromisoformat',
          ([text]) => new PyDate(Math.floor(fromIso(toStr(text ?? '')).local / microsPerDay)),
        ),
      ],
      [
        'fromordinal',
        new NativeFunction('fromordinal', ([ordinal]) => new PyDate(Number(ordinal) - 719_163)),
      ],
    ]),
  );
  const time = new DateClass((args, kwargs) => {
    const part = reader(args, kwargs, ['hour', 'minute', 'second', 'microsecond']);
    return new PyTime(
      clockMicros(part('hour', 0), part('minute', 0), part('second', 0), part('microsecond', 0)),
    );
  });
  const timedelta = new DateClass((args, kwargs) => {
    const part = reader(args, kwargs, [
      'days',
      'seconds',
      'microseconds',
      'milliseconds',
      'minutes',
      'hours',
      'weeks',
    ]);
    const days = part('days', 0) + part('weeks', 0) * 7;
    const seconds = part('seconds', 0) + part('minutes', 0) * 60 + part('hours', 0) * 3600;
    return new TimeDelta(
      Math.round(
        days * microsPerDay + seconds * 1_000_000 + part('milliseconds', 0) * 1000 + part('microseconds', 0),
      ),
    );
  });
  return new Dict(Object.entries<Value>({ datetime, date, time, timedelta, tzinfo: null }));
}

/** `modules.pytz`. */
export function pytzModule(): Value {
  const zone = (name: string): ZoneObject => new ZoneObject(namedZone(name));
  return new Dict(
    Object.entries<Value>({
      timezone: new NativeFunction('timezone', ([name]) => zone(toStr(name ?? ''))),
      utc: new ZoneObject(utc),
      UTC: new ZoneObject(utc),
      all_timezones: Intl.supportedValuesOf('timeZone'),
      common_timezones: new Tuple(Intl.supportedValuesOf('timeZone')),
    }),
  );
}

function namedZone(name: string): TimeZone {
  if (name.toUpperCase() === 'UTC') return utc;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    throw new TemplateFault(`there is no time zone '${name}'`);
  }
  return {
    name,
    offsetMinutes(epochMs) {
      const offset =
        format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
      const match = /GMT([+-])(\d{2}):(\d{2})/.exec(offset);
      return match ? (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1) : 0;
    },
  };
}

function reader(args: readonly Value[], kwargs: Kwargs, names: readonly string[]) {
  return (name: string, fallback?: number): number => {
    const value = args[names.indexOf(name)] ?? kwargs.get(name);
    if (value === undefined || value === null) {
      if (fallback !== undefined) return fallback;
      throw new TemplateFault(`the argument '${name}' is missing`);
    }
    return numberOf(value);
  };
}

function numberOf(value: Value): number {
  if (value instanceof Float) return value.value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new TemplateFault(`a number is needed, not ${toStr(value)}`);
}
