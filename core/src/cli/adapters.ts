import type { Adapter } from '../adapter/index.ts';
import { impliedNames as duckDbNames } from '../adapters/duckdb/names.ts';
import { impliedNames as trinoNames } from '../adapters/trino/names.ts';
import type { JsonObject } from '../config/index.ts';
import { adapterUnknown, type Checked, UserError } from '../diagnostics/index.ts';
import type { ImpliedNames, Target } from '../project/index.ts';

/** What a profile's `type` stands for. */
interface AdapterType {
  /** What a target is called whose output does not say so. */
  readonly impliedNames: (output: JsonObject) => ImpliedNames;
  /** Loads the adapter itself, when a project asks for it. */
  readonly load: () => Promise<AdapterFactory>;
}

type AdapterFactory = (target: Target, folder: string) => Checked<Adapter>;

const adapterTypes: Readonly<Record<string, AdapterType>> = {
  duckdb: {
    impliedNames: duckDbNames,
    load: async () => (await import('../adapters/duckdb/index.ts')).createDuckDbAdapter,
  },
  trino: {
    impliedNames: trinoNames,
    load: async () => (await import('../adapters/trino/index.ts')).createTrinoAdapter,
  },
};

/** What a target of a type is called where its output does not say so; of an unknown type, nothing. */
export function impliedNames(type: string, output: JsonObject): ImpliedNames {
  return adapterTypes[type]?.impliedNames(output) ?? { database: '', schema: '' };
}

/** @throws UserError when there is no adapter of the target's type */
export async function createAdapter(target: Target, folder: string): Promise<Checked<Adapter>> {
  const { span, type } = target;
  const found = Object.hasOwn(adapterTypes, type) ? adapterTypes[type] : undefined;
  if (!found) throw new UserError(adapterUnknown(type, Object.keys(adapterTypes), span(['type'])));
  return (await found.load())(target, folder);
}
