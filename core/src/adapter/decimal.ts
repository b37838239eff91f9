import { Float, type NumberLike, TemplateFault, TemplateObject, type Value } from '../jinja/index.ts';

/** Significant digits of a result, as in Python's default context. */
const precision = 28;

/**
 * Python's `decimal.Decimal`, which is what templates see of DECIMAL and DOUBLE columns: exact, and printed with the
 * digits it has (`1.50`). A double is taken by its shortest form (`0.1`), not by its exact binary value.
 */
export class Decimal extends TemplateObject implements NumberLike {
  override readonly typeName = 'decimal.Decimal';
  readonly isNegative: boolean;
  /** Never negative; the value is digits × 10^exponent. */
  readonly digits: bigint;
  readonly exponent: number;
  /** What is no finite number; then the digits mean nothing. */
  readonly special: 'NaN' | 'Infinity' | undefined;

  private constructor(isNegative: boolean, digits: bigint, exponent: number, special?: 'NaN' | 'Infinity') {
    super();
    this.isNegative = isNegative;
    this.digits = digits;
    this.exponent = exponent;
    this.special = special;
  }

  /** `unscaled` with its last `scale` digits after the point. */
  static ofUnscaled(unscaled: bigint, scale: number): Decimal {
    return new Decimal(unscaled < 0n, magnitude(unscaled), scale === 0 ? 0 : -scale);
  }

  static fromFloat(value: number): Decimal {
    if (Number.isNaN(value)) return new Decimal(false, 0n, 0, 'NaN');
    if (!Number.isFinite(value)) return new Decimal(value < 0, 0n, 0, 'Infinity');
    const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(
      new Float(value).toRepr(),
    )!;
    return new Decimal(sign === '-', BigInt(whole! + fraction), Number(exponent) - fraction.length);
  }

  override asNumber(): NumberLike {
    return this;
  }

  toFloat(): number {
    return Number(this.toStr());
  }

  absolute(): Decimal {
    return new Decimal(false, this.digits, this.exponent, this.special);
  }

  round(places: number): Decimal {
    if (this.special || this.exponent >= -places) return this.#rescale(-places);
    return new Decimal(this.isNegative, divideToEven(this.digits, -places - this.exponent), -places);
  }

  override isTrue(): boolean {
    return this.digits !== 0n || this.special !== undefined;
  }

  override equals(other: Value): boolean {
    return this.compare(other) === 0;
  }

  /** An int, a float and a decimal of the same value are one key of a dict. */
  override hashKey(): unknown {
    return this.toFloat();
  }

  override compare(other: Value): number | undefined {
    if (other instanceof Float) return order(this.toFloat(), other.value);
    const right = toDecimal(other);
    if (!right) return undefined;
    if (this.special || right.special) return order(this.toFloat(), right.toFloat());
    const [a, b] = align(this, right);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  override operate(operator: string, right: Value): Value | undefined {
    const other = toDecimal(right);
    return other && calculate(operator, this, other);
  }

  override operateReversed(operator: string, left: Value): Value | undefined {
    const other = toDecimal(left);
    return other && calculate(operator, other, this);
  }

  override toStr(): string {
    const sign = this.isNegative ? '-' : '';
    if (this.special) return sign + this.special;
    const digits = this.digits.toString();
    const whole = digits.length + this.exponent;
    const isPlain = this.exponent <= 0 && whole > -6;
    const point = isPlain ? whole : 1;
    const shown =
      point <= 0
        ? `0.${'0'.repeat(-point)}${digits}`
        : point >= digits.length
          ? digits
          : `${digits.slice(0, point)}.${digits.slice(point)}`;
    const power = whole - point;
    return `${sign}${shown}${isPlain ? '' : `E${power < 0 ? '-' : '+'}${Math.abs(power)}`}`;
  }

  override toRepr(): string {
    return `Decimal('${this.toStr()}')`;
  }

  /** The value as a whole number of 10^exponent, signed. */
  unscaledAt(exponent: number): bigint {
    const size = this.digits * 10n ** BigInt(this.exponent - exponent);
    return this.isNegative ? -size : size;
  }

  /** Rounded to as many digits as a result may have. */
  static rounded(isNegative: boolean, digits: bigint, exponent: number): Decimal {
    const excess = digits.toString().length - precision;
    if (excess <= 0) return new Decimal(isNegative, digits, exponent);
    // Rounding 999… up gives one digit more again.
    return Decimal.rounded(isNegative, divideToEven(digits, excess), exponent + excess);
  }

  #rescale(exponent: number): Decimal {
    if (this.special || this.exponent <= exponent) return this;
    return new Decimal(this.isNegative, magnitude(this.unscaledAt(exponent)), exponent);
  }
}

