import type { JsonObject } from '../../config/json.ts';
import type { Manifest } from '../manifest.ts';
import type { DocNode, FunctionNode, MacroNode, ModelNode, Node, TestNode } from '../nodes.ts';
import type { Place } from '../place.ts';
import type { Entry } from '../properties/entry.ts';
import {
  type NodeKey,
  nodeKeys,
  nodeProperties,
  versionedProperties,
} from '../properties/node-properties.ts';
import type { PropertyFile } from '../properties/property-file.ts';
import type { ResourceKey } from '../properties/resource-keys.ts';
import type { Project } from '../../project/project.ts';
import type { DeclaredNode } from '../resources/declared-node.ts';
import { buildExposure } from '../resources/exposures.ts';
import { buildGenericTests, nodeTestTarget } from '../resources/generic-tests.ts';
import { buildGroup } from '../resources/groups.ts';
import { buildNode } from '../resources/index.ts';
import { buildMetric, metricsOfMeasures } from '../resources/metrics.ts';
import { inferPrimaryKey } from '../resources/models.ts';
import { buildSavedQuery, buildSemanticModel } from '../resources/semantic-models.ts';
import { declareYamlSnapshot } from '../resources/snapshots.ts';
import { declareOverriddenSources } from '../resources/source-overrides.ts';
import { buildSource } from '../resources/sources.ts';
import { buildUnitTest, type RowSources, type UnitTestDraft } from '../resources/unit-tests.ts';
import { assemble } from './assemble.ts';
import {
  byUniqueId,
  checkConfigPaths,
  checkCycles,
  checkGroups,
  checkRefNames,
  checkRelations,
} from './checks.ts';
import type { Draft, LinkContext } from './context.ts';
import type { SearchOrder } from './lookup.ts';
import { matchProperties, type PropertiesOfPackage } from './match-properties.ts';
import { linkSemantics } from './metrics.ts';
import { checkSemanticLayer } from '../semantics/check.ts';
import { semanticLayer } from '../semantics/layer.ts';
import { References, resolveReferences } from './references.ts';
import { linkUnitTest } from './unit-tests.ts';

/** What all files say, each read on its own. */
export interface LinkInput {
  readonly declared: readonly DeclaredNode[];
  readonly properties: readonly PropertyFile[];
  readonly macros: readonly { readonly node: MacroNode; readonly place: Place }[];
  readonly docs: readonly { readonly node: DocNode; readonly place: Place }[];
  readonly rows: RowSources;
  readonly order: SearchOrder;
  readonly selectors: ReadonlyMap<string, JsonObject>;
}

/** The manifest of what the files say: names resolved, configs complete, every contradiction reported. */
export function link(context: LinkContext, input: LinkInput): Manifest {
  const report = context.report.bind(context);
  const entries = entriesByKey(input.properties);
  const described = describeNodes(context, input.declared, entries);
  const nodes = described.map((declared) => buildNode(context, declared));
  const sources = declareOverriddenSources(entries('sources'), report).map((declared) =>
    buildSource(context, declared),
  );
  const semanticModels = build(entries('semantic_models'), (project, entry) =>
    buildSemanticModel(context, project, entry),
  );
  const metrics = [
    ...build(entries('metrics'), (project, entry) => buildMetric(context, project, entry)),
    ...metricsOfMeasures(context, entries('semantic_models'), semanticModels),
  ];

  const references = new References(input.order, context.workspace.projects);
  for (const draft of nodes) {
    if (draft.node.resource_type === 'function') references.addFunction(draft as Draft<FunctionNode>);
    else references.addNode(draft);
  }
  for (const { draft } of sources) references.addSource(draft);
  for (const draft of metrics) references.addMetric(draft);

  const tests = [
    ...described.flatMap((declared, index) => [
      ...nodeTestTarget(declared, nodes[index]!),
      ...(declared.misplaced
        ? nodeTestTarget({ ...declared, properties: declared.misplaced }, nodes[index]!)
        : []),
    ]),
    ...sources.flatMap(({ tested }) => tested),
  ].flatMap((target) => [...buildGenericTests(context, target)]);
  const exposures = build(entries('exposures'), (project, entry) => buildExposure(context, project, entry));
  const savedQueries = build(entries('saved_queries'), (project, entry) =>
    buildSavedQuery(context, project, entry),
  );
  const unitTests = build(entries('unit_tests'), (project, entry) =>
    buildUnitTest(context, project, entry, input.rows),
  );

  const all: Draft[] = [
    ...nodes,
    ...tests,
    ...sources.map(({ draft }) => draft),
    ...exposures,
    ...metrics,
    ...semanticModels,
    ...savedQueries,
  ];
  for (const draft of all) if (draft.isEnabled) resolveReferences(draft, references, report);
  const known = byUniqueId(all.filter(isEnabled), report);
  linkSemantics(semanticModels, metrics, savedQueries, known, references, report);
  checkSemanticLayer(semanticLayer({ semanticModels, metrics, savedQueries, nodes }, report));
  const linkedUnitTests = linkUnitTests(unitTests, nodes, references, context);
  findPrimaryKeys(nodes, tests);

  const groups = byUniqueId(
    build(entries('groups'), (project, entry) => buildGroup(context, project, entry)),
    report,
  );
  checkGroups(
    known.values(),
    [...groups.values()].map(({ node }) => node),
    report,
  );
  const areUnique = context.workspace.root.flags['require_unique_project_resource_names'] === true;
  checkRefNames(ofNodes(known), areUnique ? 'error' : 'warning', report);
  checkRelations(ofNodes(known), context.invocation.adapter.caseSensitive, report);
  checkCycles(known, report);
  checkConfigPaths(context.workspace.root, context.configs, report);

  return assemble({
    rootPackage: context.workspace.root.name,
    known,
    unitTests: byUniqueId(linkedUnitTests.filter(isEnabled), report),
    groups,
    macros: byUniqueId(input.macros, report),
    docs: byUniqueId(input.docs, report),
    disabled: [...all, ...linkedUnitTests].filter((draft) => !draft.isEnabled),
    selectors: input.selectors,
  });
}

