import { Float, type Value } from '../values/index.ts';
import { methodTable } from './method.ts';

/** What templates call on whole numbers. */
export const integerMethods = methodTable<number | bigint>({
  bit_length: (self) => (self === 0 || self === 0n ? 0 : BigInt(self).toString(2).replace('-', '').length),
  is_integer: () => true,
  conjugate: (self) => self,
});

/** What templates call on floats. */
export const floatMethods = methodTable<Float>({
  is_integer: (self) => Number.isInteger(self.value),
  conjugate: (self): Value => self,
});
