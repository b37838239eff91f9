import { Relation } from '../adapter/index.ts';
import type { JsonObject } from '../config/json.ts';
import type { RuntimeLookups, RuntimeShared } from '../context/runtime-scope.ts';
import { refNotDeclared, UserError } from '../diagnostics/index.ts';
import {
  type CompilableNode,
  externalLocation,
  type GraphNode,
  type Manifest,
  type Node,
  type SourceNode,
} from '../manifest/index.ts';
import { manifestReferences } from '../manifest/link/manifest-references.ts';
import type { Project } from '../project/index.ts';
import { commonWindow, type EventWindow, withinWindow } from './event-time.ts';

export interface RelationOptions {
  readonly manifest: Manifest;
  readonly shared: RuntimeShared;
  readonly projects: readonly Project[];
  /** The relation of another environment that stands for a node, where one does. */
  readonly deferredTo?: (uniqueId: string) => Relation | undefined;
  /** What models and snapshots see of relations that have an event time. */
  readonly sample?: EventWindow | undefined;
}

/** What names mean in a node's template instead of what they do. */
export interface LookupOverrides {
  /** What `ref()` and `source()` give in place of what they find. An ephemeral model that is replaced is not inlined. */
  readonly mapRelation?: (relation: Relation) => Relation;
  /** The batch of a microbatch model: all it sees of relations that have an event time. */
  readonly batch?: EventWindow;
}

/** The relations that nodes and sources stand for, and how templates find them. */
export class Relations {
  readonly #options: RelationOptions;
  readonly #references: ReturnType<typeof manifestReferences>;
  readonly #isEmpty: boolean;

  constructor(options: RelationOptions) {
    this.#options = options;
    const { manifest, projects, shared } = options;
    const order = { rootPackage: manifest.rootPackage, ownPackageFirst: false };
    this.#references = manifestReferences(manifest, order, projects);
    this.#isEmpty = shared.invocation.flags['EMPTY'] === true;
  }

  /** The relation that a node builds, or is kept in; null for what is no relation. */
  of(node: CompilableNode): Relation | null {
    if (
      node.resource_type === 'operation' ||
      node.resource_type === 'sql_operation' ||
      node.resource_type === 'analysis'
    )
      return null;
    const { database, schema, alias } = node;
    return Relation.create(
      { database, schema, identifier: alias },
      this.#options.shared.invocation,
      quotingOf(node),
    );
  }

  /**
   * What `ref()`, `source()` and `function()` mean in a node.
   *
   * @param onEphemeral Takes each ephemeral model that is referred to: its SQL has to be inlined.
   */
  lookups(
    node: CompilableNode,
    onEphemeral: (target: Node) => void,
    { batch, mapRelation = (relation) => relation }: LookupOverrides = {},
  ): RuntimeLookups {
    const from = node as GraphNode;
    const seesWindow = node.resource_type === 'model' || node.resource_type === 'snapshot';
    const window = seesWindow ? commonWindow(this.#options.sample, batch) : undefined;
    const limited = (relation: Relation, target: Node | SourceNode): Relation =>
      withinWindow(relation, target, window, (name) => this.#options.shared.invocation.adapter.quote(name));
    return {
      ref: (name, packageName, version, at) => {
        const found = this.#references.ref(
          {
            name,
            package: packageName,
            version,
            get at() {
              return at();
            },
          },
          from,
        );
        if ('diagnostic' in found) throw new UserError(found.diagnostic);
        const { target } = found;
        const isKnown =
          node.depends_on.nodes.includes(target.unique_id) || target.unique_id === node.unique_id;
        if (!isKnown && node.resource_type !== 'operation' && node.resource_type !== 'sql_operation') {
          throw new UserError(refNotDeclared(`ref('${name}')`, at()));
        }
        const relation = limited(this.#refRelation(target), target);
        const mapped = mapRelation(relation);
        if (mapped === relation && relation.type === 'cte') onEphemeral(target);
        return mapped;
      },
      source: (source, table, at) => {
        const found = this.#references.source(
          {
            source,
            table,
            get at() {
              return at();
            },
          },
          from,
        );
        if ('diagnostic' in found) throw new UserError(found.diagnostic);
        return mapRelation(limited(this.ofSource(found.target), found.target));
      },
      function: (name, packageName, at) => {
        const found = this.#references.function(
          {
            name,
            package: packageName,
            get at() {
              return at();
            },
          },
          from,
        );
        if ('diagnostic' in found) throw new UserError(found.diagnostic);
        const { target } = found;
        const relation = this.#options.deferredTo?.(target.unique_id) ?? this.of(target)!;
        return relation.withType('function');
      },
    };
  }

  #refRelation(target: Node): Relation {
    if (target.config.materialized === 'ephemeral') {
      const cte = Relation.cte(target.alias, this.#options.shared.invocation);
      return this.#isEmpty ? cte.withLimit(0) : cte;
    }
    const { database, schema, alias } = target;
    const relation =
      this.#options.deferredTo?.(target.unique_id) ??
      Relation.create(
        { database, schema, identifier: alias },
        this.#options.shared.invocation,
        quotingOf(target),
      );
    return this.#isEmpty ? relation.withLimit(0) : relation;
  }

  /** Sources are quoted as they say themselves; the project's quoting is for what it builds. */
  ofSource(target: SourceNode): Relation {
    const { manifest, shared } = this.#options;
    const { database, schema, identifier } = target;
    const rules = { adapter: shared.invocation.adapter, quoting: {} };
    const relation = Relation.create({ database, schema, identifier }, rules, policy(target.quoting));
    const external = rules.adapter.readsFiles
      ? externalLocation(target, () => manifest.places.get(target.unique_id))
      : undefined;
    const named = external === undefined ? relation : relation.withExternal(external);
    return this.#isEmpty ? named.withLimit(0) : named;
  }
}

function quotingOf(node: {
  readonly config: Readonly<Record<string, unknown>>;
}): Partial<Record<'database' | 'schema' | 'identifier', boolean>> {
  return policy(node.config['quoting'] as JsonObject | undefined);
}

function policy(
  quoting: JsonObject | undefined,
): Partial<Record<'database' | 'schema' | 'identifier', boolean>> {
  const parts = (['database', 'schema', 'identifier'] as const).filter(
    (part) => typeof quoting?.[part] === 'boolean',
  );
  return Object.fromEntries(parts.map((part) => [part, quoting![part] as boolean]));
}
