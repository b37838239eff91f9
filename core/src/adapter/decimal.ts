import { Float, TemplateObject, type Value } from '../jinja/index.ts';

/** An exact decimal number: digits times ten to the minus scale. */
export class Decimal extends TemplateObject {
  override readonly typeName = 'decimal.Decimal';
  readonly digits: bigint;
  readonly scale: number;

  constructor(digits: bigint, scale: number) {
    super();
    this.digits = digits;
    this.scale = scale;
  }

  override isTrue(): boolean {
    return this.digits !== 0n;
  }

  override equals(other: Value): boolean {
    return this.compare(other) === 0;
  }

  override hashKey(): unknown {
    return this.toNumber();
  }

  override compare(other: Value): number | undefined {
    const right = asDecimal(other);
    if (!right) return other instanceof Float ? this.toNumber() - other.value : undefined;
    const [a, b] = align(this, right);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  override operate(operator: string, other: Value): Value | undefined {
    const right = asDecimal(other);
    if (!right) return undefined;
    const scale = Math.max(this.scale, right.scale);
    const [a, b] = align(this, right);
    switch (operator) {
      case '+':
        return new Decimal(a + b, scale);
      case '-':
        return new Decimal(a - b, scale);
      case '*':
        return new Decimal(this.digits * right.digits, this.scale + right.scale);
      case '/':
        return b === 0n ? undefined : new Float(this.toNumber() / right.toNumber());
      case '//':
        return b === 0n ? undefined : new Decimal(a / b, 0);
      case '%':
        return b === 0n ? undefined : new Decimal(a % b, scale);
      default:
        return undefined;
    }
  }

  toNumber(): number {
    return Number(this.toStr());
  }

  override toStr(): string {
    const sign = this.digits < 0n ? '-' : '';
    const text = (this.digits < 0n ? -this.digits : this.digits).toString().padStart(this.scale + 1, '0');
    return this.scale === 0 ? sign + text : `${sign}${text.slice(0, -this.scale)}.${text.slice(-this.scale)}`;
  }

  override toRepr(): string {
    return `Decimal('${this.toStr()}')`;
  }
}

function asDecimal(value: Value): Decimal | undefined {
  if (value instanceof Decimal) return value;
  return typeof value === 'number' || typeof value === 'bigint' ? new Decimal(BigInt(value), 0) : undefined;
}

function align(a: Decimal, b: Decimal): readonly [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
}
