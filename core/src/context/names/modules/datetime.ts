import {
  dateClass,
  datetimeClass,
  fixedZone,
  namedZone,
  timeClass,
  timedeltaClass,
  timezoneClass,
  type TimeZone,
  utc,
  zoneMethods,
  ZoneObject,
} from '../../../jinja/datetime.ts';
import { Dict, NativeFunction, PySet, TemplateObject, toStr, type Value } from '../../../jinja/index.ts';

const zoneObject = (zone: TimeZone): ZoneObject => new ZoneObject(zone, zoneMethods);

/** `modules.datetime`; `nowMs` is the clock the invocation was started by. */
export function datetimeModule(nowMs: () => number): Value {
  return new Dict(
    Object.entries<Value>({
      datetime: datetimeClass(nowMs),
      date: dateClass(nowMs),
      time: timeClass(),
      timedelta: timedeltaClass(),
      timezone: timezoneClass((minutes) => zoneObject(fixedZone(minutes))),
      tzinfo: null,
      MINYEAR: 1,
      MAXYEAR: 9999,
    }),
  );
}

/** `modules.pytz`. */
export function pytzModule(): Value {
  return pytz;
}

/** Intl lists zones by the names they have today; templates also write these. */
const olderZoneNames = [
  'UTC',
  'GMT',
  'US/Alaska',
  'US/Arizona',
  'US/Central',
  'US/Eastern',
  'US/Hawaii',
  'US/Mountain',
  'US/Pacific',
];

const zoneNames = (): string[] => [...Intl.supportedValuesOf('timeZone'), ...olderZoneNames].sort();

const pytz: TemplateObject = new (class extends TemplateObject {
  override readonly typeName = 'module';

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'timezone':
        return new NativeFunction(name, ([zone]) => zoneObject(namedZone(toStr(zone ?? ''))));
      case 'utc':
      case 'UTC':
        return zoneObject(utc);
      case 'FixedOffset':
        return new NativeFunction(name, ([minutes]) => {
          const zone = fixedZone(Number(minutes));
          return zoneObject(zone === utc ? utc : { ...zone, name: `pytz.FixedOffset(${Number(minutes)})` });
        });
      case 'all_timezones':
      case 'common_timezones':
        return zoneNames();
      case 'all_timezones_set':
      case 'common_timezones_set':
        return new PySet(zoneNames());
      default:
        return undefined;
    }
  }
})();
