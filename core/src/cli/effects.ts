import type { WrittenMacros } from '../jinja/index.ts';

/** A place to write text to. */
export interface TextSink {
  write(text: string): void;
  /** Whether a person watches: then lines may be rewritten and coloured. */
  readonly isTerminal: boolean;
  /** Characters a line holds; undefined where nobody can tell. */
  columns(): number | undefined;
}

/** What the process has taken so far. */
export interface ResourceUsage {
  readonly userMs: number;
  readonly systemMs: number;
  readonly mostMemoryKiB: number;
  readonly blocksRead: number;
  readonly blocksWritten: number;
}

/** The code of built-in macros, by the `fingerprint` of their file. */
export type BuiltInCode = Readonly<Record<string, () => WrittenMacros>>;

/** The world of one invocation. Nothing else of the process is read or written but files. */
export interface CliEffects {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** The number of the process, which log lines tell. */
  readonly pid?: number;
  /** Left out where nobody can tell. */
  readonly resourceUsage?: () => ResourceUsage;
  /** Milliseconds since 1970, UTC; fractions count. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  randomId(): string;
  /**
   * Calls back when the user asks to stop, each time anew.
   * @returns a function that ends this.
   */
  onInterrupt(callback: () => void): () => void;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Loads the code of built-in macros; left out where there is none, and they are parsed. */
  readonly builtInCode?: () => BuiltInCode;
  /** Ends everything at once: the user insists. */
  forceExit(code: number): void;
}

/** How a command ends. */
export const exitCodes = {
  success: 0,
  /** A node failed, or a check did. */
  failure: 1,
  /** The command could not run: wrong flags, a faulty project, no database. */
  error: 2,
  /** Stopped by Ctrl-C, as shells have it: 128 and the signal's number. */
  interrupted: 130,
} as const;
