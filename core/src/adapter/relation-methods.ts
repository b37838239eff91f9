import { parseSignature } from '../jinja/signature.ts';
import { Dict, type Kwargs, type TemplateObject, toStr, type Value } from '../jinja/index.ts';
import { functionConfig, functionMacroName } from './function-config.ts';
import { parts, pathOf, type Policy, policyOf, type RelationPath } from './relation-parts.ts';
import { cteName } from './relation-types.ts';

/** What the methods that templates call stand on. */
interface RelationLike extends TemplateObject {
  readonly rules: { readonly adapter: { quote(identifier: string): string } };
  render(): string;
  renderLimited(): string;
  renderWindowed(): string;
  withInclusion(include: Policy): RelationLike;
  withQuoting(quote: Policy): RelationLike;
  withPath(path: Partial<RelationPath>): RelationLike;
  informationSchema(view?: string): RelationLike;
  change(fields: Kwargs): RelationLike;
  matches(wanted: readonly (string | null)[]): boolean;
}

interface Method {
  readonly signature: ReturnType<typeof parseSignature>;
  readonly call: (relation: RelationLike, args: readonly (Value | undefined)[], kwargs: Kwargs) => Value;
}

const method = (
  signature: string,
  body: (this: void, relation: RelationLike, args: readonly (Value | undefined)[], kwargs: Kwargs) => Value,
): Method => ({ signature: parseSignature(signature), call: body });

const perPart = 'database?, schema?, identifier?';
const fields =
  'path?, type?, quote_policy?, include_policy?, limit?, external?, dbt_created?, require_alias?, catalog?';
const textOrNull = (value: Value | undefined): string | null =>
  value === undefined || value === null ? null : toStr(value);

export const relationMethods: ReadonlyMap<string, Method> = new Map([
  ['render', method('', (relation) => relation.render())],
  ['render_limited', method('', (relation) => relation.renderLimited())],
  ['render_event_time_filtered', method('rendered?', (relation) => relation.renderWindowed())],
  ['quoted', method('identifier', ({ rules }, [name]) => rules.adapter.quote(toStr(name!)))],
  ['include', method(perPart, (relation, args) => relation.withInclusion(policyOf(args)))],
  ['quote', method(perPart, (relation, args) => relation.withQuoting(policyOf(args)))],
  ['incorporate', method(fields, (relation, _args, kwargs) => relation.change(kwargs))],
  ['replace', method(fields, (relation, _args, kwargs) => relation.change(kwargs))],
  ['replace_path', method(perPart, (relation, _args, kwargs) => relation.withPath(pathOf(kwargs)))],
  [
    'without_identifier',
    method('', (relation) => relation.withInclusion({ identifier: false }).withPath({ identifier: null })),
  ],
  [
    'information_schema',
    method('view_name?', (relation, [view]) =>
      relation.informationSchema(typeof view === 'string' ? view : undefined),
    ),
  ],
  ['information_schema_only', method('', (relation) => relation.informationSchema())],
  [
    'matches',
    method(perPart, (relation, args) => relation.matches(parts.map((_, index) => textOrNull(args[index])))),
  ],
  ['get_function_config', method('model', (_relation, [model]) => functionConfig(model!))],
  ['get_function_macro_name', method('config', (_relation, [config]) => functionMacroName(config!))],
  ['add_ephemeral_prefix', method('name', (_relation, [name]) => cteName(toStr(name!)))],
  [
    'get',
    method('key, default?', (relation, [key, fallback]) => {
      if (key === 'metadata') return new Dict([['type', relation.typeName]]);
      const value = relation.getAttribute(toStr(key!));
      return value === undefined ? (fallback ?? null) : value;
    }),
  ],
]);
