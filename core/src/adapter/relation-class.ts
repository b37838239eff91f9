import { bindArguments, parseSignature } from '../jinja/signature.ts';
import { type Kwargs, NativeFunction, TemplateObject, toStr, type Value } from '../jinja/index.ts';
import { type NamingRules, Relation } from './relation.ts';
import { cteName, relationTypes, typeConstants, typeOf } from './relation-types.ts';
import { partText, parts } from './relation-parts.ts';

/** `api.Relation`: makes relations, and knows the names of their types. */
export function relationClass(rules: NamingRules): TemplateObject {
  return new RelationClass(rules);
}

const created = parseSignature(
  'database?, schema?, identifier?, type?, quote_policy?, include_policy?, limit?, external?, dbt_created?, require_alias?, catalog_name?',
);

class RelationClass extends TemplateObject {
  override readonly typeName = 'type';
  readonly #rules: NamingRules;

  constructor(rules: NamingRules) {
    super();
    this.#rules = rules;
  }

  override isTrue(): boolean {
    return true;
  }

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    return this.#create(args, kwargs);
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'create':
        return new NativeFunction('create', (args, kwargs) => this.#create(args, kwargs));
      case 'scd_args':
        return new NativeFunction('scd_args', ([key, updatedAt]) => [
          ...(Array.isArray(key) ? key : [key ?? null]),
          updatedAt ?? null,
        ]);
      case 'add_ephemeral_prefix':
        return new NativeFunction('add_ephemeral_prefix', ([identifier]) => cteName(toStr(identifier ?? '')));
      case 'get_relation_type':
        return relationTypeClass;
      default:
        return typeConstants.get(name);
    }
  }

  #create(args: readonly Value[], kwargs: Kwargs): Relation {
    const values = bindArguments('create', created, args, kwargs);
    const [database, schema, identifier] = parts.map((part, index) => partText(part, values[index]));
    const path = { database: database ?? null, schema: schema ?? null, identifier: identifier ?? null };
    const relation = Relation.create(path, this.#rules, {}, typeOf(values[3]));
    const others = created.names.slice(4).flatMap((name, index) => {
      const value = values[index + 4];
      return value === undefined ? [] : [[name, value] as const];
    });
    return others.length > 0 ? relation.change(new Map(others)) : relation;
  }
}

/** `api.Relation.get_relation_type`: types by constant, or by name when called. */
const relationTypeClass: TemplateObject = new (class extends TemplateObject {
  override readonly typeName = 'EnumMeta';

  override call([name]: readonly Value[]): Value {
    return typeOf(name ?? null);
  }

  override iterate(): Iterable<Value> {
    return relationTypes;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    return name === 'Ephemeral' ? 'ephemeral' : typeConstants.get(name);
  }
})();
