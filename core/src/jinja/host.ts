import { fromJson, toJson, type Plain } from './json.ts';
import { Dict, NativeFunction, TemplateObject, type Value } from './values/index.ts';

/** What a host program may put into a template's context. */
export type HostValue =
  Plain | TemplateObject | HostFunction | readonly HostValue[] | { readonly [key: string]: HostValue };

/** Called with plain data; keyword arguments come last, as one object, when there are any. */
export type HostFunction = (...args: never[]) => HostValue | Promise<HostValue>;

/** A host's value as a template sees it. Only own members of plain objects are reached, never a prototype's. */
export function fromHost(value: HostValue | undefined): Value {
  if (value === undefined) return null;
  if (value instanceof TemplateObject) return value;
  if (typeof value === 'function') return fromFunction(value);
  if (Array.isArray(value)) return (value as readonly HostValue[]).map(fromHost);
  if (typeof value === 'object' && value !== null) {
    return new Dict(
      Object.entries(value as { [key: string]: HostValue }).map(([key, item]): [Value, Value] => [
        key,
        fromHost(item),
      ]),
    );
  }
  return fromJson(value as Plain);
}

function fromFunction(body: HostFunction): Value {
  return new NativeFunction(body.name || 'function', (args, kwargs) => {
    const plain: Plain[] = args.map(toJson);
    if (kwargs.size > 0)
      plain.push(Object.fromEntries([...kwargs].map(([key, value]) => [key, toJson(value)])));
    const result = (body as (...args: Plain[]) => HostValue | Promise<HostValue>)(...plain);
    return result instanceof Promise ? result.then(fromHost) : fromHost(result);
  });
}
