import { bindArguments, parseSignature } from '../signature.ts';
import { toStr } from '../text.ts';
import { Float, NativeFunction, TemplateFault, type Value } from '../values/index.ts';
import {
  civilOf,
  clockOf,
  dayNumber,
  formatClock,
  formatDay,
  formatOffset,
  microsPerDay,
  modulo,
} from './calendar.ts';
import { checkedDay, dayAttribute, PyDate, structTime } from './date.ts';
import { strftime } from './strftime.ts';
import { clockAttribute, PyTime, replacedClock, shownClock } from './time.ts';
import { TimeDelta } from './timedelta.ts';
import { dstMinutes, settledZone, type TimeZone, utc, ZoneObject } from './zone.ts';

/** Python's datetime, without a zone or with one. Day and time are kept apart, so that every microsecond is exact. */
export class DateTime extends PyDate {
  override readonly typeName = 'datetime.datetime';
  /** Since midnight, of the clock it shows. */
  readonly micros: number;
  readonly zone: TimeZone | undefined;

  constructor(day: number, micros: number, zone?: TimeZone) {
    super(day);
    this.micros = micros;
    this.zone = zone;
  }

  /** From the clock of UTC, shown in a zone; without one it is UTC's clock. */
  static ofEpochMicros(epochMicros: bigint, zone?: TimeZone): DateTime {
    const shift = zone ? zone.offsetMinutes(Number(epochMicros / 1000n)) * 60_000_000 : 0;
    const local = epochMicros + BigInt(shift);
    const day = Number((local - floorModulo(local)) / perDay);
    return new DateTime(day, Number(floorModulo(local)), zone);
  }

  static ofEpochMs(epochMs: number, zone: TimeZone | undefined = utc): DateTime {
    return DateTime.ofEpochMicros(BigInt(Math.floor(epochMs * 1000)), zone);
  }

  /** The same moment on the clocks of a zone. */
  inZone(zone: TimeZone): DateTime {
    const moment = DateTime.ofEpochMicros(this.epochMicros, zone);
    return new DateTime(moment.day, moment.micros, settledZone(zone, zone.offsetMinutes(this.epochMs)));
  }

  /** Minutes east of UTC. */
  get offset(): number {
    if (!this.zone) return 0;
    const clockMs = this.day * 86_400_000 + this.micros / 1000;
    const guess = this.zone.offsetMinutes(clockMs);
    return this.zone.offsetMinutes(clockMs - guess * 60_000);
  }

  /** Since 1970 UTC; without a zone the clock is taken for UTC's. */
  get epochMicros(): bigint {
    return BigInt(this.day) * perDay + BigInt(this.micros) - BigInt(this.offset) * 60_000_000n;
  }

  get epochMs(): number {
    return Number(this.epochMicros) / 1000;
  }

  override equals(other: Value): boolean {
    return other instanceof DateTime && !other.zone === !this.zone && other.epochMicros === this.epochMicros;
  }

  override hashKey(): unknown {
    return `datetime:${this.epochMicros}:${this.zone !== undefined}`;
  }

  override compare(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return super.compare(other);
    if (!this.zone !== !other.zone)
      throw new TemplateFault("can't compare offset-naive and offset-aware datetimes");
    return Number(this.epochMicros - other.epochMicros);
  }

  override operate(operator: string, right: Value): Value | undefined {
    if (right instanceof TimeDelta) {
      if (operator === '+') return this.#moved(right.micros);
      return operator === '-' ? this.#moved(-right.micros) : undefined;
    }
    if (operator !== '-' || !(right instanceof DateTime)) return undefined;
    if (!this.zone !== !right.zone)
      throw new TemplateFault("can't subtract offset-naive and offset-aware datetimes");
    return new TimeDelta(Number(this.epochMicros - right.epochMicros));
  }

