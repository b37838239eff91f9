import type { Float, Value } from '../values/index.ts';
import { methodTable, takes } from './method.ts';

/** What templates call on whole numbers. */
export const integerMethods = methodTable<number | bigint>({
  bit_length: takes('', (self) =>
    self === 0 || self === 0n ? 0 : BigInt(self).toString(2).replace('-', '').length,
  ),
  is_integer: takes('', () => true),
  conjugate: takes('', (self) => self),
});

/** What templates call on floats. */
export const floatMethods = methodTable<Float>({
  is_integer: takes('', (self) => Number.isInteger(self.value)),
  conjugate: takes('', (self): Value => self),
});
