import type { Json, JsonObject } from '../../config/json.ts';
import { configMissing, wrongArguments } from '../../diagnostics/catalogue/context.ts';
import {
  type CallSite,
  Dict,
  fromJson,
  NativeFunction,
  noKwargs,
  TemplateObject,
  toJson,
  type Value,
} from '../../jinja/index.ts';
import { fault, native, text, variadic } from '../call.ts';
import { templateModel } from './model.ts';
import type { CapturedConfig } from '../captured.ts';

const methodNames = [
  'get',
  'require',
  'set',
  'meta_get',
  'meta_require',
  'persist_relation_docs',
  'persist_column_docs',
];

/** `config(…)` while parsing: every call is kept; `config.get` and its like answer with an empty string. */
export class ParseConfig extends NativeFunction {
  readonly #calls: CapturedConfig[];

  /** @param calls Takes what each call said. */
  constructor(calls: CapturedConfig[]) {
    super('config', (args, kwargs, site) => {
      const [only] = args;
      if (args.length + Math.min(kwargs.size, 1) !== 1 || (only !== undefined && !(only instanceof Dict))) {
        throw fault(site, wrongArguments('config', 'it takes keyword arguments, or one dict'));
      }
      const values = only instanceof Dict ? only : new Dict(kwargs);
      for (const hook of ['pre', 'post']) {
        if (!values.has(`${hook}_hook`) || !values.has(`${hook}-hook`)) continue;
        throw fault(
          site,
          wrongArguments('config', `"${hook}_hook" and "${hook}-hook" are two names of one thing; give one`),
        );
      }
      calls.push({ values: withDashes(toJson(values) as JsonObject), at: site.span() });
      return '';
    });
    this.#calls = calls;
  }

  override attributeNames(): Iterable<string> {
    return methodNames;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'set':
        return native('config.set', ['name', 'value'], ([key, value], site) => {
          const values = { [text('config.set', key, site)]: toJson(value!) as Json };
          this.#calls.push({ values: withDashes(values), at: site.span() });
          return '';
        });
      case 'get':
      case 'require':
      case 'meta_get':
      case 'meta_require':
        return variadic(`config.${name}`, () => '');
      case 'persist_relation_docs':
      case 'persist_column_docs':
        return variadic(`config.${name}`, () => false);
      default:
        return undefined;
    }
  }
}

/** `pre_hook` and `post_hook` are spelled with a dash everywhere after this. */
function withDashes(values: JsonObject): JsonObject {
  if (!('pre_hook' in values) && !('post_hook' in values)) return values;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key === 'pre_hook' || key === 'post_hook' ? key.replace('_', '-') : key,
      value,
    ]),
  );
}

/** `config` while a node runs: a call does nothing, `config.get` reads the finished config. */
export class RuntimeConfig extends NativeFunction {
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #nodeName: string;
  readonly #model: JsonObject;

  constructor(config: Readonly<Record<string, unknown>>, nodeName: string, model: JsonObject = {}) {
    super('config', () => '');
    this.#model = model;
    this.#config = config;
    this.#nodeName = nodeName;
  }

  /** A key's value, for methods of the adapter that are handed the config. */
  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? own(this.#config, key) : undefined;
  }

  override attributeNames(): Iterable<string> {
    return methodNames;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'set':
        return variadic('config.set', () => '');
      case 'get':
        return this.#reader('config.get', this.#config);
      case 'meta_get':
        return this.#reader('config.meta_get', this.#meta());
      case 'require':
        return this.#requirer('config.require', this.#config);
      case 'meta_require':
        return this.#requirer('config.meta_require', this.#meta());
      case 'persist_relation_docs':
        return variadic('config.persist_relation_docs', () => this.#persists('relation'));
      case 'persist_column_docs':
        return variadic('config.persist_column_docs', () => this.#persists('columns'));
      case 'model':
        return templateModel(this.#model);
      default:
        return undefined;
    }
  }

  /** A key that is set to None answers None, not the default: dbt's configs hold every known key. */
  #reader(name: string, values: Readonly<Record<string, unknown>>): Value {
    return native(name, ['name', 'default?', 'validator?'], ([key, fallback, validator], site) => {
      const stored = own(values, text(name, key, site));
      const found = stored === undefined ? (fallback ?? null) : stored;
      return fallback === undefined || fallback === null ? found : validated(found, validator, site);
    });
  }

  #requirer(name: string, values: Readonly<Record<string, unknown>>): Value {
    return native(name, ['name', 'validator?'], ([key, validator], site) => {
      const found = own(values, text(name, key, site));
      if (found === undefined) throw fault(site, configMissing(String(key), this.#nodeName));
      return validated(found, validator, site);
    });
  }

  #meta(): Readonly<Record<string, unknown>> {
    return (this.#config['meta'] as Record<string, unknown> | undefined) ?? {};
  }

  #persists(what: string): boolean {
    const persisted = this.#config['persist_docs'] as JsonObject | undefined;
    return persisted?.[what] === true;
  }
}

function own(values: Readonly<Record<string, unknown>>, name: string): Value | undefined {
  const key = name === 'pre_hook' || name === 'post_hook' ? name.replace('_', '-') : name;
  return Object.hasOwn(values, key) && values[key] !== undefined ? fromJson(values[key] as Json) : undefined;
}

/** The value itself, once the validator (if any) has not objected. */
function validated(value: Value, validator: Value | undefined, site: CallSite): Value | Promise<Value> {
  if (!(validator instanceof TemplateObject) || !validator.call) return value;
  const verdict = validator.call([value], noKwargs, site);
  return verdict instanceof Promise ? verdict.then(() => value) : value;
}
