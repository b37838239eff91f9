import {
  type Diagnostic,
  configPathUnused,
  dependencyCycle,
  duplicateRefName,
  duplicateRelation,
  duplicateResource,
  groupUnknown,
  nameWithSpaces,
} from '../../diagnostics/index.ts';
import type { ConfigSection, Project } from '../../project/project.ts';
import type { ConfigResolver } from '../config/resolver.ts';
import type { GraphNode, GroupNode, Node } from '../nodes.ts';
import { spanOf } from '../place.ts';
import { findCycles } from './cycles.ts';
import type { Draft } from './context.ts';

type Report = (diagnostic: Diagnostic) => void;

const plurals: Readonly<Record<string, string>> = {
  analysis: 'analyses',
  saved_query: 'saved queries',
  semantic_model: 'semantic models',
  unit_test: 'unit tests',
};

export const pluralOf = (type: string): string => plurals[type] ?? `${type}s`;

/** Drafts by unique id; of two with one id, the first stays, and the other is reported. */
export function byUniqueId<
  T extends Pick<Draft, 'place'> & {
    readonly node: { readonly unique_id: string; readonly name: string; readonly resource_type: string };
  },
>(drafts: readonly T[], report: Report): Map<string, T> {
  const known = new Map<string, T>();
  for (const draft of drafts) {
    const { unique_id: id, name, resource_type: type } = draft.node;
    const other = known.get(id);
    if (other) report(duplicateResource(pluralOf(type), name, spanOf(other.place), spanOf(draft.place)));
    else known.set(id, draft);
  }
  return known;
}

/** Nodes of one package and name that are not of one kind: a `ref()` cannot tell them apart. */
export function checkRefNames(
  nodes: Iterable<Draft<Node>>,
  severity: Diagnostic['severity'],
  report: Report,
): void {
  const known = new Map<string, Draft<Node>>();
  for (const draft of nodes) {
    const { node } = draft;
    const isVersioned = node.resource_type === 'model' && node.version !== null;
    if (isVersioned || !['model', 'seed', 'snapshot'].includes(node.resource_type)) continue;
    const key = `${node.package_name}.${node.name}`;
    const other = known.get(key);
    if (!other) known.set(key, draft);
    else {
      const kinds = [other.node.resource_type, node.resource_type] as const;
      report(duplicateRefName(node.name, kinds, severity, spanOf(other.place), spanOf(draft.place)));
    }
  }
}

/** Two nodes that would be built as one relation, and names that no relation can have. */
export function checkRelations(nodes: Iterable<Draft<Node>>, caseSensitive: boolean, report: Report): void {
  const relations = new Map<string, Draft<Node>>();
  for (const draft of nodes) {
    const { node } = draft;
    const isRefable = ['model', 'seed', 'snapshot'].includes(node.resource_type);
    if (isRefable && node.name.includes(' '))
      report(nameWithSpaces(node.resource_type, node.name, spanOf(draft.place)));
    if (node.relation_name === null) continue;
    const key = caseSensitive ? node.relation_name : node.relation_name.toLowerCase();
    const other = relations.get(key);
    if (!other) {
      relations.set(key, draft);
      continue;
    }
    const names = [other.node.name, node.name] as const;
    report(duplicateRelation(names, node.relation_name, spanOf(other.place), spanOf(draft.place)));
  }
}

export function checkGroups(drafts: Iterable<Draft>, groups: Iterable<GroupNode>, report: Report): void {
  const names = new Set([...groups].map(({ name }) => name));
  for (const { node, place } of drafts) {
    const group = 'group' in node ? node.group : null;
    if (typeof group !== 'string' || names.has(group)) continue;
    // A test has the group of what it stands on, which is reported there.
    if (node.resource_type === 'test') continue;
    report(groupUnknown(group, `${node.resource_type} "${node.name}"`, names, spanOf(place)));
  }
}

/** Names every cycle whole, with the place at which each of its nodes needs the next. */
export function checkCycles(drafts: ReadonlyMap<string, Draft>, report: Report): void {
  const edges = new Map<string, readonly string[]>();
  for (const [id, { node }] of drafts) if ('depends_on' in node) edges.set(id, node.depends_on.nodes);
  for (const cycle of findCycles(edges)) {
    const names = cycle.map((id) => drafts.get(id)!.node.name);
    const steps = cycle.map((id, index) => {
      const next = drafts.get(cycle[(index + 1) % cycle.length]!)!.node;
      return { name: next.name, at: placeOfReference(drafts.get(id)!, next) };
    });
    report(dependencyCycle(names, steps, steps[0]!.at));
  }
}

function placeOfReference({ captured, place }: Draft, target: GraphNode): ReturnType<typeof spanOf> {
  return captured.refs.find(({ name }) => name === target.name)?.at ?? spanOf(place);
}

const checkedSections: readonly ConfigSection[] = [
  'models',
  'seeds',
  'snapshots',
  'tests',
  'sources',
  'exposures',
  'unit_tests',
  'metrics',
  'semantic-models',
  'saved-queries',
];

/** Warns of paths of the root project's file that set something and match no resource. */
export function checkConfigPaths(root: Project, configs: ConfigResolver, report: Report): void {
  for (const section of checkedSections) {
    for (const path of configs.tree(root, section).unusedPaths()) {
      report(configPathUnused([section, ...path], root.span([section, ...path])));
    }
  }
}
