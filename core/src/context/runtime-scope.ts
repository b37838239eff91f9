import { columnClass, type ExecuteResult, relationClass } from '../adapter/index.ts';
import type { Json } from '../config/json.ts';
import { ephemeralInOperation } from '../diagnostics/catalogue/context.ts';
import { InternalError, UserError } from '../diagnostics/index.ts';
import { Dict, type Kwargs, noKwargs, type Scope, type TemplateObject, type Value } from '../jinja/index.ts';
import { fileSite } from './call.ts';
import { projectConfig } from './names/project-config.ts';
import { AdapterObject } from './names/adapter/adapter-object.ts';
import { RuntimeConfig } from './names/config.ts';
import { envVar } from './names/environment.ts';
import type { NameGroup } from './names/group.ts';
import { commonNames, nameFrom } from './names/index.ts';
import { hooksOf, templateModel } from './names/model.ts';
import { python } from './names/python.ts';
import { functionFunction, metricFunction, refFunction, sourceFunction } from './names/references.ts';
import { logFunction } from './names/output.ts';
import { renderText, statements } from './names/statements.ts';
import { varFunction } from './names/variables.ts';
import { NamesObject, NodeScope, scopeObject } from './node-scope.ts';
import type { RunEnvironment, RuntimeShared, RuntimeSubject } from './run-environment.ts';

export type { RuntimeLookups, RuntimeShared, RuntimeSubject } from './run-environment.ts';

export interface RuntimeScope {
  readonly scope: Scope;
  /** Results kept by `store_result` (the `statement` macro does): `main` is the node's own. */
  readonly results: ReadonlyMap<string, ExecuteResult>;
  /**
   * Calls a macro by bare name, or `package.name`.
   * @throws UserError, DatabaseError
   */
  callMacro(name: string, args?: readonly Value[], kwargs?: Kwargs): Promise<Value>;
  /** The macro as the scope binds it, or undefined. */
  macro(name: string): TemplateObject | undefined;
}

/** The names a template sees while it is compiled or run: `execute` is true. */
export function createRuntimeScope(shared: RuntimeShared, subject: RuntimeSubject): RuntimeScope {
  const results = new Map<string, ExecuteResult>();
  const loaded = new Set<string>();
  const scope: NodeScope = new NodeScope({
    invocation: shared.invocation,
    packageName: subject.packageName,
    ...(subject.macroOverrides && { macroOverrides: subject.macroOverrides }),
    resolve: (name) => runtimeName(name, environment),
  });
  const callMacro = async (
    name: string,
    args: readonly Value[] = [],
    kwargs: Kwargs = noKwargs,
  ): Promise<Value> => {
    const site = fileSite(String(subject.model['original_file_path'] ?? ''));
    const macro = scope.macro(name);
    if (macro?.call) return macro.call(args, kwargs, site);
    throw new InternalError(`the macro "${name}" is not built in`);
  };
  const environment: RunEnvironment = {
    shared,
    subject,
    scope,
    results,
    loaded,
    renderings: [],
    say: (message) => shared.invocation.emit({ kind: 'print', message }),
    macro: (name) => scope.macro(name),
    callAside: (name, args, kwargs) => createRuntimeScope(shared, subject).callMacro(name, args, kwargs),
  };
  return { scope, results, callMacro, macro: (name) => scope.macro(name) };
}

function runtimeName(name: string, environment: RunEnvironment): Value | undefined {
  const { shared, subject } = environment;
  const given = subject.extra?.get(name);
  if (given !== undefined) return given;
  if (subject.resourceType === 'macro' && ofNodes.has(name)) return undefined;
  const value = nameFrom(runtimeNames, name, environment);
  return value === undefined ? nameFrom(commonNames, name, shared.invocation) : value;
}

/** What an operation's macro does not have, since it belongs to no node. */
const ofNodes = new Set(['this', 'compiled_code', 'defer_relation']);

/** Names beside the common ones. */
export const runtimeNames: NameGroup<RunEnvironment> = {
  ...statements,
  ...python,
  execute: () => true,
  this: ({ subject }) => subject.relation,
  ref: ({ shared, subject }) =>
    refFunction(
      ({ name, package: packageName, version, at }) => {
        const relation = subject.lookups.ref(name, packageName, version, at);
        if (subject.resourceType === 'macro' && relation.type === 'cte') {
          throw new UserError({ ...ephemeralInOperation(name), severity: 'error', at: at() });
        }
        return relation;
      },
      () => projectConfig(shared.invocation),
    ),
  source: ({ subject }) => sourceFunction((source, table, at) => subject.lookups.source(source, table, at)),
  metric: ({ subject }) =>
    metricFunction(
      (parts) =>
        subject.lookups.metric?.(parts.at(-1)!, parts.length > 1 ? parts[0]! : null) ?? parts.at(-1)!,
    ),
  function: ({ subject }) =>
    functionFunction((name, packageName, at) => subject.lookups.function(name, packageName, at)),
  log: ({ shared, subject }) => logFunction(shared.invocation, subject.uniqueId),
  config: ({ subject }) => new RuntimeConfig(subject.config, subject.uniqueId, subject.model),
  var: ({ shared, subject, scope }) =>
    varFunction(variablesOf(shared, subject), 'error', (text, site) => renderText(text, scope, site)),
  env_var: ({ shared, subject }) =>
    envVar((name) => subject.envOverrides?.get(name) ?? shared.invocation.env(name)),
  model: ({ subject }) => templateModel(subject.model),
  schema: ({ subject, shared }) =>
    (subject.model['schema'] ?? shared.invocation.target['schema'] ?? null) as Value,
  database: ({ subject, shared }) =>
    (subject.model['database'] ?? shared.invocation.target['database'] ?? null) as Value,
  adapter: (environment) =>
    new AdapterObject(environment.shared.invocation, environment.scope as NodeScope, environment),
  api: ({ shared }) =>
    new Dict([
      ['Relation', relationClass(shared.invocation)],
      ['Column', columnClass(shared.invocation.adapter.columnTypes)],
    ]),
  column: ({ shared }) => columnClass(shared.invocation.adapter.columnTypes),
  context: ({ scope }) => scopeObject(scope as NodeScope),
  builtins: (environment) =>
    new NamesObject(
      (name) => runtimeName(name, environment),
      () => [...Object.keys(runtimeNames), ...Object.keys(commonNames)],
    ),
  graph: ({ shared }) => shared.graph(),
  pre_hooks: ({ subject }) => (subject.resourceType === 'macro' ? null : hooksOf(subject.config, 'pre-hook')),
  post_hooks: ({ subject }) =>
    subject.resourceType === 'macro' ? null : hooksOf(subject.config, 'post-hook'),
  sql: ({ subject }) => (subject.model['compiled_code'] ?? null) as Value,
  defer_relation: ({ shared, subject }) => shared.deferRelation?.(subject.uniqueId) ?? null,
  compiled_code: ({ subject }) => (subject.model['compiled_code'] ?? null) as Value,
  selected_resources: ({ shared }) => [...shared.selectedResources],
};

function variablesOf({ invocation }: RuntimeShared, subject: RuntimeSubject): ReadonlyMap<string, Json> {
  const variables = invocation.varsFor(subject.packageName);
  return subject.varOverrides ? new Map([...variables, ...Object.entries(subject.varOverrides)]) : variables;
}
