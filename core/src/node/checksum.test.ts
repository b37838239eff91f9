import { expect, test } from 'vitest';
import { Crc32 } from './checksum.ts';

const digest = (...parts: readonly string[]): string => {
  const checksum = new Crc32();
  for (const part of parts) checksum.update(Buffer.from(part));
  return checksum.digest();
};

test('a checksum is that of all bytes, in whatever parts they come', () => {
  expect(digest('123456789')).toBe('cbf43926-9');
  expect(digest('1234', '', '56789', '')).toBe(digest('123456789'));
});

test('it tells changed bytes, and missing ones, from whole ones', () => {
  const whole = digest('a line\nanother\n');
  expect(digest('a line\nanotheR\n')).not.toBe(whole);
  expect(digest('a line\n')).not.toBe(whole);
  expect(digest('')).not.toBe(digest('\0'));
});
