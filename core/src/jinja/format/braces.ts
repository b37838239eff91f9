import { toRepr, toStr } from '../text.ts';
import { type Dict, type Kwargs, TemplateFault, Undefined, type Value } from '../values/index.ts';
import { formatSpec } from './spec.ts';

const field = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g;

/** How fields reach into values: `{0.name}`, `{0[key]}`. */
export interface Lookup {
  attribute(value: Value, name: string): Value;
  item(value: Value, key: Value): Value;
}

/** `text.format(…)` of Python: `{}`, `{0}`, `{name.attribute[key]!r:>10}`. */
export function formatBraces(
  text: string,
  args: readonly Value[],
  named: Kwargs | Dict,
  lookup: Lookup,
): string {
  let automatic = 0;
  const look = (path: string): Value => {
    const [, head = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(path)!;
    const key = head === '' ? automatic++ : /^\d+$/.test(head) ? Number(head) : head;
    const found = typeof key === 'number' ? args[key] : named.get(key);
    if (found === undefined) {
      throw new TemplateFault(
        typeof key === 'number'
          ? 'Replacement index out of range for positional args'
          : `format() has no argument '${key}'`,
      );
    }
    return follow(found, rest, lookup);
  };
  return text.replace(
    field,
    (all, path: string | undefined, conversion: string | undefined, spec: string | undefined) => {
      if (all === '{{') return '{';
      if (all === '}}') return '}';
      if (path === undefined) throw new TemplateFault(`Single '${all}' encountered in format string`);
      const value = look(path);
      const converted = conversion === undefined ? value : conversion === 's' ? toStr(value) : toRepr(value);
      const filled = (spec ?? '').replace(/\{([^{}]*)\}/g, (_, inner: string) => toStr(look(inner)));
      return formatSpec(converted, filled);
    },
  );
}

function follow(value: Value, path: string, lookup: Lookup): Value {
  let current = value;
  for (const [, attribute, key] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    if (attribute !== undefined) current = lookup.attribute(current, attribute);
    else current = lookup.item(current, /^\d+$/.test(key!) ? Number(key) : key!);
    if (current instanceof Undefined) throw current.fault();
  }
  return current;
}
