import type { Manifest } from '../../manifest/index.ts';

/** What an earlier invocation left behind; what it did not leave is absent. */
export interface PreviousState {
  readonly manifest?: Manifest | undefined;
  readonly results?: readonly { readonly unique_id: string; readonly status: string }[] | undefined;
  /** When each source was last loaded, ISO 8601, by unique id: in the earlier sources.json and in today's. */
  readonly loadedBefore?: ReadonlyMap<string, string> | undefined;
  readonly loadedNow?: ReadonlyMap<string, string> | undefined;
}
