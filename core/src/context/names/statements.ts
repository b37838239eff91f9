import { raisedByTemplate, resultLoadedTwice, wrongArguments } from '../../diagnostics/catalogue/context.ts';
import { type ExecuteResult, ResultTable } from '../../adapter/index.ts';
import { noKwargs, parseTemplate, TemplateObject, toStr, type Value } from '../../jinja/index.ts';
import { UserError } from '../../diagnostics/index.ts';
import { fault, native, text, variadic } from '../call.ts';
import { readResponse, ResponseObject } from '../response-object.ts';
import type { RunEnvironment } from '../run-environment.ts';
import type { NameGroup } from './group.ts';

/** What the `statement` macro stands on, and what macros write and render while a node runs. */
export const statements: NameGroup<RunEnvironment> = {
  store_result: (environment) =>
    native('store_result', ['name', 'response', 'agate_table?'], ([name, response, table], site) => {
      const stored = table instanceof ResultTable ? table : ResultTable.empty();
      keepResult(environment, text('store_result', name, site), {
        response: readResponse(response!),
        table: stored,
      });
      return '';
    }),
  store_raw_result: (environment) =>
    native(
      'store_raw_result',
      ['name', 'message?', 'code?', 'rows_affected?', 'agate_table?'],
      ([name, message, code, rows, table], site) => {
        keepResult(environment, text('store_raw_result', name, site), {
          response: {
            message: toStr(message ?? ''),
            ...(code !== undefined && code !== null && { code: toStr(code) }),
            ...(typeof rows === 'number' && { rowsAffected: rows }),
          },
          table: table instanceof ResultTable ? table : ResultTable.empty(),
        });
        return '';
      },
    ),
  load_result: ({ results, loaded }) =>
    native('load_result', ['name'], ([key], site) => {
      const name = text('load_result', key, site);
      const result = results.get(name);
      if (!result) return null;
      if (name !== 'main') {
        if (loaded.has(name)) throw fault(site, resultLoadedTwice(name));
        loaded.add(name);
      }
      return new StoredResult(new ResponseObject(result.response), result.table);
    }),
  write: ({ shared, subject }) =>
    native('write', ['payload'], ([payload]) => {
      shared.writeRun(subject.uniqueId, toStr(payload!));
      return '';
    }),
  render: ({ scope }) =>
    native('render', ['string'], ([string], site) => {
      const source = text('render', string, site);
      const { value, diagnostics } = parseTemplate(source, { file: site.span().file });
      const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
      if (errors.length > 0)
        throw new UserError(errors.map((error) => ({ ...error, at: site.span(), trace: site.trace() })));
      return value.render(scope);
    }),
  try_or_compiler_error: () =>
    variadic('try_or_compiler_error', async (args, kwargs, site) => {
      const [message, callee, ...rest] = args;
      if (!(callee instanceof TemplateObject) || !callee.call) {
        throw fault(
          site,
          wrongArguments('try_or_compiler_error', 'it takes a message and something to call'),
        );
      }
      try {
        return await callee.call(rest, kwargs.size > 0 ? kwargs : noKwargs, site);
      } catch (error) {
        throw Object.assign(fault(site, raisedByTemplate('COMPILER_ERROR', toStr(message!))), {
          cause: error,
        });
      }
    }),
  load_agate_table: ({ shared, subject }) =>
    native('load_agate_table', [], (_, site) => {
      if (!shared.loadSeed || subject.resourceType !== 'seed') {
        throw fault(site, wrongArguments('load_agate_table', `${subject.uniqueId} is not a seed`));
      }
      return shared.loadSeed(subject.uniqueId);
    }),
};

/** A new result of a name may be loaded again. */
function keepResult({ results, loaded }: RunEnvironment, name: string, result: ExecuteResult): void {
  results.set(name, result);
  loaded.delete(name);
}

/** What `load_result` gives; `data` is made from the table only when asked for. */
class StoredResult extends TemplateObject {
  override readonly typeName = 'AttrDict';
  readonly #response: ResponseObject;
  readonly #table: ResultTable;

  constructor(response: ResponseObject, table: ResultTable) {
    super();
    this.#response = response;
    this.#table = table;
  }

  override isTrue(): boolean {
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'response':
        return this.#response;
      case 'table':
        return this.#table;
      case 'data':
        return this.#table.toMatrix();
      default:
        return undefined;
    }
  }

  override getItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.getAttribute(key) : undefined;
  }
}