function toDecimal(value: Value): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'boolean') return Decimal.ofUnscaled(value ? 1n : 0n, 0);
  return typeof value === 'number' || typeof value === 'bigint'
    ? Decimal.ofUnscaled(BigInt(value), 0)
    : undefined;
}

function calculate(operator: string, a: Decimal, b: Decimal): Decimal | undefined {
  if (a.special || b.special) return calculateSpecial(operator, a.toFloat(), b.toFloat());
  const exponent = Math.min(a.exponent, b.exponent);
  switch (operator) {
    case '+':
      return ofSigned(a.unscaledAt(exponent) + b.unscaledAt(exponent), exponent);
    case '-':
      return ofSigned(a.unscaledAt(exponent) - b.unscaledAt(exponent), exponent);
    case '*':
      return Decimal.rounded(a.isNegative !== b.isNegative, a.digits * b.digits, a.exponent + b.exponent);
    case '/':
      return divide(a, b);
    case '//':
      refuseZero(b);
      return Decimal.rounded(
        a.isNegative !== b.isNegative,
        magnitude(a.unscaledAt(exponent)) / magnitude(b.unscaledAt(exponent)),
        0,
      );
    case '%':
      refuseZero(b);
      return Decimal.rounded(
        a.isNegative,
        magnitude(a.unscaledAt(exponent)) % magnitude(b.unscaledAt(exponent)),
        exponent,
      );
    case '**':
      return power(a, b);
    default:
      return undefined;
  }
}

function calculateSpecial(operator: string, a: number, b: number): Decimal | undefined {
  switch (operator) {
    case '+':
      return Decimal.fromFloat(a + b);
    case '-':
      return Decimal.fromFloat(a - b);
    case '*':
      return Decimal.fromFloat(a * b);
    case '/':
      return Decimal.fromFloat(a / b);
    default:
      return undefined;
  }
}

/** The exact quotient where it is short enough, with as few digits as the operands suggest. */
function divide(a: Decimal, b: Decimal): Decimal {
  refuseZero(b);
  const isNegative = a.isNegative !== b.isNegative;
  const ideal = a.exponent - b.exponent;
  if (a.digits === 0n) return Decimal.rounded(isNegative, 0n, ideal);
  const shift = Math.max(0, b.digits.toString().length - a.digits.toString().length + precision + 1);
  let exponent = ideal - shift;
  let quotient = (a.digits * 10n ** BigInt(shift)) / b.digits;
  const isExact = quotient * b.digits === a.digits * 10n ** BigInt(shift);
  // A last digit other than 0 and 5 keeps an inexact quotient from being taken for a tie.
  if (!isExact && quotient % 5n === 0n) quotient += 1n;
  while (isExact && exponent < ideal && quotient % 10n === 0n) {
    quotient /= 10n;
    exponent++;
  }
  return Decimal.rounded(isNegative, quotient, exponent);
}

/** By whole powers alone; others are not supported. */
function power(base: Decimal, exponent: Decimal): Decimal | undefined {
  const times = exponent.toFloat();
  if (!Number.isInteger(times) || Math.abs(times) > 10_000) return undefined;
  const isNegative = base.isNegative && times % 2 !== 0;
  const size = Math.abs(times);
  const result = Decimal.rounded(isNegative, base.digits ** BigInt(size), base.exponent * size);
  return times < 0 ? divide(Decimal.ofUnscaled(1n, 0), result) : result;
}

function refuseZero(value: Decimal): void {
  if (value.digits === 0n) throw new TemplateFault('division by zero');
}

function ofSigned(unscaled: bigint, exponent: number): Decimal {
  return Decimal.rounded(unscaled < 0n, magnitude(unscaled), exponent);
}

/** Divided by 10^places, ties to the even digit. */
function divideToEven(digits: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  const quotient = digits / unit;
  const twice = (digits % unit) * 2n;
  const isUp = twice > unit || (twice === unit && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

function align(a: Decimal, b: Decimal): readonly [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.unscaledAt(exponent), b.unscaledAt(exponent)];
}

const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
