import { type ExecuteResult, ResultTable } from '../../adapter/index.ts';
import { resultLoadedTwice } from '../../diagnostics/catalogue/context.ts';
import { NativeFunction, TemplateObject, toStr, Tuple, type Value } from '../../jinja/index.ts';
import { fault, native, text } from '../call.ts';
import { readResponse, ResponseObject } from '../response-object.ts';
import type { NameGroup } from './group.ts';

/** Where results of statements are kept. */
export interface ResultStore {
  readonly results: Map<string, ExecuteResult>;
  /** Names of results that were given out and may not be again. */
  readonly loaded: Set<string>;
  /** Where `print_table()` and its like write. */
  readonly say: (text: string) => void;
}

/** What the `statement` macro keeps its results with. */
export const results: NameGroup<ResultStore> = {
  store_result: (store) =>
    native('store_result', ['name', 'response', 'agate_table?'], ([name, response, table], site) => {
      keepResult(store, text('store_result', name, site), {
        response: readResponse(response!),
        table: table instanceof ResultTable ? table : ResultTable.empty(),
      });
      return '';
    }),
  store_raw_result: (store) =>
    native(
      'store_raw_result',
      ['name', 'message?', 'code?', 'rows_affected?', 'agate_table?'],
      ([name, message, code, rows, table], site) => {
        keepResult(store, text('store_raw_result', name, site), {
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
  load_result: ({ results, loaded, say }) =>
    native('load_result', ['name'], ([key], site) => {
      const name = text('load_result', key, site);
      const result = results.get(name);
      if (!result) return null;
      if (name !== 'main') {
        if (loaded.has(name)) throw fault(site, resultLoadedTwice(name));
        loaded.add(name);
      }
      return new StoredResult(new ResponseObject(result.response), result.table.printingTo(say));
    }),
};

/** A new result of a name may be loaded again. */
function keepResult({ results, loaded }: ResultStore, name: string, result: ExecuteResult): void {
  results.set(name, result);
  loaded.delete(name);
}

const members = ['response', 'data', 'table'] as const;

/** What `load_result` gives: a dict whose `data` is made from the table only when asked for. */
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

  override iterate(): Iterable<Value> {
    return members;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return native(
          'get',
          ['key', 'default?'],
          ([key, fallback]) => this.getItem(key!) ?? fallback ?? null,
        );
      case 'keys':
        return new NativeFunction(name, () => [...members]);
      case 'values':
        return new NativeFunction(name, () => members.map((member) => this.getItem(member)!));
      case 'items':
        return new NativeFunction(name, () =>
          members.map((member) => new Tuple([member, this.getItem(member)!])),
        );
      default:
        return this.getItem(name);
    }
  }

  override getItem(key: Value): Value | undefined {
    switch (key) {
      case 'response':
        return this.#response;
      case 'table':
        return this.#table;
      case 'data':
        return this.#table.toMatrix().map((row) => new Tuple(row));
      default:
        return undefined;
    }
  }
}
