import type { Adapter } from '../adapter/index.ts';
import { adapterUnknown, type Checked, UserError } from '../diagnostics/index.ts';
import type { Target } from '../project/index.ts';

interface AdapterModule {
  readonly create: (target: Target, folder: string) => Checked<Adapter>;
  /** Begins to load what opening a database needs. */
  readonly preload: () => void;
}

/** Adapters by the profile's `type`, loaded when a project asks for them. */
const adapters: Readonly<Record<string, () => Promise<AdapterModule>>> = {
  async duckdb() {
    const { createDuckDbAdapter, preloadDuckDb } = await import('../adapters/duckdb/index.ts');
    return { create: createDuckDbAdapter, preload: () => void preloadDuckDb() };
  },
};

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

async function loadAdapter(target: Target): Promise<AdapterModule> {
  const load = adapters[target.type];
  if (!load) throw new UserError(adapterUnknown(target.type, Object.keys(adapters), target.span(['type'])));
  return load();
}
