import { Float, TemplateFault } from './values/index.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Values that compute as numbers; True and False are 1 and 0. */
export type Numeric = number | bigint | boolean | Float;

/** Digits of a whole number in base 16 beyond which no operation goes on. */
const maxHexDigits = 250_000;

export function toNumber(value: Numeric): number | bigint {
  if (value instanceof Float) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** `left operator right` with Python's rules: whole numbers stay whole and exact, `/` gives a float. */
export function arithmetic(operator: BinaryOperator, left: Numeric, right: Numeric): number | bigint | Float {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (left instanceof Float || right instanceof Float) {
    return new Float(floatArithmetic(operator, Number(a), Number(b)));
  }
  if (operator === '/') {
    if (Number(b) === 0) throw new TemplateFault('division by zero');
    const isExact = typeof a === 'number' && typeof b === 'number';
    return new Float(isExact ? a / b : bigQuotient(BigInt(a), BigInt(b)));
  }
  if ((operator === '//' || operator === '%') && Number(b) === 0) {
    throw new TemplateFault(
      operator === '//' ? 'integer division or modulo by zero' : 'integer modulo by zero',
    );
  }
  if (operator === '**' && Number(b) < 0) return new Float(floatArithmetic('**', Number(a), Number(b)));
  if (typeof a === 'number' && typeof b === 'number') {
    const result = integerArithmetic(operator, a, b);
    if (Number.isSafeInteger(result)) return result;
  }
  return narrow(bigArithmetic(operator, BigInt(a), BigInt(b)));
}

/** May give anything that is not a safe integer when the exact result is none. */
function integerArithmetic(operator: Exclude<BinaryOperator, '/'>, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return noMinusZero(a * b);
    case '//':
      return noMinusZero((a - modulo(a, b)) / b);
    case '%':
      return noMinusZero(modulo(a, b));
    case '**':
      return power(a, b);
  }
}

/** The remainder with the sign of the divisor. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** By multiplying: JavaScript's own power of two whole numbers may be off by one. */
function power(base: number, exponent: number): number {
  if (base === 0 || base === 1) return exponent === 0 ? 1 : base;
  if (base === -1) return exponent % 2 === 0 ? 1 : -1;
  let result = 1;
  for (let i = 0; i < exponent && Number.isSafeInteger(result); i++) result *= base;
  return result;
}

function bigArithmetic(operator: Exclude<BinaryOperator, '/'>, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      refuseBig(hexDigits(a) + hexDigits(b));
      return a * b;
    case '//':
      return (a - bigModulo(a, b)) / b;
    case '%':
      return bigModulo(a, b);
    case '**':
      refuseBig(hexDigits(a) * Number(b));
      return a ** b;
  }
}

/** The float nearest to the exact quotient. */
function bigQuotient(a: bigint, b: bigint): number {
  const bits = (value: bigint): number => hexDigits(value) * 4;
  const shift = Math.max(0, 70 - bits(a) + bits(b));
  const scaled = a << BigInt(shift);
  const quotient = scaled / b;
  // A last bit for what is cut off lets the conversion round as it should.
  const sticky = scaled % b === 0n ? quotient : quotient | 1n;
  return Number(sticky) / 2 ** shift;
}

function bigModulo(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function hexDigits(value: bigint): number {
  return value === 1n || value === -1n || value === 0n ? 0 : value.toString(16).length;
}

function refuseBig(digits: number): void {
  if (digits > maxHexDigits) throw new TemplateFault('the number is too large', 'OUTPUT_LIMIT');
}

function floatArithmetic(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw new TemplateFault('float division by zero');
      return a / b;
    case '//':
      if (b === 0) throw new TemplateFault('float floor division by zero');
      return floorDivide(a, b);
    case '%':
      if (b === 0) throw new TemplateFault('float modulo');
      return floatModulo(a, b);
    case '**':
      if (a === 0 && b < 0) throw new TemplateFault('0.0 cannot be raised to a negative power');
      return floatPower(a, b);
  }
}

function floatPower(a: number, b: number): number {
  const result = a ** b;
  if (Number.isNaN(result) && a < 0 && Number.isFinite(b)) {
    throw new TemplateFault('a negative number cannot be raised to a fraction');
  }
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new TemplateFault('the number is too large', 'OUTPUT_LIMIT');
  }
  return result;
}

function floatModulo(a: number, b: number): number {
  const rest = modulo(a, b);
  return rest === 0 ? (b < 0 ? -0 : 0) : rest;
}

/** The exact quotient's floor, where dividing first would round up to the next whole number. */
function floorDivide(a: number, b: number): number {
  const quotient = (a - floatModulo(a, b)) / b;
  if (quotient === 0) return Object.is(a / b, -0) || a / b < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

export const noMinusZero = (value: number): number => (value === 0 ? 0 : value);

/** A big integer as a plain number where that holds it exactly. */
export function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}
