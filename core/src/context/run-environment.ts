import type { ExecuteResult } from '../adapter/adapter.ts';
import type { Kwargs, Scope, TemplateObject, Value } from '../jinja/index.ts';
import type { RuntimeShared, RuntimeSubject } from './runtime-scope.ts';

/** What the functions of one running node's templates share. */
export interface RunEnvironment {
  readonly shared: RuntimeShared;
  readonly subject: RuntimeSubject;
  readonly scope: Scope;
  /** Results of statements by name. */
  readonly results: Map<string, ExecuteResult>;
  /** Names of results that were given out and may not be again. */
  readonly loaded: Set<string>;
  /** A macro bound to this scope, by bare name or `package.name`. */
  macro(name: string): TemplateObject | undefined;
  /** Calls a macro with results of its own, so that its statements do not replace the node's. */
  callAside(name: string, args: readonly Value[], kwargs?: Kwargs): Promise<Value>;
}
