import type { Flag } from './flag.ts';
import type { globalFlags } from './global.ts';
import type { sharedFlags } from './shared.ts';

type ValueOf<F> = F extends Flag<infer Value> ? Value : never;
type ValuesOf<Flags> = { readonly [Name in keyof Flags]: ValueOf<Flags[Name]> };

export type GlobalFlagName = keyof typeof globalFlags;
export type SharedFlagName = keyof typeof sharedFlags;
export type FlagName = GlobalFlagName | SharedFlagName;

/** Every flag's value; those that a command does not take have their initial one. */
export type FlagValues = ValuesOf<typeof globalFlags> & ValuesOf<typeof sharedFlags>;

/** Who set a flag, the strongest first. */
export type FlagOrigin = 'command line' | 'environment' | 'project' | 'default';

export interface Flags {
  readonly values: FlagValues;
  originOf(name: FlagName): FlagOrigin;
}
