import { TemplateObject, type Value } from './contract.ts';

/** Python's float. Boxed, so that `1.0` stays apart from `1`. */
export class Float extends TemplateObject {
  override readonly typeName = 'float';
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  override isTrue(): boolean {
    return this.value !== 0;
  }

  override toRepr(): string {
    return formatFloat(this.value);
  }

  override getAttribute(): Value | undefined {
    return undefined;
  }
}

/** A float as Python's repr writes it: `1.0`, `1e+16`, `1e-05`, `nan`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = String(value);
  if (!text.includes('e')) return text.includes('.') ? text : `${text}.0`;
  return value.toFixed(20).replace(/\.?0+$/, '');
}
