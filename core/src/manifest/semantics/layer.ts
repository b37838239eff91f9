import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Draft } from '../link/context.ts';
import type { ModelNode, Node, SemanticResource } from '../nodes.ts';
import {
  type Metric,
  type SavedQuery,
  type SemanticLayer,
  type SemanticModel,
  Subject,
  type TimeSpine,
} from './shapes.ts';

export interface LayerDrafts {
  readonly semanticModels: readonly Draft<SemanticResource>[];
  readonly metrics: readonly Draft<SemanticResource>[];
  readonly savedQueries: readonly Draft<SemanticResource>[];
  readonly nodes: readonly Draft<Node>[];
}

/** The model that dbt took for a time spine before models could say that they are one. */
export const oldTimeSpine = 'metricflow_time_spine';

/** The semantic layer of drafts whose references are resolved. */
export function semanticLayer(
  { metrics, nodes, savedQueries, semanticModels }: LayerDrafts,
  report: (diagnostic: Diagnostic) => void,
): SemanticLayer {
  const subjects = <T>(drafts: readonly Draft[], noun: string): readonly Subject<T>[] =>
    drafts
      .filter(({ isEnabled }) => isEnabled)
      .map(({ node, place }) => new Subject(`${noun} "${node.name}"`, node as unknown as T, place, report));
  const isTimeSpine = ({ node }: Draft<Node>): boolean =>
    node.resource_type === 'model' && node.time_spine !== null;
  return {
    models: subjects<SemanticModel>(semanticModels, 'semantic model'),
    metrics: subjects<Metric>(metrics, 'metric'),
    savedQueries: subjects<SavedQuery>(savedQueries, 'saved query'),
    timeSpines: subjects<ModelNode & { readonly time_spine: TimeSpine }>(nodes.filter(isTimeSpine), 'model'),
    hasOldTimeSpine: nodes.some(({ isEnabled, node }) => isEnabled && node.name === oldTimeSpine),
  };
}
