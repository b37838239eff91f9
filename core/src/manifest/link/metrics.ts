import type { Json, JsonObject } from '../../config/json.ts';
import { type Diagnostic, resourceInvalid } from '../../diagnostics/index.ts';
import { isMapping, textOf } from '../config/shapes.ts';
import type { SemanticResource } from '../nodes.ts';
import { spanOf } from '../place.ts';
import type { MetricDraft } from '../resources/metrics.ts';
import type { SavedQueryDraft } from '../resources/semantic-models.ts';
import type { Draft } from './context.ts';
import type { References } from './references.ts';

/** Semantic models with the relations they stand on, metrics with what they are computed from. */
export function linkSemantics(
  semanticModels: readonly Draft<SemanticResource>[],
  metrics: readonly MetricDraft[],
  savedQueries: readonly SavedQueryDraft[],
  known: ReadonlyMap<string, Draft>,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const { node } of semanticModels) {
    const model = known.get(node.depends_on.nodes[0] ?? '')?.node;
    if (!model || !('relation_name' in model) || !('alias' in model)) continue;
    const { alias, schema, database, relation_name: relationName } = model;
    node['node_relation'] = { alias, schema_name: schema, database, relation_name: relationName };
  }
  linkMetrics(metrics, measuresOf(semanticModels), references, report);
  for (const query of savedQueries) {
    if (query.isEnabled) query.node.depends_on = { macros: [], nodes: metricIds(query, references, report) };
  }
}

/** Semantic models by the names of their measures. */
function measuresOf(
  semanticModels: readonly Draft<SemanticResource>[],
): ReadonlyMap<string, Draft<SemanticResource>> {
  const measures = new Map<string, Draft<SemanticResource>>();
  for (const draft of semanticModels) {
    for (const measure of draft.node['measures'] as readonly JsonObject[])
      measures.set(textOf(measure['name']!), draft);
  }
  return measures;
}

function linkMetrics(
  metrics: readonly MetricDraft[],
  measures: ReadonlyMap<string, Draft<SemanticResource>>,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): void {
  const byId = new Map(metrics.map((metric) => [metric.node.unique_id, metric]));
  const linked = new Map<string, readonly JsonObject[]>();
  const link = (metric: MetricDraft): readonly JsonObject[] => {
    const { node } = metric;
    const known = linked.get(node.unique_id);
    if (known) return known;
    // A metric computed from itself, by whatever way, adds nothing; the cycle is reported with all others.
    linked.set(node.unique_id, []);
    const own = metric.measures.filter((measure) => hasMeasure(metric, measure, measures, report));
    const inputs = metricIds(metric, references, report);
    const inputMeasures = [...own, ...inputs.flatMap((id) => (byId.has(id) ? link(byId.get(id)!) : []))];
    const owners = own.map((measure) => measures.get(textOf(measure['name']!))!.node.unique_id);
    node.depends_on = { macros: [], nodes: [...new Set([...owners, ...inputs])] };
    node['type_params'] = { ...(node['type_params'] as JsonObject), input_measures: distinct(inputMeasures) };
    linked.set(node.unique_id, inputMeasures);
    return inputMeasures;
  };
  for (const metric of metrics) if (metric.isEnabled) link(metric);
}

function hasMeasure(
  { node, place }: MetricDraft,
  measure: JsonObject,
  measures: ReadonlyMap<string, Draft<SemanticResource>>,
  report: (diagnostic: Diagnostic) => void,
): boolean {
  const name = textOf(measure['name']!);
  const owner = measures.get(name);
  if (owner?.isEnabled) return true;
  const problem = owner
    ? `its measure "${name}" belongs to the disabled semantic model "${owner.node.name}"`
    : `no semantic model has the measure "${name}"`;
  report(resourceInvalid(`metric "${node.name}"`, problem, spanOf(place)));
  return false;
}

function metricIds(
  draft: Draft<SemanticResource> & { readonly inputs: readonly string[] },
  references: References,
  report: (diagnostic: Diagnostic) => void,
): readonly string[] {
  return draft.inputs.flatMap((name) => {
    const found = references.metric([name], draft.node, spanOf(draft.place));
    if ('target' in found) return [found.target.unique_id];
    report(found.diagnostic);
    return [];
  });
}

function distinct(measures: readonly JsonObject[]): readonly Json[] {
  const byText = new Map(measures.filter(isMapping).map((measure) => [JSON.stringify(measure), measure]));
  return [...byText.values()];
}
