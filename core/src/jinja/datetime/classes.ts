import { bindArguments, parseSignature } from '../signature.ts';
import { toStr } from '../text.ts';
import {
  Float,
  type Kwargs,
  NativeFunction,
  TemplateFault,
  TemplateObject,
  type Value,
} from '../values/index.ts';
import { clockMicros, dayNumber, dayOfOrdinal, microsPerDay } from './calendar.ts';
import { DateTime } from './date-time.ts';
import { checkedDay, PyDate } from './date.ts';
import { fromIso, strptime } from './parse.ts';
import { PyTime } from './time.ts';
import { TimeDelta } from './timedelta.ts';
import { utc, ZoneObject } from './zone.ts';

/** Milliseconds since 1970 UTC. */
type ClockReading = () => number;
type Arguments = readonly (Value | undefined)[];

/** One of Python's classes: callable, with the class methods and constants that templates use. */
class DateClass extends TemplateObject {
  override readonly typeName = 'type';
  readonly #name: string;
  readonly #signature: ReturnType<typeof parseSignature>;
  readonly #make: (args: Arguments) => Value;
  readonly #members: ReadonlyMap<string, Value>;

  constructor(
    name: string,
    signature: string,
    make: (args: Arguments) => Value,
    members: Readonly<Record<string, Value>> = {},
  ) {
    super();
    this.#name = name;
    this.#signature = parseSignature(signature);
    this.#make = make;
    this.#members = new Map(Object.entries(members));
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    return this.#make(bindArguments(this.#name, this.#signature, args, kwargs));
  }

  override getAttribute(name: string): Value | undefined {
    return this.#members.get(name);
  }

  override toRepr(): string {
    return `<class 'datetime.${this.#name}'>`;
  }
}

function classMethod(name: string, signature: string, body: (args: Arguments) => Value): NativeFunction {
  const parsed = parseSignature(signature);
  return new NativeFunction(name, (args, kwargs) => body(bindArguments(name, parsed, args, kwargs)));
}

/** `datetime.datetime`. Without a zone the clock read is UTC's. */
export function datetimeClass(nowMs: ClockReading): TemplateObject {
  const naive = (epochMs: number): DateTime => DateTime.ofEpochMicros(BigInt(Math.floor(epochMs * 1000)));
  const inZone = (epochMs: number, zone: Value | undefined): DateTime =>
    zone instanceof ZoneObject ? DateTime.ofEpochMs(epochMs, zone.zone) : naive(epochMs);
  return new DateClass(
    'datetime',
    'year, month, day, hour?, minute?, second?, microsecond?, tzinfo?',
    (args) => {
      const [year, month, day, ...clock] = args.slice(0, 7).map((value) => numberOf(value ?? 0));
      const zone = args[7];
      return new DateTime(
        dayNumber(year!, month!, day!),
        clockMicros(clock[0] ?? 0, clock[1] ?? 0, clock[2] ?? 0, clock[3] ?? 0),
        zone instanceof ZoneObject ? zone.zone : undefined,
      );
    },
    {
      now: classMethod('now', 'tz?', ([zone]) => inZone(nowMs(), zone)),
      utcnow: classMethod('utcnow', '', () => naive(nowMs())),
      today: classMethod('today', '', () => naive(nowMs())),
      strptime: classMethod('strptime', 'date_string, format', ([text, format]) =>
        strptime(toStr(text!), toStr(format!)),
      ),
      fromisoformat: classMethod('fromisoformat', 'date_string', ([text]) => fromIso(toStr(text!))),
      fromtimestamp: classMethod('fromtimestamp', 'timestamp, tz?', ([seconds, zone]) =>
        inZone(numberOf(seconds!) * 1000, zone),
      ),
      utcfromtimestamp: classMethod('utcfromtimestamp', 'timestamp', ([seconds]) =>
        naive(numberOf(seconds!) * 1000),
      ),
      fromordinal: classMethod('fromordinal', 'ordinal', ([ordinal]) => new DateTime(dayOf(ordinal!), 0)),
      combine: classMethod('combine', 'date, time, tzinfo?', ([date, time, zone]) => {
        if (!(date instanceof PyDate) || !(time instanceof PyTime)) {
          throw new TemplateFault('combine() takes a date and a time');
        }
        return new DateTime(date.day, time.micros, zone instanceof ZoneObject ? zone.zone : undefined);
      }),
      min: new DateTime(dayNumber(1, 1, 1), 0),
      max: new DateTime(dayNumber(9999, 12, 31), microsPerDay - 1),
      resolution: new TimeDelta(1),
    },
  );
}

export function dateClass(nowMs: ClockReading): TemplateObject {
  return new DateClass(
    'date',
    'year, month, day',
    ([year, month, day]) => PyDate.of(numberOf(year!), numberOf(month!), numberOf(day!)),
    {
      today: classMethod('today', '', () => new PyDate(Math.floor(nowMs() / 86_400_000))),
      fromisoformat: classMethod(
        'fromisoformat',
        'date_string',
        ([text]) => new PyDate(fromIso(toStr(text!)).day),
      ),
      fromordinal: classMethod('fromordinal', 'ordinal', ([ordinal]) => new PyDate(dayOf(ordinal!))),
      min: PyDate.of(1, 1, 1),
      max: PyDate.of(9999, 12, 31),
      resolution: new TimeDelta(microsPerDay),
    },
  );
}

export function timeClass(): TemplateObject {
  return new DateClass('time', 'hour?, minute?, second?, microsecond?', (args) => {
    const [hour, minute, second, microsecond] = [0, 1, 2, 3].map((index) => numberOf(args[index] ?? 0));
    return new PyTime(clockMicros(hour!, minute!, second!, microsecond!));
  });
}

const microsPer = [microsPerDay, 1_000_000, 1, 1000, 60_000_000, 3_600_000_000, 7 * microsPerDay] as const;

export function timedeltaClass(): TemplateObject {
  return new DateClass(
    'timedelta',
    'days?, seconds?, microseconds?, milliseconds?, minutes?, hours?, weeks?',
    (args) =>
      new TimeDelta(
        Math.round(microsPer.reduce((sum, micros, index) => sum + numberOf(args[index] ?? 0) * micros, 0)),
      ),
  );
}

/** `datetime.timezone`: `timezone.utc`, and zones of a fixed distance from it. */
export function timezoneClass(fixedZone: (minutes: number) => ZoneObject): TemplateObject {
  return new DateClass(
    'timezone',
    'offset, name?',
    ([offset]) => {
      if (!(offset instanceof TimeDelta)) throw new TemplateFault('timezone() takes a timedelta');
      return fixedZone(offset.micros / 60_000_000);
    },
    { utc: new ZoneObject(utc) },
  );
}

const dayOf = (ordinal: Value): number => checkedDay(dayOfOrdinal(numberOf(ordinal)));

function numberOf(value: Value): number {
  if (value instanceof Float) return value.value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new TemplateFault(`a number is needed, not ${toStr(value)}`);
}
