import { Dict, type Kwargs, TemplateFault, TemplateObject, toStr, type Value } from '../jinja/index.ts';

/** What a function node's own config says of the function, as dbt's relations give it; null for any other node. */
export function functionConfig(model: Value): Value {
  const member = (value: Value | undefined, key: string): Value =>
    (value instanceof TemplateObject ? value.getItem(key) : undefined) ?? null;
  if (member(model, 'resource_type') !== 'function') return null;
  const config = member(model, 'config');
  const fields: Kwargs = new Map([
    ['language', member(model, 'language')],
    ['type', member(config, 'type')],
    ['runtime_version', member(config, 'runtime_version')],
    ['entry_point', member(config, 'entry_point')],
  ]);
  return new Dict([...fields]);
}

/** The macro that defines such functions: `scalar_function_sql`. */
export function functionMacroName(config: Value): string {
  if (!(config instanceof TemplateObject)) {
    throw new TemplateFault('get_function_macro_name() needs a function config', 'WRONG_ARGUMENTS');
  }
  return `${toStr(config.getItem('type') ?? '')}_function_${toStr(config.getItem('language') ?? '')}`;
}
