import { type Checked, type Diagnostic, nothingMatches, placed } from '../../diagnostics/index.ts';
import type { GraphNode, Manifest, ResourceType } from '../../manifest/index.ts';
import { type Dag, graphResources, type NodeSet, parentsOf } from '../dag.ts';
import { methods } from '../methods/index.ts';
import type { SearchContext } from '../methods/method.ts';
import type { PreviousState } from '../state/previous-state.ts';
import type { Criterion, IndirectSelection, Selection, SelectionGroup } from './selection.ts';

export interface SelectOptions {
  readonly manifest: Manifest;
  readonly dag: Dag;
  /** What is of another type is left out, after tests have been added to what they test. */
  readonly resourceTypes: ReadonlySet<ResourceType>;
  readonly previous?: PreviousState | undefined;
  /** Keeps nodes without any SQL, which cannot be run but can be listed. */
  readonly includeEmpty?: boolean;
  /** For deprecation dates: milliseconds since 1970. */
  readonly nowMs?: number;
}

/**
 * The unique ids that a selection means, in the manifest's order.
 *
 * @returns them, with a warning for each criterion that matches nothing, and what a comparison with an earlier state
 * found to be broken.
 * @throws UserError when a criterion's value has no meaning
 */
export function select(selection: Selection, options: SelectOptions): Checked<readonly string[]> {
  return new Selecting(options).run(selection);
}

/** What is selected, and tests that may yet be once what else they read is selected too. */
interface Found {
  readonly direct: NodeSet;
  readonly indirect: NodeSet;
}

class Selecting {
  readonly #options: SelectOptions;
  readonly #members = new Map<string, GraphNode>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #context: SearchContext;

  constructor(options: SelectOptions) {
    this.#options = options;
    for (const node of graphResources(options.manifest)) {
      if (options.dag.has(node.unique_id)) this.#members.set(node.unique_id, node);
    }
    this.#context = {
      manifest: options.manifest,
      previous: options.previous,
      nowMs: options.nowMs ?? 0,
      report: (diagnostic) => this.#report(diagnostic),
    };
  }

  run(selection: Selection): Checked<readonly string[]> {
    const { direct } = this.#find(selection);
    const value: string[] = [];
    for (const [id, node] of this.#members) {
      if (direct.has(id) && this.#isWanted(node)) value.push(id);
    }
    return { value, diagnostics: this.#diagnostics };
  }

  /** The same criterion may be searched for twice. */
  #report(diagnostic: Diagnostic): void {
    const isKnown = this.#diagnostics.some(
      ({ code, message }) => code === diagnostic.code && message === diagnostic.message,
    );
    if (!isKnown) this.#diagnostics.push(diagnostic);
  }

  /** What a criterion may have meant. */
  *#names(): Iterable<string> {
    for (const { name, tags = [] } of this.#members.values() as Iterable<{
      name: string;
      tags?: readonly string[];
    }>) {
      yield name;
      for (const tag of tags) yield `tag:${tag}`;
    }
  }

  #isWanted(node: GraphNode): boolean {
    const { includeEmpty = false, resourceTypes } = this.#options;
    if (!resourceTypes.has(node.resource_type)) return false;
    return includeEmpty || !isEmpty(node);
  }

  #find(selection: Selection): Found {
    return selection.kind === 'criterion' ? this.#findCriterion(selection) : this.#findGroup(selection);
  }

  #findGroup({ expected, indirect, kind, parts }: SelectionGroup): Found {
    const found = parts.map((part) => this.#find(part));
    const direct = combine(
      kind,
      found.map((part) => part.direct),
    );
    const reached = combine(
      kind,
      found.map((part) => union([part.direct, part.indirect])),
    );
    const all = this.#admitTests(direct, reached, indirect);
    if (expected !== undefined && all.size === 0) this.#report(nothingMatches(expected, this.#names()));
    return { direct: all, indirect: reached };
  }

  #findCriterion(criterion: Criterion): Found {
    const matches = placed(criterion.at, () => methods[criterion.method](criterion, this.#context));
    const named = new Set<string>();
    for (const [id, node] of this.#members) if (matches(node)) named.add(id);
    return this.#addTests(this.#addRelatives(named, criterion), criterion.indirect);
  }

  #addRelatives(named: NodeSet, { childrenDepth, childrensParents, parentsDepth }: Criterion): NodeSet {
    const { dag } = this.#options;
    const sets: NodeSet[] = [named];
    if (childrensParents) {
      const below = union([named, dag.descendants(named)]);
      sets.push(below, dag.ancestors(below));
    }
    if (parentsDepth > 0) sets.push(dag.ancestors(named, parentsDepth));
    if (childrenDepth > 0) sets.push(dag.descendants(named, childrenDepth));
    return union(sets);
  }

  #addTests(selected: NodeSet, mode: IndirectSelection): Found {
    if (mode === 'empty') return { direct: selected, indirect: new Set() };
    const direct = new Set(selected);
    const indirect = new Set<string>();
    const available = this.#available(selected, mode);
    for (const id of selected) {
      for (const child of this.#options.dag.children(id)) {
        const node = this.#members.get(child)!;
        if (!isTest(node)) continue;
        if (mode === 'eager' || readsOnly(node, available)) direct.add(child);
        else indirect.add(child);
      }
    }
    return { direct, indirect };
  }

  /** What a test may read to be taken along. */
  #available(selected: NodeSet, mode: IndirectSelection): NodeSet {
    if (mode !== 'buildable') return selected;
    return union([
      selected,
      this.#options.dag.ancestors(selected),
      new Set(this.#options.manifest.sources.keys()),
    ]);
  }

  /** Tests whose last missing parent another part of the group has brought in. */
  #admitTests(direct: NodeSet, reached: NodeSet, mode: IndirectSelection): NodeSet {
    if ((mode !== 'cautious' && mode !== 'buildable') || direct.size === reached.size) return direct;
    const available = mode === 'cautious' ? direct : union([direct, this.#options.dag.ancestors(direct)]);
    const admitted = new Set(direct);
    for (const id of reached) {
      const node = this.#members.get(id)!;
      if (node.resource_type !== 'unit_test' && readsOnly(node, available)) admitted.add(id);
    }
    return admitted;
  }
}

function isTest(node: GraphNode): boolean {
  return node.resource_type === 'test' || node.resource_type === 'unit_test';
}

function readsOnly(node: GraphNode, available: NodeSet): boolean {
  return parentsOf(node).every((parent) => available.has(parent));
}

/** Seeds have their rows elsewhere. */
function isEmpty(node: GraphNode): boolean {
  return 'raw_code' in node && node.resource_type !== 'seed' && (node.raw_code as string).trim() === '';
}

function combine(kind: SelectionGroup['kind'], sets: readonly NodeSet[]): NodeSet {
  if (kind === 'union') return union(sets);
  const [first = new Set<string>(), ...others] = sets;
  if (kind === 'intersection') return filter(first, (id) => others.every((set) => set.has(id)));
  return filter(first, (id) => !others.some((set) => set.has(id)));
}

function union(sets: readonly NodeSet[]): NodeSet {
  const all = new Set<string>();
  for (const set of sets) for (const id of set) all.add(id);
  return all;
}

function filter(set: NodeSet, keep: (id: string) => boolean): NodeSet {
  return new Set([...set].filter(keep));
}
