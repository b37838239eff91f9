import type { ParseMemory } from '../../manifest/index.ts';
import type { EarlierBatches } from '../../run/index.ts';
import type { CliEffects } from '../effects.ts';
import type { Given, FlagSet } from '../flags/parse.ts';
import type { Flags } from '../flags/values.ts';
import type { Reporter } from '../reporter/reporter.ts';

/** What `retry` does once more. */
export interface Retried {
  readonly ids: ReadonlySet<string>;
  /** Of models that were built in part: their batches. */
  readonly batches: ReadonlyMap<string, EarlierBatches>;
}

/** One call of a command, with all that it may use. */
export interface CommandCall {
  /** `build`, `ls`, … */
  readonly command: string;
  /** The word beside the flags, of a command that takes one. */
  readonly argument: string | undefined;
  readonly flags: Flags;
  /** What the flags were resolved from, so that the project can have its say. */
  readonly line: { readonly known: FlagSet; readonly given: Given; readonly words: readonly string[] };
  readonly effects: CliEffects;
  readonly reporter: Reporter;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Instead of what the flags select. */
  readonly retried?: Retried;
  /** What calls of one session keep, so that each parses only what was edited since the one before. */
  readonly memory?: ParseMemory;
  readonly invocationId: string;
  readonly startedAtMs: number;
}
