import { InternalError } from '../../diagnostics/index.ts';
import type { RunContext } from '../run-context.ts';
import { isCloneable, runClone } from './clone.ts';
import { runFunction } from './function.ts';
import { runModel } from './model.ts';
import { runNoOp } from './no-op.ts';
import { runOperation } from './operation.ts';
import type { RunnableNode, Runner } from './runner.ts';
import { runSeed } from './seed.ts';
import { runTest } from './test.ts';
import { runUnitTest } from './unit-test.ts';

/** One runner a node type. */
const runners = {
  model: runModel,
  snapshot: runModel,
  seed: runSeed,
  function: runFunction,
  test: runTest,
  unit_test: runUnitTest,
  operation: runOperation,
  exposure: runNoOp,
  saved_query: runNoOp,
};

/** Whether nodes of a type can be run; analyses, for one, are only compiled. */
export function isRunnable(resourceType: string): resourceType is keyof typeof runners {
  return Object.hasOwn(runners, resourceType);
}

export function runnerFor(node: RunnableNode, runsAs: RunContext['runsAs']): Runner<RunnableNode> {
  const type = node.resource_type;
  if (runsAs === 'clone' && isCloneable(node)) return runClone as Runner<RunnableNode>;
  if (!isRunnable(type)) throw new InternalError(`no runner for ${node.unique_id}`);
  return runners[type] as Runner<RunnableNode>;
}
