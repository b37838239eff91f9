import { parse as parseYaml, stringify as writeYaml } from 'yaml';
import { yamlOrJsonUnreadable } from '../../diagnostics/catalogue/context.ts';
import { dumpJson, fromJson, toJson, type Value } from '../../jinja/index.ts';
import type { Json } from '../../config/json.ts';
import { native, text } from '../call.ts';
import type { Invocation } from '../invocation.ts';
import type { NameGroup } from './group.ts';

/** Values to text and back, as `json` and PyYAML do it; with a default, unreadable text gives that instead of an error. */
export const serialization: NameGroup<Invocation> = {
  fromjson: () =>
    native('fromjson', ['string', 'default?'], ([value, fallback], site) => {
      try {
        return fromJson(JSON.parse(text('fromjson', value, site)) as Json);
      } catch (error) {
        return otherwise(fallback, error);
      }
    }),
  tojson: () =>
    native('tojson', ['value', 'default?', 'sort_keys?'], ([value, fallback, sortKeys]) => {
      try {
        return dumpJson(value!, { sortKeys: sortKeys === true });
      } catch (error) {
        return otherwise(fallback, error);
      }
    }),
  fromyaml: () =>
    native('fromyaml', ['value', 'default?'], ([value, fallback], site) => {
      try {
        return fromJson(parseYaml(text('fromyaml', value, site), { version: '1.1' }) as Json);
      } catch (error) {
        return otherwise(fallback, error);
      }
    }),
  toyaml: () =>
    native('toyaml', ['value', 'default?', 'sort_keys?'], ([value, fallback, sortKeys], site) => {
      try {
        const options = {
          version: '1.1',
          sortMapEntries: sortKeys === true,
          defaultStringType: 'PLAIN',
        } as const;
        return writeYaml(toJson(value!), { ...options, indentSeq: false, singleQuote: true });
      } catch (error) {
        if (fallback !== undefined) return fallback;
        throw error instanceof Error ? error : yamlOrJsonUnreadable('toyaml', site.span().file);
      }
    }),
};

/** dbt answers None where the text cannot be read and no default was given. */
function otherwise(fallback: Value | undefined, error: unknown): Value {
  if (error instanceof RangeError) throw error;
  return fallback ?? null;
}
