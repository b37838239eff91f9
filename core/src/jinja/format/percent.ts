import {
  Dict,
  Float,
  refuseUndefined,
  TemplateFault,
  TemplateObject,
  Tuple,
  type Value,
} from '../values/index.ts';

import { isNumeric, toRepr, toStr, typeName } from '../text.ts';
import { formatSpec } from './spec.ts';

const field = /%(?:\(([^)]*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\d+))?[hlL]?([diouxXeEfFgGcrsa%])?/g;

/** `text % value` of Python. */
export function formatPercent(text: string, value: Value): string {
  const items = value instanceof Tuple ? value.items : [value];
  let next = 0;
  const take = (name: string | undefined): Value => {
    if (name !== undefined) {
      if (!(value instanceof Dict)) throw new TemplateFault('format requires a mapping');
      const found = value.get(name);
      if (found === undefined) throw new TemplateFault(`the mapping has no key '${name}'`);
      return found;
    }
    if (next >= items.length) throw new TemplateFault('not enough arguments for format string');
    return items[next++]!;
  };
  const result = text.replace(
    field,
    (
      all,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string | undefined,
    ) => {
      if (type === '%') return '%';
      if (type === undefined) throw new TemplateFault(`unsupported format in '${all}'`);
      const size = width === '*' ? toStr(take(undefined)) : (width ?? '');
      return convert(take(name), type, flags, size, precision);
    },
  );
  const mayBeUnused =
    typeof value === 'object' && value !== null && !(value instanceof Tuple) && !isNumeric(value);
  if (!mayBeUnused && next < items.length) {
    throw new TemplateFault('not all arguments converted during string formatting');
  }
  return result;
}

function convert(
  value: Value,
  type: string,
  flags: string,
  width: string,
  precision: string | undefined,
): string {
  const align = flags.includes('-') ? '<' : '>';
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const places = precision === undefined ? '' : `.${precision}`;
  if (type === 's' || type === 'r' || type === 'a') {
    return formatSpec(type === 's' ? toStr(value) : toRepr(value), `${align}${width}${places}`);
  }
  if (type === 'c')
    return formatSpec(
      typeof value === 'string' ? value : String.fromCodePoint(Number(value)),
      `${align}${width}`,
    );
  refuseUndefined(value);
  const own = value instanceof TemplateObject ? value.asNumber() : undefined;
  if (own) return convert(new Float(own.toFloat()), type, flags, width, precision);
  if (!isNumeric(value))
    throw new TemplateFault(`%${type} format: a real number is required, not ${typeName(value)}`);
  const zero = flags.includes('0') && align === '>' ? '0' : '';
  const alternate = flags.includes('#') ? '#' : '';
  if ('diuoxX'.includes(type)) {
    const whole = value instanceof Float ? Math.trunc(value.value) : value;
    const code = type === 'i' || type === 'u' ? 'd' : type;
    return formatSpec(
      typeof whole === 'boolean' ? Number(whole) : whole,
      `${zero ? '' : align}${sign}${alternate}${zero}${width}${code}`,
    );
  }
  return formatSpec(value, `${zero ? '' : align}${sign}${zero}${width}${places}${type}`);
}
