import type { JsonObject } from '../config/json.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { RunResult } from './results.ts';

/** What a line about a node needs to say which one it is. */
export interface RunSubject {
  readonly uniqueId: string;
  readonly name: string;
  /** `model`, `seed`, `snapshot`, `test`, `unit_test`, `operation`. */
  readonly resourceType: string;
  /** `view`, `table`, …; `test` and `unit` for tests. */
  readonly materialized: string;
  /** The relation as people write it, `main.stg_orders`; null where none is built. */
  readonly relation: string | null;
  /** The file it comes from, relative to the project's root. */
  readonly file: string;
  /** The file relative to its resource path. */
  readonly path: string;
  /** Of its code; empty where it has none. */
  readonly checksum: string;
  readonly meta: JsonObject;
  /** Where it is built, empty texts where nothing is. */
  readonly relationParts: {
    readonly database: string;
    readonly schema: string;
    readonly alias: string;
    readonly relationName: string;
  };
}

/** Which batch of a microbatch model it is about. */
export interface BatchEvent {
  readonly subject: RunSubject;
  /** Its start, as exact as its size: `2024-09-17`. */
  readonly label: string;
  /** From 1, by time. */
  readonly index: number;
  readonly total: number;
  readonly threadId: string;
}

/** Why a node was not run. */
export type SkipReason =
  /** A node above it failed; `cause` is the one that began it, not one that was itself skipped. */
  | { readonly kind: 'upstream'; readonly cause: string }
  | { readonly kind: 'fail-fast'; readonly cause: string }
  | { readonly kind: 'cancelled' };

/**
 * What happens during a run, in order. Hooks of on-run-start and on-run-end are nodes of the type `operation`, counted
 * by themselves. What templates say with `log()`, `print()` and `exceptions.warn()` goes to `Invocation.emit`.
 */
export type RunEvent =
  | {
      readonly kind: 'run-started';
      /** Nodes to run; hooks are not counted. */
      readonly total: number;
      readonly threads: number;
      /** How many of each resource type. */
      readonly counts: ReadonlyMap<string, number>;
    }
  | {
      readonly kind: 'node-started';
      readonly subject: RunSubject;
      /** From 1, in the order of starting. */
      readonly index: number;
      readonly total: number;
      readonly threadId: string;
    }
  | {
      readonly kind: 'node-finished';
      readonly subject: RunSubject;
      readonly index: number;
      readonly total: number;
      readonly result: RunResult;
      /** With places, for a status of `error`; empty otherwise. */
      readonly diagnostics: readonly Diagnostic[];
      /** Of a test that found something: its first rows, drawn as a table. */
      readonly sample?: string;
    }
  | {
      readonly kind: 'node-skipped';
      readonly subject: RunSubject;
      readonly index: number;
      readonly total: number;
      readonly result: RunResult;
      readonly reason: SkipReason;
    }
  /** A part of a microbatch model. */
  | ({ readonly kind: 'batch-started' } & BatchEvent)
  | ({
      readonly kind: 'batch-finished';
      readonly status: 'success' | 'error';
      readonly seconds: number;
    } & BatchEvent)
  /** A node is tried again after another transaction got in its way. */
  | {
      readonly kind: 'node-retried';
      readonly subject: RunSubject;
      readonly attempt: number;
      readonly message: string;
    }
  | { readonly kind: 'warning'; readonly diagnostic: Diagnostic }
  /** Cancellation was asked for; what runs is being interrupted. */
  | { readonly kind: 'cancelling'; readonly running: readonly RunSubject[] }
  | { readonly kind: 'run-finished'; readonly results: readonly RunResult[]; readonly elapsedMs: number };

/** Takes events as they happen; must not throw. */
export type RunReporter = (event: RunEvent) => void;
