import type { FlagName } from '../flags/values.ts';
import type { CommandCall } from '../session/command-call.ts';

/** A command of the command line. */
export interface Command {
  /** What it does, in one or a few sentences. */
  readonly description: string;
  /** The flags it takes beside the global ones, in the order of its help. */
  readonly flags: readonly FlagName[];
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** The word that it takes beside flags, as help has it: `<macro>`, or `[name]` where it may be left out. */
  readonly argument?: string;
  /** Its answer goes to stdout and nothing else does. */
  readonly answersOnStdout?: boolean;
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>;
}

/** A command in the list of commands; the rest of it is loaded when it is called. */
export interface CommandEntry {
  /** For the list of commands: one line, without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
