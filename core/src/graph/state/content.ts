import type { CompilableNode, GraphNode } from '../../manifest/index.ts';
import { sameBody, sameConfig, sameDescriptions, sameRelation } from './aspects.ts';
import { type ContractContext, sameContract } from './contract.ts';
import { isSame, sameFields } from './same.ts';

/**
 * Whether a resource is not what it was, its macros apart. As in dbt, sources, exposures, metrics, semantic models and
 * saved queries that are new do not count as modified (`state:new` finds them); new nodes and unit tests do.
 */
export function contentDiffers(
  before: GraphNode | undefined,
  now: GraphNode,
  context: ContractContext,
): boolean {
  switch (now.resource_type) {
    case 'source':
      return before !== undefined && !sameSource(before, now);
    case 'exposure':
      return before !== undefined && !sameExposure(before, now);
    case 'metric':
      return (
        before !== undefined &&
        !(sameFields(before, now, ['type', 'description', 'label']) && sameConfig(before, now))
      );
    case 'semantic_model':
      return before !== undefined && !sameFields(before, now, semanticModelFields);
    case 'saved_query':
      return before !== undefined && !sameSavedQuery(before, now);
    case 'unit_test':
      return !before || !sameFields(before, now, ['checksum']);
    case 'model':
    case 'seed':
    case 'snapshot':
    case 'test':
    case 'analysis':
    case 'operation':
    case 'sql_operation':
    case 'function':
      return !before || !sameNode(before as GraphNode & CompilableNode, now, context);
  }
}

function sameNode(
  before: GraphNode & CompilableNode,
  now: GraphNode & CompilableNode,
  context: ContractContext,
): boolean {
  if (now.resource_type === 'test' && now.test_metadata != null) {
    return sameConfig(before, now) && isSame(before.fqn, now.fqn);
  }
  const isSameModel =
    now.resource_type !== 'model' ||
    before.resource_type !== 'model' ||
    // Asked first: a broken contract is reported whatever else changed.
    (sameContract(before, now, context) &&
      sameFields(before, now, ['latest_version', 'access', 'deprecation_date']));
  const isSameFunction =
    now.resource_type !== 'function' || sameFields(before, now, ['arguments', 'returns']);
  return (
    isSameModel &&
    isSameFunction &&
    sameBody(before, now) &&
    sameConfig(before, now) &&
    sameDescriptions(before, now) &&
    isSame(before.fqn, now.fqn) &&
    sameRelation(before, now)
  );
}

function sameSource(before: GraphNode, now: GraphNode): boolean {
  return (
    sameRelation(before, now) &&
    sameConfig(before, now) &&
    sameFields(before, now, ['fqn', 'quoting', 'freshness', 'loaded_at_field', 'external'])
  );
}

function sameExposure(before: GraphNode, now: GraphNode): boolean {
  return (
    sameFields(before, now, ['fqn', 'type', 'owner', 'maturity', 'url', 'description', 'label']) &&
    isSame(parents(before), parents(now)) &&
    sameConfig(before, now)
  );
}

function parents(node: GraphNode): readonly string[] {
  return node.resource_type === 'exposure' ? node.depends_on.nodes.toSorted() : [];
}

const semanticModelFields = [
  'model',
  'description',
  'defaults',
  'entities',
  'dimensions',
  'measures',
  'config',
  'primary_entity',
  'group',
];

interface SavedQueryBody {
  readonly query_params?: {
    readonly metrics?: unknown;
    readonly group_by?: unknown;
    readonly where?: unknown;
  };
  readonly exports?: readonly { readonly name: string; readonly unrendered_config?: object }[];
}

function sameSavedQuery(before: GraphNode, now: GraphNode): boolean {
  const [earlier, later] = [before, now] as unknown as [SavedQueryBody, SavedQueryBody];
  return (
    sameFields(before, now, ['description', 'label', 'group', 'tags', 'config']) &&
    sameFields(earlier.query_params ?? {}, later.query_params ?? {}, ['metrics', 'group_by', 'where']) &&
    isSame(exportsOf(earlier), exportsOf(later))
  );
}

function exportsOf({ exports = [] }: SavedQueryBody): unknown {
  return exports.map(({ name, unrendered_config: written = {} }) => {
    const { export_as: kind, schema, alias } = written as Readonly<Record<string, unknown>>;
    return [name, kind ?? null, schema ?? null, alias ?? null];
  });
}
