export type { RunEvent, RunReporter, RunSubject, SkipReason } from './events.ts';
export { type EarlierBatches, parseBatches } from './batches.ts';
export { type FreshnessResult, hasFreshness, measureFreshness } from './freshness.ts';
export { type PlanOptions, planRun } from './plan.ts';
export { blocksChildren, isFailure, type RunResult, type RunStatus, type Timing } from './results.ts';
export type { CompiledSql, NodeCompiler, RunContext, RunEffects } from './run-context.ts';
export { type PlannedNode, runNodes, type RunPlan } from './run-nodes.ts';
export type { RunnableNode } from './runners/runner.ts';
export { learnSchemas, prepareSchemas, scopeOutsideNodes } from './schemas.ts';
