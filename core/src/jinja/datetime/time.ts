import { bindArguments, parseSignature } from '../signature.ts';
import { toStr } from '../text.ts';
import { NativeFunction, TemplateObject, type Value } from '../values/index.ts';
import { type Clock, clockMicros, clockOf, formatClock } from './calendar.ts';
import { strftime } from './strftime.ts';

/** Python's time of day, without a zone. */
export class PyTime extends TemplateObject {
  override readonly typeName = 'datetime.time';
  /** Since midnight. */
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

  override hashKey(): unknown {
    return `time:${this.micros}`;
  }

  override compare(other: Value): number | undefined {
    return other instanceof PyTime ? this.micros - other.micros : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'isoformat':
        return new NativeFunction(name, () => this.toStr());
      case 'strftime':
        // A time alone is formatted as if on Python's day zero.
        return new NativeFunction(name, ([format]) =>
          strftime(toStr(format ?? ''), { day: -25_567, micros: this.micros }),
        );
      case 'replace':
        return new NativeFunction(name, (args, kwargs) => {
          const values = bindArguments(name, replaced, args, kwargs);
          return new PyTime(replacedClock(this.micros, values));
        });
      default:
        return clockAttribute(this.micros, name);
    }
  }

  override toStr(): string {
    return formatClock(this.micros);
  }

  override toRepr(): string {
    return `datetime.time(${shownClock(clockOf(this.micros))})`;
  }
}

const replaced = parseSignature('hour?, minute?, second?, microsecond?');

export function clockAttribute(micros: number, name: string): Value | undefined {
  switch (name) {
    case 'hour':
    case 'minute':
    case 'second':
    case 'microsecond':
      return clockOf(micros)[name];
    default:
      return undefined;
  }
}

/** The clock with some of hour, minute, second and microsecond set anew. */
export function replacedClock(micros: number, values: readonly (Value | undefined)[]): number {
  const { hour, minute, second, microsecond } = clockOf(micros);
  const part = (index: number, old: number): number => Number(values[index] ?? old);
  return clockMicros(part(0, hour), part(1, minute), part(2, second), part(3, microsecond));
}

/** As a constructor is written: seconds only where there are any. */
export function shownClock({ hour, minute, second, microsecond }: Clock): string {
  const rest = microsecond > 0 ? `, ${second}, ${microsecond}` : second > 0 ? `, ${second}` : '';
  return `${hour}, ${minute}${rest}`;
}
