/**
 * A finite number with a number of decimal places. It rounds as C's printf and Python's round do: by the exact binary
 * value, and true ties to the even digit, where JavaScript's `toFixed` lets them go up.
 */
export function toFixed(value: number, places: number): string {
  const isWide = Math.abs(value) >= 1e21;
  if (isWide) return BigInt(value).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '');
  if (places > 100) return value.toFixed(100) + '0'.repeat(places - 100);
  const digits = value.toFixed(Math.min(100, places + 25));
  const cut = digits.indexOf('.') + 1 + places;
  const isTie = digits.includes('.') && /^50*$/.test(digits.slice(cut));
  if (!isTie) return value.toFixed(places);
  const below = places === 0 ? digits.slice(0, cut - 1) : digits.slice(0, cut);
  return Number(below.at(-1)) % 2 === 0 ? below : value.toFixed(places);
}
