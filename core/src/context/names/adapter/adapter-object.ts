import { dispatchFailed, wrongArguments } from '../../../diagnostics/catalogue/context.ts';
import { NativeFunction, TemplateObject, toStr, type Value } from '../../../jinja/index.ts';
import { columnClass, relationClass } from '../../../adapter/index.ts';
import { fault, native, text } from '../../call.ts';
import type { Invocation } from '../../invocation.ts';
import type { MacroEntry } from '../../macro-registry.ts';
import type { RunEnvironment } from '../../run-environment.ts';
import { noted } from '../../statement-origins.ts';
import { connectionOf, databaseMethods } from './database-methods.ts';
import { pureMethods } from './pure-methods.ts';

/** What dispatch needs of the scope it is called in. */
export interface MacroBinder {
  readonly packageName: string;
  bind(entry: MacroEntry): TemplateObject;
}

/** `adapter` as templates see it. Methods are made when asked for; without an environment they answer as at parsing. */
export class AdapterObject extends TemplateObject {
  override readonly typeName = 'Adapter';
  readonly #invocation: Invocation;
  readonly #binder: MacroBinder;
  readonly #environment: RunEnvironment | undefined;
  readonly #made = new Map<string, Value>();

  constructor(invocation: Invocation, binder: MacroBinder, environment?: RunEnvironment) {
    super();
    this.#invocation = invocation;
    this.#binder = binder;
    this.#environment = environment;
  }

  override getAttribute(name: string): Value | undefined {
    let method = this.#made.get(name);
    if (method === undefined) {
      method = this.#make(name);
      if (method !== undefined) this.#made.set(name, method);
    }
    return method;
  }

  override *attributeNames(): Iterable<string> {
    yield 'dispatch';
    yield* Object.keys(pureMethods);
    yield* Object.keys(databaseMethods);
    yield* Object.keys(this.#invocation.adapter.methods ?? {});
  }

  #make(name: string): Value | undefined {
    if (name === 'dispatch') return this.#dispatch();
    if (name === 'behavior') return new Behavior();
    if (name === 'Relation') return relationClass(this.#invocation);
    if (name === 'Column') return columnClass(this.#invocation.adapter.columnTypes);
    if (Object.hasOwn(pureMethods, name)) {
      const { parameters, call } = pureMethods[name]!;
      return native(`adapter.${name}`, parameters, (args, site) => call(this.#invocation, args, site));
    }
    if (Object.hasOwn(databaseMethods, name)) {
      const { parameters, call, whileParsing } = databaseMethods[name]!;
      const environment = this.#environment;
      if (!environment) return new NativeFunction(`adapter.${name}`, whileParsing);
      return native(`adapter.${name}`, parameters, (args, site) =>
        noted(call(environment, args, site), site, environment.renderings),
      );
    }
    const own = this.#invocation.adapter.methods?.[name];
    return own ? new NativeFunction(`adapter.${name}`, own) : this.#connectionMethod(name);
  }

  #connectionMethod(name: string): Value | undefined {
    const method = this.#invocation.adapter.connectionMethods?.[name];
    if (!method) return undefined;
    const { parameters, whileParsing } = method;
    const environment = this.#environment;
    if (!environment) return new NativeFunction(`adapter.${name}`, () => whileParsing);
    return native(`adapter.${name}`, parameters, (args, site) =>
      noted(
        method.call(connectionOf(environment, `adapter.${name}`, site), args),
        site,
        environment.renderings,
      ),
    );
  }

  #dispatch(): Value {
    const { macros, adapter } = this.#invocation;
    return native(
      'adapter.dispatch',
      ['macro_name', 'macro_namespace?', 'packages?'],
      ([macro, namespace, packages], site) => {
        const name = text('adapter.dispatch', macro, site);
        if (name.includes('.')) {
          throw fault(
            site,
            wrongArguments('adapter.dispatch', `"${name}" holds a dot; give the package as macro_namespace`),
          );
        }
        if ((packages ?? null) !== null || (typeof namespace !== 'string' && (namespace ?? null) !== null)) {
          const problem =
            'it takes the name of one package as macro_namespace; further ones stand under dispatch:';
          throw fault(site, wrongArguments('adapter.dispatch', `${problem} in the project file`));
        }
        const within = namespace === undefined || namespace === null ? undefined : toStr(namespace);
        const { entry, tried } = macros.dispatch(
          name,
          within,
          adapter.dispatchTypes,
          this.#binder.packageName,
        );
        if (!entry) throw fault(site, dispatchFailed(name, within, tried));
        return this.#binder.bind(entry);
      },
    );
  }
}

/** `adapter.behavior.any_flag`: dbt's switches between old and new manners, all off. */
class Behavior extends TemplateObject {
  override readonly typeName = 'Behavior';

  override getAttribute(name: string): Value | undefined {
    return name === 'no_warn' || name === 'setting' ? false : this;
  }

  override isTrue(): boolean {
    return false;
  }
}
