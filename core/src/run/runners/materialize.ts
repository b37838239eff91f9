import { Relation } from '../../adapter/index.ts';
import type { JsonObject } from '../../config/json.ts';
import { createRuntimeScope, type RuntimeScope, type RuntimeShared } from '../../context/runtime-scope.ts';
import type { RuntimeLookups, RuntimeSubject } from '../../context/runtime-scope.ts';
import { materializationGaveNothing, materializationNotFound } from '../../diagnostics/catalogue/run.ts';
import { type Span, UserError } from '../../diagnostics/index.ts';
import { Dict, iterate, type Value } from '../../jinja/index.ts';
import type { CompiledSql } from '../run-context.ts';
import { withKeyTargets } from './key-targets.ts';
import type { NodeRun } from './runner.ts';

/** What a materialization is given beside its run. */
export interface MaterializeOptions {
  readonly compiled: CompiledSql | undefined;
  /** What templates see as `this`. */
  readonly relation: Relation | null;
  readonly lookups: RuntimeLookups;
  /** The config's `materialized`, and what `config.get` reads. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly extra?: ReadonlyMap<string, Value>;
  /** Fixed answers of macros. */
  readonly macros?: ReadonlyMap<string, Value>;
  readonly loadSeed?: RuntimeShared['loadSeed'];
}

/**
 * Runs a node's materialization macro and remembers the relations that it built.
 *
 * @returns the macro's scope, whose result `main` is the node's own.
 * @throws UserError, DatabaseError
 */
export async function materialize(run: NodeRun, options: MaterializeOptions): Promise<RuntimeScope> {
  const { node, context } = run;
  const materialized = String(options.config['materialized']);
  const { macros } = context.invocation;
  const entry = macros.findMaterialization(materialized, context.adapter.dispatchTypes);
  const place = (): Span | undefined => context.manifest.places.get(node.unique_id);
  if (!entry) {
    const { adapter, invocation } = context;
    const known = invocation.macros.materializations();
    throw new UserError(materializationNotFound(node.name, materialized, adapter.type, place(), known));
  }
  const shared = options.loadSeed ? { ...context.shared, loadSeed: options.loadSeed } : context.shared;
  const scope = createRuntimeScope(shared, subjectFor(run, options));
  const relations = builtRelations(await scope.callMacro(`${entry.packageName}.${entry.name}`));
  if (!relations) throw new UserError(materializationGaveNothing(node.name, materialized, place()));
  for (const relation of relations) context.relations.add(relation);
  return scope;
}

/** The node as templates that run for it see it. */
export function subjectFor(run: NodeRun, options: MaterializeOptions): RuntimeSubject {
  const { node, connection } = run;
  return {
    uniqueId: node.unique_id,
    packageName: node.package_name,
    resourceType: node.resource_type,
    model: modelJson(run, options),
    config: options.config,
    relation: options.relation,
    lookups: options.lookups,
    connection,
    ...(options.extra && { extra: options.extra }),
    ...(options.macros && { macroOverrides: options.macros }),
  };
}

function modelJson({ node }: NodeRun, { compiled, lookups }: MaterializeOptions): JsonObject {
  const json = withKeyTargets(node as unknown as JsonObject, lookups);
  return compiled ? { ...json, compiled: true, compiled_code: compiled.sql } : json;
}

/** The relations of `{'relations': […]}`; undefined where a macro returned anything else. */
function builtRelations(value: Value): readonly Relation[] | undefined {
  const list = value instanceof Dict ? iterate(value.get('relations') ?? null) : undefined;
  return list && [...list].filter((item): item is Relation => item instanceof Relation);
}