const isEnabled = (draft: { readonly isEnabled: boolean }): boolean => draft.isEnabled;

/** The nodes that files declare, each with what property files say of it. */
function describeNodes(
  context: LinkContext,
  declared: readonly DeclaredNode[],
  entries: EntriesByKey,
): readonly DeclaredNode[] {
  const snapshots = build(entries('snapshots'), (project, entry) => declareYamlSnapshot(project, entry));
  const properties = (Object.keys(nodeKeys) as NodeKey[]).flatMap((key) =>
    entries(key).flatMap(([project, entry]): PropertiesOfPackage[] => {
      const base = nodeProperties(key, entry);
      if (!base) return [];
      const versions = key === 'models' ? versionedProperties(base) : undefined;
      return [{ packageName: project.name, properties: base, versions }];
    }),
  );
  return matchProperties([...declared, ...snapshots], properties, (diagnostic) => context.report(diagnostic));
}

const keyOf = (model: ModelNode): string => `${model.package_name}.${model.name}`;

function linkUnitTests(
  drafts: readonly UnitTestDraft[],
  nodes: readonly Draft<Node>[],
  references: References,
  context: LinkContext,
): readonly UnitTestDraft[] {
  const versions = new Map<string, ModelNode[]>();
  for (const { node, isEnabled } of nodes) {
    if (node.resource_type !== 'model' || node.version === null || !isEnabled) continue;
    const known = versions.get(keyOf(node));
    if (known) known.push(node);
    else versions.set(keyOf(node), [node]);
  }
  return drafts.flatMap((draft) =>
    linkUnitTest(
      draft,
      references,
      (model) => versions.get(keyOf(model)) ?? [],
      (diagnostic) => context.report(diagnostic),
    ),
  );
}

function findPrimaryKeys(nodes: readonly Draft<Node>[], tests: readonly Draft<TestNode>[]): void {
  const byNode = new Map<string, Draft<TestNode>[]>();
  for (const test of tests) {
    const attached = test.node.attached_node;
    if (attached == null) continue;
    const known = byNode.get(attached);
    if (known) known.push(test);
    else byNode.set(attached, [test]);
  }
  for (const { node, isEnabled } of nodes) {
    if (node.resource_type === 'model' && isEnabled)
      node.primary_key = inferPrimaryKey(node, byNode.get(node.unique_id) ?? []);
  }
}

function* ofNodes(drafts: ReadonlyMap<string, Draft>): Iterable<Draft<Node>> {
  for (const draft of drafts.values()) if ('raw_code' in draft.node) yield draft as Draft<Node>;
}

type EntriesByKey = (key: ResourceKey) => readonly (readonly [Project, Entry])[];

function entriesByKey(files: readonly PropertyFile[]): EntriesByKey {
  return (key) =>
    files.flatMap(({ project, entries }) =>
      (entries.get(key) ?? []).map((entry) => [project, entry] as const),
    );
}

function build<T>(
  entries: readonly (readonly [Project, Entry])[],
  make: (project: Project, entry: Entry) => T | undefined,
): T[] {
  return entries.flatMap(([project, entry]) => make(project, entry) ?? []);
}
