import { isPlain } from './characters.ts';
import { toRepr, typeName } from './text.ts';
import { TemplateFault, TemplateObject, Tuple, type Value } from './values/index.ts';

/** `value[start:stop:step]`. @throws TemplateFault for values without slices */
export function slice(value: Value, start: Value, stop: Value, step: Value): Value {
  const items = sliceable(value);
  if (items === undefined) {
    const own =
      value instanceof TemplateObject ? value.getSlice(bound(start), bound(stop), bound(step)) : undefined;
    if (own !== undefined) return own;
    throw new TemplateFault(`'${typeName(value)}' object cannot be sliced`);
  }
  const picked: Value[] = [];
  const bounds = sliceBounds(items.length, bound(start), bound(stop), bound(step));
  const isInside = (i: number): boolean => (bounds.step > 0 ? i < bounds.to : i > bounds.to);
  for (let i = bounds.from; isInside(i); i += bounds.step) picked.push(items[i]!);
  if (typeof value === 'string') return picked.join('');
  return Array.isArray(value) ? picked : new Tuple(picked);
}

/** Where a slice of a sequence of a length begins and ends, `to` exclusive. @throws TemplateFault for a step of 0 */
export function sliceBounds(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step = 1,
): { readonly from: number; readonly to: number; readonly step: number } {
  if (step === 0) throw new TemplateFault('slice step cannot be zero');
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (index: number): number => Math.min(Math.max(index < 0 ? index + length : index, low), high);
  const [first, last] = step > 0 ? [low, high] : [high, low];
  return {
    from: start === undefined ? first : clamp(start),
    to: stop === undefined ? last : clamp(stop),
    step,
  };
}

function sliceable(value: Value): readonly Value[] | string | undefined {
  if (typeof value === 'string') return isPlain(value) ? value : [...value];
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof TemplateObject ? value.toItems() : undefined;
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return Number(value);
  throw new TemplateFault(`slice indices must be integers or None, not ${toRepr(value)}`);
}
