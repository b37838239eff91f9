import { getAttribute } from '../attributes.ts';
import { Marker, type MarkerKind } from '../marker.ts';
import { isTrue } from '../operators.ts';
import { toStr } from '../text.ts';
import { Undefined, type Value } from '../values/index.ts';
import { isSet, type NamedFilter, takes } from './filter.ts';

/** Filters over single values: defaults, attributes, and dbt's marks for native rendering. */
export const valueFilters: Readonly<Record<string, NamedFilter>> = {
  default: orDefault(),
  d: orDefault(),
  attr: takes('name', (input, [name], { isLenient }) => getAttribute(input, toStr(name!), isLenient)),
  as_text: marking('text'),
  as_bool: marking('bool'),
  as_number: marking('number'),
  as_native: marking('native'),
};

/** Marks what native rendering is to make of a text; elsewhere the value stays as it is. */
function marking(kind: MarkerKind): NamedFilter {
  return takes('', (input, _args, { isNative }) => (isNative ? new Marker(kind, toStr(input)) : input));
}

function orDefault(): NamedFilter {
  return takes('default_value?, boolean?', (input, [fallback = '', isAlsoFalse]): Value => {
    const isMissing = input instanceof Undefined || (isSet(isAlsoFalse) && !isTrue(input));
    return isMissing ? fallback : input;
  });
}