  override getAttribute(name: string): Value | undefined {
    const call = (body: () => Value): NativeFunction => new NativeFunction(name, body);
    switch (name) {
      case 'tzinfo':
        return this.zone ? new ZoneObject(this.zone, zoneMethods) : null;
      case 'date':
        return call(() => new PyDate(this.day));
      case 'time':
        return call(() => new PyTime(this.micros));
      case 'timestamp':
        return call(() => new Float(Number(this.epochMicros) / 1_000_000));
      case 'utcoffset':
        return call(() => (this.zone ? new TimeDelta(this.offset * 60_000_000) : null));
      case 'dst':
        return call(() =>
          this.zone ? new TimeDelta(dstMinutes(this.zone, this.epochMs) * 60_000_000) : null,
        );
      case 'tzname':
        return call(() => this.zoneName() ?? null);
      case 'strftime':
        return new NativeFunction(name, ([format]) => strftime(toStr(format ?? ''), this.#moment()));
      case 'timetuple':
        return call(() => structTime(this.day, this.micros));
      case 'ctime':
        return call(() => strftime('%c', this.#moment()));
      case 'astimezone':
        return new NativeFunction(name, ([zone]) =>
          this.inZone(zone instanceof ZoneObject ? (zone.zone.region ?? zone.zone) : utc),
        );
      case 'isoformat':
        return new NativeFunction(name, (args, kwargs) => {
          const [separator, precision] = bindArguments(name, formatted, args, kwargs);
          return this.format(toStr(separator ?? 'T'), toStr(precision ?? 'auto'));
        });
      case 'replace':
        return new NativeFunction(name, (args, kwargs) =>
          this.#replace(bindArguments(name, replaced, args, kwargs)),
        );
      default:
        return dayAttribute(this.day, name) ?? clockAttribute(this.micros, name);
    }
  }

  /** @param precision Python's `timespec`: how far the clock is written. */
  format(separator: string, precision = 'auto'): string {
    const zone = this.zone ? formatOffset(this.offset, ':') : '';
    return `${formatDay(this.day)}${separator}${clockText(this.micros, precision)}${zone}`;
  }

  override toFormat(spec: string): string {
    return strftime(spec, this.#moment());
  }

  override toStr(): string {
    return this.format(' ');
  }

  override toRepr(): string {
    const { year, month, day } = civilOf(this.day);
    const zone = this.zone ? `, tzinfo=<${this.zone.name}>` : '';
    return `datetime.datetime(${year}, ${month}, ${day}, ${shownClock(clockOf(this.micros))}${zone})`;
  }

  #moved(by: number): DateTime {
    const days = Math.floor(by / microsPerDay);
    const micros = this.micros + modulo(by, microsPerDay);
    const carry = micros >= microsPerDay ? 1 : 0;
    return new DateTime(checkedDay(this.day + days + carry), micros - carry * microsPerDay, this.zone);
  }

  #replace(values: readonly (Value | undefined)[]): DateTime {
    const now = civilOf(this.day);
    const [year, month, day] = [now.year, now.month, now.day].map((old, index) =>
      Number(values[index] ?? old),
    );
    const zone = values[7];
    const kept = zone === undefined ? this.zone : zone instanceof ZoneObject ? zone.zone : undefined;
    return new DateTime(dayNumber(year!, month!, day!), replacedClock(this.micros, values.slice(3, 7)), kept);
  }

  zoneName(): string | undefined {
    return this.zone?.abbreviation?.(this.epochMs) ?? this.zone?.name;
  }

  #moment(): Parameters<typeof strftime>[1] {
    const { day, micros, zone } = this;
    return { day, micros, zone: zone && { name: this.zoneName()!, offsetMinutes: this.offset } };
  }
}

const perDay = BigInt(microsPerDay);
const formatted = parseSignature('sep?, timespec?');
const replaced = parseSignature('year?, month?, day?, hour?, minute?, second?, microsecond?, tzinfo?');

function floorModulo(micros: bigint): bigint {
  return ((micros % perDay) + perDay) % perDay;
}

function clockText(micros: number, precision: string): string {
  const whole = formatClock(micros).slice(0, 8);
  const fraction = String(clockOf(micros).microsecond).padStart(6, '0');
  switch (precision) {
    case 'hours':
      return whole.slice(0, 2);
    case 'minutes':
      return whole.slice(0, 5);
    case 'seconds':
      return whole;
    case 'milliseconds':
      return `${whole}.${fraction.slice(0, 3)}`;
    case 'microseconds':
      return `${whole}.${fraction}`;
    case 'auto':
      return formatClock(micros);
    default:
      throw new TemplateFault(`Unknown timespec value '${precision}'`);
  }
}

/** What pytz's zones can do. */
export function zoneMethods(name: string, zone: TimeZone): Value | undefined {
  const region = zone.region ?? zone;
  // A zone whose clocks never change needs no moment.
  const always = (body: (moment: DateTime) => Value): Value =>
    region.abbreviation ? null : body(new DateTime(0, 0, region));
  const ofClock = (body: (moment: DateTime) => Value): NativeFunction =>
    new NativeFunction(name, ([moment]) =>
      moment instanceof DateTime
        ? body(moment.zone ? moment : localized(moment, region, false))
        : always(body),
    );
  switch (name) {
    case 'localize':
      return new NativeFunction(name, (args, kwargs) => {
        const [moment, isDst = false] = bindArguments(name, localizing, args, kwargs);
        return localized(moment!, region, typeof isDst === 'boolean' ? isDst : null);
      });
    case 'normalize':
      return new NativeFunction(name, ([moment]) => {
        if (!(moment instanceof DateTime) || !moment.zone)
          throw new TemplateFault('normalize() takes a datetime with a time zone');
        return moment.inZone(region);
      });
    case 'utcoffset':
      return ofClock((moment) => new TimeDelta(moment.offset * 60_000_000));
    case 'dst':
      return ofClock((moment) => new TimeDelta(dstMinutes(region, moment.epochMs) * 60_000_000));
    case 'tzname':
      return ofClock((moment) => moment.zoneName() ?? null);
    default:
      return undefined;
  }
}

const localizing = parseSignature('dt, is_dst?');

/**
 * Says of which zone a clock is.
 *
 * @param isDst Which of two moments is meant where clocks were put back, and how a time is read that they skipped; null
 *   refuses both.
 */
function localized(moment: Value, zone: TimeZone, isDst: boolean | null): DateTime {
  if (!(moment instanceof DateTime) || moment.zone) {
    throw new TemplateFault('localize() takes a datetime without a time zone');
  }
  const clockMs = moment.epochMs;
  const dayMs = 86_400_000;
  const around = [zone.offsetMinutes(clockMs - dayMs), zone.offsetMinutes(clockMs + dayMs)];
  const real = around.filter((minutes) => zone.offsetMinutes(clockMs - minutes * 60_000) === minutes);
  const choices = [...new Set(real.length > 0 ? real : around)];
  if (choices.length > 1 && isDst === null)
    throw new TemplateFault(`${moment.toStr()} is ${real.length > 0 ? 'twice' : 'never'} in ${zone.name}`);
  const minutes = isDst ? Math.max(...choices) : Math.min(...choices);
  return new DateTime(moment.day, moment.micros, settledZone(zone, minutes));
}
