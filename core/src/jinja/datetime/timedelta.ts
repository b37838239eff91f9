import { Float, NativeFunction, TemplateFault, TemplateObject, type Value } from '../values/index.ts';
import { formatClock, microsPerDay, microsPerSecond, modulo } from './calendar.ts';

/** Python's timedelta. */
export class TimeDelta extends TemplateObject {
  override readonly typeName = 'datetime.timedelta';
  /** Its whole length; exact up to 285 years. */
  readonly micros: number;

  constructor(micros: number) {
    super();
    this.micros = micros;
  }

  /** Whole days, rounded down; what is left is `rest`. */
  get days(): number {
    return Math.floor(this.micros / microsPerDay);
  }

  /** Microseconds beyond the whole days, never negative. */
  get rest(): number {
    return modulo(this.micros, microsPerDay);
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
    if (right instanceof TimeDelta) return this.#combine(operator, right);
    const factor = numberOf(right);
    if (factor === undefined) return undefined;
    if (operator === '*') return new TimeDelta(Math.round(this.micros * factor));
    if (operator !== '/' && operator !== '//') return undefined;
    refuseZero(factor);
    const quotient = this.micros / factor;
    return new TimeDelta(operator === '//' ? Math.floor(quotient) : roundToEven(quotient));
  }

  override operateReversed(operator: string, left: Value): Value | undefined {
    return operator === '*' ? this.operate('*', left) : undefined;
  }

  #combine(operator: string, { micros }: TimeDelta): Value | undefined {
    switch (operator) {
      case '+':
        return new TimeDelta(this.micros + micros);
      case '-':
        return new TimeDelta(this.micros - micros);
      case '/':
        refuseZero(micros);
        return new Float(this.micros / micros);
      case '//':
        refuseZero(micros);
        return Math.floor(this.micros / micros);
      case '%':
        refuseZero(micros);
        return new TimeDelta(modulo(this.micros, micros));
      default:
        return undefined;
    }
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'days':
        return this.days;
      case 'seconds':
        return Math.floor(this.rest / microsPerSecond);
      case 'microseconds':
        return this.rest % microsPerSecond;
      case 'total_seconds':
        return new NativeFunction(name, () => new Float(this.micros / microsPerSecond));
      default:
        return undefined;
    }
  }

  override toStr(): string {
    const clock = formatClock(this.rest).replace(/^0/, '');
    return this.days === 0 ? clock : `${this.days} day${Math.abs(this.days) === 1 ? '' : 's'}, ${clock}`;
  }

  override toRepr(): string {
    const parts = Object.entries({
      days: this.days,
      seconds: Math.floor(this.rest / microsPerSecond),
      microseconds: this.rest % microsPerSecond,
    }).filter(([, value]) => value !== 0);
    const shown = parts.map(([name, value]) => `${name}=${value}`).join(', ');
    return `datetime.timedelta(${shown === '' ? '0' : shown})`;
  }
}

function numberOf(value: Value): number | undefined {
  if (value instanceof Float) return value.value;
  return typeof value === 'number' ? value : undefined;
}

function refuseZero(value: number): void {
  if (value === 0) throw new TemplateFault('division by zero');
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
