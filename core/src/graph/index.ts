export { buildDag, Dag, graphResources, type NodeSet, parentsOf } from './dag.ts';
export { type ExecutionNode, type ExecutionOptions, executionGraph } from './execution-graph.ts';
export { type MethodName, methodNames } from './methods/index.ts';
export { modelDeprecations, type UnpinnedRef, unpinnedRefs } from './model-versions.ts';
export { parseSelection } from './selection/command-line.ts';
export { select, type SelectOptions } from './selection/select.ts';
export {
  type Criterion,
  type IndirectSelection,
  indirectSelections,
  type Selection,
  type SelectionGroup,
} from './selection/selection.ts';
export { normalizeSelectors } from './selection/normalize.ts';
export { readSelectors, type Selectors, type SelectorSource } from './selection/yaml-selectors.ts';
export type { PreviousState } from './state/previous-state.ts';
