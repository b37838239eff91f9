import type { Adapter } from '../adapter/adapter.ts';
import type { JsonObject, Json } from '../config/json.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { MacroRegistry } from './macro-registry.ts';

/** What all templates of one invocation share. */
export interface Invocation {
  /** A UUID. */
  readonly id: string;
  /** Milliseconds since 1970, UTC; one clock reading for the whole invocation. */
  readonly startedAtMs: number;
  /** The clock, in milliseconds since 1970 UTC, for templates that ask for the time. */
  nowMs(): number;
  /** `build`, `run`, …; `flags.WHICH`. */
  readonly command: string;
  /** What `invocation_args_dict` holds: the command line's flags by their long names with `_`. */
  readonly args: JsonObject;
  /** What `flags.NAME` gives, names in capitals. */
  readonly flags: JsonObject;
  /** The root project's name. */
  readonly projectName: string;
  /** `target`, without secrets. */
  readonly target: JsonObject;
  readonly adapter: Pick<
    Adapter,
    | 'type'
    | 'dispatchTypes'
    | 'quote'
    | 'caseSensitive'
    | 'typeFor'
    | 'columnTypes'
    | 'readsFiles'
    | 'renameable'
    | 'replaceable'
    | 'timeLiteral'
    | 'incrementalStrategies'
    | 'methods'
    | 'connectionMethods'
  >;
  /** The root project's `quoting:`; what it does not say is quoted. */
  readonly quoting: Partial<Record<'database' | 'schema' | 'identifier', boolean>>;
  readonly macros: MacroRegistry;
  /** The versions of the root project and the installed packages, by their projects' names. */
  readonly packageVersions: ReadonlyMap<string, string | null>;
  /** The variables a package's templates see, by name, after dbt's precedence. */
  varsFor(packageName: string): ReadonlyMap<string, Json>;
  /** An environment variable; whoever implements it may record which were read. */
  env(name: string): string | undefined;
  /** The names of all environment variables. */
  envNames(): Iterable<string>;
  /** MD5 of the UTF-8 text, in lower-case hex. */
  md5(text: string): string;
  /**
   * Runs pure work that may take for ever, and gives its answer; undefined when it took too long. Without it, nothing
   * stops such work.
   */
  withinTime?<T>(work: () => T): T | undefined;
  /** What `log`, `print` and `exceptions.warn` say. */
  emit(event: TemplateEvent): void;
}

export type TemplateEvent =
  | {
      readonly kind: 'log';
      readonly message: string;
      /** Shown on the terminal, not only in the log file. */ readonly isInfo: boolean;
      /** The unique id of the node whose templates run. */
      readonly node?: string;
    }
  | { readonly kind: 'print'; readonly message: string }
  | { readonly kind: 'warning'; readonly diagnostic: Diagnostic };
