import { dumpJson, parseJson, type Value } from '../../jinja/index.ts';
import { native, text } from '../call.ts';
import type { NameGroup } from './group.ts';
import { dumpYaml } from './yaml/dump.ts';
import { loadYaml } from './yaml/load.ts';

/**
 * Values to text and back, as `json` and PyYAML do it. Text that cannot be read gives the default, or None; a value that
 * has no form is an error.
 */
export const serialization: NameGroup<unknown> = {
  fromjson: () =>
    native('fromjson', ['string', 'default?'], ([value, fallback], site) =>
      readOr(fallback, () => parseJson(text('fromjson', value, site))),
    ),
  tojson: () =>
    native('tojson', ['value', 'default?', 'sort_keys?'], ([value, , sortKeys]) =>
      dumpJson(value!, { sortKeys: sortKeys === true }),
    ),
  fromyaml: () =>
    native('fromyaml', ['value', 'default?'], ([value, fallback], site) =>
      readOr(fallback, () => loadYaml(text('fromyaml', value, site))),
    ),
  toyaml: () =>
    native('toyaml', ['value', 'default?', 'sort_keys?'], ([value, , sortKeys]) =>
      dumpYaml(value!, { sortKeys: sortKeys === true }),
    ),
};

function readOr(fallback: Value | undefined, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return fallback ?? null;
    throw error;
  }
}
