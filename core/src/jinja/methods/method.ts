import { type Kwargs, TemplateFault, type Value } from '../values/index.ts';
import { typeName } from '../text.ts';

/** A method of a built-in type. */
export type Method<Self extends Value> = (self: Self, args: readonly Value[], kwargs: Kwargs) => Value;

export type MethodTable<Self extends Value> = ReadonlyMap<string, Method<Self>>;

export function methodTable<Self extends Value>(
  methods: Readonly<Record<string, Method<Self>>>,
): MethodTable<Self> {
  return new Map(Object.entries(methods));
}

/** The argument at an index or by name, or undefined. */
export function argument(
  args: readonly Value[],
  kwargs: Kwargs,
  index: number,
  name: string,
): Value | undefined {
  return index < args.length ? args[index] : kwargs.get(name);
}

export function stringArgument(value: Value | undefined, method: string): string {
  if (typeof value === 'string') return value;
  throw new TemplateFault(
    `${method}() takes a string, not ${value === undefined ? 'nothing' : typeName(value)}`,
  );
}

export function integerArgument(value: Value | undefined, fallback: number, method: string): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  throw new TemplateFault(`${method}() takes a whole number, not ${typeName(value)}`);
}
