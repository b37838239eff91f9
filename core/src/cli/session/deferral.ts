import { Relation } from '../../adapter/index.ts';
import type { Manifest, Node } from '../../manifest/index.ts';
import type { RunContext } from '../../run/index.ts';
import { learnSchemas } from '../../run/index.ts';
import type { ParsedProject } from './parse-project.ts';
import { readDeferState } from './state.ts';

/** Functions are in no list of relations, so that one which is not built here is always the earlier one. */
const deferrable = new Set(['model', 'seed', 'snapshot', 'function']);

/**
 * Relations of another environment, as an earlier manifest names them, that stand for nodes which are not built here:
 * what `--defer` means, and what `clone` copies.
 */
export class Deferral {
  readonly #project: ParsedProject;
  readonly #earlier: Manifest;
  readonly #inUse = new Set<string>();

  /** @throws UserError when there is no earlier manifest */
  constructor(project: ParsedProject) {
    this.#project = project;
    this.#earlier = readDeferState(project);
  }

  /** The earlier relation of a node that both manifests have. */
  relationOf(id: string): Relation | undefined {
    const node = this.#nodeOf(id);
    if (!node) return undefined;
    const { database, schema, alias } = node;
    return Relation.create({ database, schema, identifier: alias }, this.#project.invocation);
  }

  /** The earlier relation, where `ref()` means it. */
  readonly deferredTo = (id: string): Relation | undefined =>
    this.#inUse.has(id) ? this.relationOf(id) : undefined;

  /**
   * Decides which nodes are read where the earlier manifest has them: those that this target does not have, and with
   * `--favor-state` all that are not selected.
   *
   * @param built What the command itself builds: that is there when it is read.
   */
  async decide(
    context: RunContext,
    selected: ReadonlySet<string>,
    built: ReadonlySet<string>,
  ): Promise<void> {
    const { flags, manifest } = this.#project;
    const candidates = [...manifest.nodes.values(), ...manifest.functions.values()].filter(
      ({ unique_id: id }) => !built.has(id) && this.#nodeOf(id) !== undefined,
    );
    const isFavoured = ({ unique_id: id }: Node): boolean => flags.values.favor_state && !selected.has(id);
    await learnSchemas(
      candidates.filter((node) => !isFavoured(node)),
      context,
    );
    for (const node of candidates) {
      const { alias, database, schema, unique_id: id } = node;
      const isHere = context.relations.find({ database, schema, identifier: alias }) !== undefined;
      if (isFavoured(node) || !isHere) this.#inUse.add(id);
    }
  }

  /** Learns what the other environment really has. */
  async learn(ids: Iterable<string>, context: RunContext): Promise<void> {
    await learnSchemas(
      [...ids].flatMap((id) => this.#nodeOf(id) ?? []),
      context,
    );
  }

  #nodeOf(id: string): Node | undefined {
    const { manifest } = this.#project;
    const own = manifest.nodes.get(id) ?? manifest.functions.get(id);
    const earlier = this.#earlier.nodes.get(id) ?? this.#earlier.functions.get(id);
    if (!own || !earlier || !deferrable.has(own.resource_type)) return undefined;
    const isInlined = own.config.materialized === 'ephemeral' || earlier.config.materialized === 'ephemeral';
    return isInlined ? undefined : earlier;
  }
}
