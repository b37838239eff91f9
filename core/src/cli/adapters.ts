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
  readonly load: () => Promise<AdapterModule>;
}

interface AdapterModule {
  readonly create: (target: Target, folder: string) => Checked<Adapter>;
  /** Begins to load what opening a database needs. */
  readonly preload: () => void;
}

const adapterTypes: Readonly<Record<string, AdapterType>> = {
  duckdb: {
    impliedNames: duckDbNames,
    async load() {
      const { createDuckDbAdapter, preloadDuckDb } = await import('../adapters/duckdb/index.ts');
      return { create: createDuckDbAdapter, preload: () => void preloadDuckDb() };
    },
  },
  trino: {
    impliedNames: trinoNames,
    async load() {
      const { createTrinoAdapter } = await import('../adapters/trino/index.ts');
      return { create: (target, folder) => createTrinoAdapter(target, folder), preload: () => undefined };
    },
  },
};

/** What a target of a type is called where its output does not say so; of an unknown type, nothing. */
export function impliedNames(type: string, output: JsonObject): ImpliedNames {
  return adapterTypes[type]?.impliedNames(output) ?? { database: '', schema: '' };
}

/** @throws UserError when there is no adapter of the target's type */
export async function createAdapter(target: Target, folder: string): Promise<Checked<Adapter>> {
  const { create } = await loadAdapter(target);
  return create(target, folder);
}

/** Begins to load the database's driver while other work is done. */
export async function preloadAdapter(target: Target): Promise<void> {
  const { preload } = await loadAdapter(target);
  preload();
}

async function loadAdapter({ type, span }: Target): Promise<AdapterModule> {
  const found = Object.hasOwn(adapterTypes, type) ? adapterTypes[type] : undefined;
  if (!found) throw new UserError(adapterUnknown(type, Object.keys(adapterTypes), span(['type'])));
  return found.load();
}
