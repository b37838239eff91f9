import {
  dateClass,
  datetimeClass,
  fixedZone,
  localized,
  namedZone,
  timeClass,
  timedeltaClass,
  timezoneClass,
  type TimeZone,
  utc,
  ZoneObject,
} from '../../../jinja/datetime.ts';
import { Dict, NativeFunction, TemplateObject, toStr, type Value } from '../../../jinja/index.ts';

const zoneObject = (zone: TimeZone): ZoneObject => new ZoneObject(zone, localized);

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
      case 'all_timezones':
      case 'common_timezones':
        return Intl.supportedValuesOf('timeZone');
      default:
        return undefined;
    }
  }
})();
