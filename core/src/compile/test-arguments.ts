import type { Json, JsonObject } from '../config/json.ts';
import {
  Dict,
  fromJson,
  renderNativeAsync,
  type Scope,
  type SourceOptions,
  type TemplateCache,
  type Value,
} from '../jinja/index.ts';

/** Text that is a call of one of these is rendered though it stands in no braces. */
const bareCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/s;

/** The arguments of a generic test, as its macro is called with them: texts are rendered, and keep their type. */
export async function testArguments(
  kwargs: JsonObject,
  scope: Scope,
  source: SourceOptions,
  cache: TemplateCache,
): Promise<Dict> {
  const render = async (value: Json, path: readonly string[]): Promise<Value> => {
    if (typeof value === 'string') {
      // A column's name is taken as it stands, whatever it looks like.
      if (path.length === 1 && path[0] === 'column_name') return value;
      return renderNativeAsync(bareCall.test(value) ? `{{ ${value} }}` : value, scope, source, { cache });
    }
    if (typeof value !== 'object' || value === null) return fromJson(value);
    if (Array.isArray(value))
      return Promise.all(
        (value as readonly Json[]).map((item, index) => render(item, [...path, String(index)])),
      );
    const dict = new Dict();
    for (const [key, item] of Object.entries(value as JsonObject))
      dict.set(key, await render(item, [...path, key]));
    return dict;
  };
  return (await render(kwargs, [])) as Dict;
}
