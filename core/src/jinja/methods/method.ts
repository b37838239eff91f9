import { type Bound, bindArguments, parseSignature } from '../signature.ts';
import { typeName } from '../text.ts';
import { type Kwargs, TemplateFault, type Value } from '../values/index.ts';

/** A method of a built-in type. */
export type Method<Self extends Value> = (self: Self, args: readonly Value[], kwargs: Kwargs) => Value;

export type MethodTable<Self extends Value> = ReadonlyMap<string, Method<Self>>;

/** A method that still has to learn its name, for messages. */
type NamedMethod<Self extends Value> = (name: string) => Method<Self>;

/** A method with a signature such as `'sep?, maxsplit?'`. */
export function takes<Self extends Value>(
  signature: string,
  body: (self: Self, ...args: Bound) => Value,
): NamedMethod<Self> {
  const parsed = parseSignature(signature);
  return (name) => (self, args, kwargs) => body(self, ...bindArguments(name, parsed, args, kwargs));
}

/** A method that takes any arguments. */
export function variadic<Self extends Value>(body: Method<Self>): NamedMethod<Self> {
  return () => body;
}

export function methodTable<Self extends Value>(
  methods: Readonly<Record<string, NamedMethod<Self>>>,
): MethodTable<Self> {
  return new Map(Object.entries(methods).map(([name, method]) => [name, method(name)]));
}

export function stringArgument(value: Value | undefined, method: string): string {
  if (typeof value === 'string') return value;
  throw new TemplateFault(
    `${method}() takes a string, not ${value === undefined ? 'nothing' : typeName(value)}`,
    'WRONG_ARGUMENTS',
  );
}

export function integerArgument(value: Value | undefined, fallback: number, method: string): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  throw new TemplateFault(`${method}() takes a whole number, not ${typeName(value)}`, 'WRONG_ARGUMENTS');
}
