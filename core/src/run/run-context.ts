import type { Adapter, Connection, DatabaseError, Relation, RelationCache } from '../adapter/index.ts';
import type { CompileOverrides, EventWindow } from '../compile/index.ts';
import type { Invocation } from '../context/invocation.ts';
import type { RuntimeLookups, RuntimeShared } from '../context/runtime-scope.ts';
import type { Diagnostic, Span } from '../diagnostics/index.ts';
import type { CompilableNode, Manifest, SourceNode } from '../manifest/index.ts';
import type { EarlierBatches } from './batches.ts';
import type { RunReporter } from './events.ts';
import type { RetryEffects } from './retry.ts';

/** The world outside, as a run needs it. */
export interface RunEffects extends RetryEffects {
  /** Milliseconds since 1970, UTC; fractions count. */
  now(): number;
  report: RunReporter;
  /** Keeps a node's compiled SQL below `target/compiled`; that of a part of it in a file of its own. */
  writeCompiled(node: { readonly unique_id: string }, sql: string, part?: string): void;
  /**
   * The text at the beginning of a file, as much as holds a CSV's header.
   * @throws Error when it cannot be read
   */
  readStart(path: string): Promise<string>;
  /**
   * Lends a connection to a DuckDB that reads the files of this machine, for targets whose database does not.
   * @throws what `use` throws
   */
  readFiles<T>(use: (connection: Connection) => Promise<T>): Promise<T>;
}

/** A node's SQL, and the way back from it to the author's file. */
export interface CompiledSql {
  readonly sql: string;
  /** Where the character at a UTF-16 offset comes from; undefined when no template of the author wrote it. */
  locate(offset: number): Span | undefined;
}

/** How nodes become SQL; what `compile/` does, bound to a manifest and an invocation. */
export interface NodeCompiler {
  /**
   * @param overrides Replaces what `ref()`, `source()`, `this`, macros, variables and environment variables mean.
   * @throws UserError, DatabaseError
   */
  compile(node: CompilableNode, connection: Connection, overrides?: CompileOverrides): Promise<CompiledSql>;
  /** What `ref()` and `source()` in the node's materialization find. */
  lookups(node: CompilableNode): RuntimeLookups;
  /** The relation of a source, which may be a file. */
  sourceRelation(source: SourceNode): Relation;
  /** The author's place of a statement, run by a macro or a hook of the node, that the database refused. */
  statementPlace(error: DatabaseError, node: { readonly original_file_path: string }): Span | undefined;
  /** What a built-in macro says about a node, at the author's line. */
  forAuthor(diagnostic: Diagnostic, node: { readonly unique_id: string }): Diagnostic;
  /** The relation that a node builds, or is kept in; null for what is no relation. */
  relation(node: CompilableNode): Relation | null;
}

/** What all nodes of a run share. */
export interface RunContext {
  readonly manifest: Manifest;
  readonly invocation: Invocation;
  readonly adapter: Adapter;
  readonly shared: RuntimeShared;
  readonly relations: RelationCache;
  readonly compiler: NodeCompiler;
  readonly effects: RunEffects;
  /** What is done to nodes instead of what their type says. */
  readonly runsAs?: 'clone';
  /** The window of event time that is built, where only a sample is. */
  readonly sample?: EventWindow;
  /** Of models that an earlier run built in part, by unique id: only what failed is built. */
  readonly earlierBatches?: ReadonlyMap<string, EarlierBatches>;
  /** When the run began that is done once more, in milliseconds since 1970: batches are those up to then. */
  readonly earlierStartMs?: number;
}
